import type { Words } from '../../media/kept.ts';
import type { Picture } from '../../media/pictures.ts';
import type { Attachment, PromptRecord } from '../../ports/index.ts';
import { isNothing, picturesOf, type Senses } from '../senses/senses.ts';
import type { Marks } from './marks.ts';

/** Words for what was sent along with a prompt. */
export interface Along {
  /** Puts them beside the person's own words; what is not theirs stands between marks. */
  beside(text: string, media: readonly Attachment[] | undefined, marks: Marks): string;
  /** Puts them into a text that will stand between marks as a whole. */
  within(text: string, media: readonly Attachment[] | undefined): string;
}

/** Way in which words that were heard or read are put. */
interface Put {
  heard(text: string): string;
  read(text: string, name: string | undefined): string;
}

/** Gives the words for what was sent along with `prompt`; its pictures follow its text in the order of their numbers. */
export function alongOf(prompt: PromptRecord, senses: Senses | undefined): Along {
  const pictures = senses ? picturesOf(prompt, senses) : [];
  const put = (text: string, media: readonly Attachment[] = [], how: Put) =>
    media.length === 0
      ? text
      : [text, ...linesOf(media, { pictures, senses, how })].filter(Boolean).join('\n\n').trim();
  return {
    beside: (text, media, marks) =>
      put(text, media, {
        heard: (words) => marks.words(words),
        read: (words, name) => marks.material({ kind: 'file', text: words, from: name }),
      }),
    within: (text, media) =>
      put(text, media, {
        heard: (words) => words,
        read: (words, name = 'without a name') => `[File ${name}:]\n${words}`,
      }),
  };
}

interface Given {
  pictures: readonly Picture[];
  senses: Senses | undefined;
  how: Put;
}

/** Tells what there is, and what the model cannot see, so that it does not guess. */
function linesOf(media: readonly Attachment[], { pictures, senses, how }: Given): string[] {
  const lines: string[] = [];
  const shown: number[] = [];
  const unseen = new Set<string>();
  for (const each of media) {
    const sensed = senses?.(each);
    const { pictures: seen = [], heard, read } = sensed ?? {};
    shown.push(...seen.map((picture) => pictures.indexOf(picture) + 1).filter((number) => number > 0));
    if (heard !== undefined) lines.push(`[Said in the ${soundOf(each)}:]\n${how.heard(heard)}`);
    if (read) lines.push(how.read(textOf(read), each.name));
    if (isNothing(sensed)) unseen.add(each.kind === 'other' ? 'attachment' : each.kind);
  }
  if (shown.length > 0) lines.unshift(`[Sent along: picture ${shown.join(', ')}]`);
  if (unseen.size > 0) lines.push(`[Sent along, but not visible to you: ${[...unseen].join(', ')}]`);
  return lines;
}

/** Renders what was read of a file, each part under the name that people know it by. */
function textOf({ parts, more }: Words): string {
  const texts = parts.map(({ name, text }) => (name === undefined ? text : `[${name}]\n${text}`));
  return [...texts, ...(more ? ['[The rest of it was not read.]'] : [])].join('\n\n');
}

function soundOf({ kind }: Attachment): string {
  return kind === 'voice' ? 'voice message' : kind === 'video' ? 'video' : 'recording';
}
