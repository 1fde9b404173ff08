import type { Controls, KeptFile, Rendered, Renderer, SurfaceLimits } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { isBlank } from '../util/text.ts';
import type { BubbleContent, LentFiles, Range } from './bubble-content.ts';
import type { Bubbles } from './bubbles.ts';
import { COLLAPSED } from './collapsed.ts';
import { layout } from './layout.ts';

/** Code of the Fault('rejected') for files of which none is kept any more. */
export const LOST_FILES = 'lost-files';

interface FileParts {
  bubbles: Bubbles;
  limits: SurfaceLimits;
  renderer: Renderer;
  /** Buttons under a message that shows all of them. */
  controls: Controls | undefined;
  /** Lends files, as far as they are still kept. */
  lend(files: readonly KeptFile[]): LentFiles;
  /** Sentence for files that are not kept any more. */
  lostFiles(): Promise<string>;
}

/** Files that are shown in one bubble. */
interface Group {
  /** Index of the first of them. */
  at: number;
  files: KeptFile[];
}

/**
 * Shows files, but for those that a process before has shown. `caption` (Markdown) stands with the first of them, in the place of
 * what was there. A voice that holds no words has it below, with the buttons. An album that holds no buttons has none. Without a caption
 * the words have bubbles of their own above, with the buttons.
 */
export async function showFiles(
  files: readonly KeptFile[],
  caption: string | undefined,
  { bubbles, limits, renderer, controls, lend, lostFiles }: FileParts,
): Promise<void> {
  const groups = groupsOf(files, limits);
  const [first, more] = groups;
  const isAlone = first !== undefined && !more;
  const holds = isAlone && holdsButtons(first, limits);
  const words = caption === undefined ? NOTHING : await captionOf(caption, renderer, limits);
  const isSpeechless = first !== undefined && isVoice(first) && limits.voice?.caption === 0;
  const isBelow = caption !== undefined && isSpeechless && (controls !== undefined || !isBlank(words.text));
  const isWords = caption !== undefined && bubbles.count() > 0;
  const replaces = isWords && isAlone && !isVoice(first) && files.length <= limits.picturesPerEdit;
  const under = caption !== undefined && controls && holds ? { controls } : {};
  const whole = { start: 0, end: caption?.length ?? 0 };
  const below: number[] = [];
  // The same messages as in an attempt before, so that they are edited and not made once more.
  const showBelow = async (content: BubbleContent) => {
    const index = bubbles.behindFiles() + below.length;
    below.push(index);
    await bubbles.show(index, whole, content, 'must');
  };
  for (const { at, files: some } of groups) {
    if (bubbles.showing(at)) continue;
    const range: Range = { ...whole, picture: at };
    const lent = someOf(lend(some), some.length, () => {
      range.lost = true;
    });
    const content = { rendered: at === 0 && !isBelow ? words : NOTHING, files: lent, ...under };
    await bubbles.show(replaces ? 0 : bubbles.count(), range, content, 'must');
  }
  if (isBelow) {
    const rendered = isBlank(words.text) ? { text: '…' } : words;
    await showBelow({ rendered, ...(controls ? { controls } : {}) });
  }
  if (groups.some(({ at }) => bubbles.showing(at)?.lost)) {
    const [sentence] = await layout(await lostFiles(), renderer);
    if (sentence) await showBelow({ rendered: sentence.rendered });
  }
  // Last: the store knows a bubble by its index.
  if (caption !== undefined) await bubbles.removeWords(0, below);
}

const NOTHING: Rendered = { text: '' };

/**
 * Shows the whole of an answer as a file below its beginning, unless a process before has. `at`: index of that file among the
 * answer's.
 */
export async function showWhole(
  { name, markdown, caption, at }: { name: string; markdown: string; caption: string; at: number },
  { bubbles, limits, renderer }: Pick<FileParts, 'bubbles' | 'limits' | 'renderer'>,
): Promise<void> {
  if (bubbles.showing(at)) return;
  const bytes = Buffer.from(`${markdown.replaceAll(COLLAPSED, '').trimEnd()}\n`);
  const files: LentFiles = (use) => use([{ bytes, mime: 'text/markdown', name: `${name}.md`, role: 'document' }]);
  const content = { rendered: await captionOf(caption, renderer, limits), files };
  await bubbles.show(bubbles.count(), { start: 0, end: markdown.length, picture: at }, content, 'must');
}

/** Shows a picture that is not done, in the place of the words that are there. */
export async function showPreview(
  lent: LentFiles,
  caption: string,
  parts: Pick<FileParts, 'bubbles' | 'limits' | 'renderer'>,
) {
  const { bubbles, limits, renderer } = parts;
  if (limits.picturesPerEdit < 1) return;
  const rendered = await captionOf(caption, renderer, limits);
  const range = { start: 0, end: caption.length, preview: true } as const;
  await bubbles.show(0, range, { rendered, files: lent }, 'edit');
}

/** Counts the bubbles that files take. */
export function bubblesFor(files: readonly KeptFile[], limits: SurfaceLimits): number {
  return groupsOf(files, limits).length;
}

async function captionOf(caption: string, renderer: Renderer, limits: SurfaceLimits): Promise<Rendered> {
  const [first, more] = await layout(caption, renderer, limits.caption - 1);
  const whole = first?.rendered ?? { text: '' };
  return more ? { ...whole, text: `${whole.text}…` } : whole;
}

/** Groups files as they are shown: those of one form together, as many as a message holds, and each voice alone. */
function groupsOf(files: readonly KeptFile[], limits: SurfaceLimits): Group[] {
  const groups: Group[] = [];
  for (const [at, file] of files.entries()) {
    const last = groups.at(-1);
    const [before] = last?.files ?? [];
    const joins = before?.role === file.role && file.role !== 'voice' && (last?.files.length ?? 0) < limits.pictures;
    if (last && joins) last.files.push(file);
    else groups.push({ at, files: [file] });
  }
  return groups;
}

function isVoice({ files: [first] }: Group): boolean {
  return first?.role === 'voice';
}

function holdsButtons(group: Group, { voice, albumButtons }: SurfaceLimits): boolean {
  if (isVoice(group)) return voice !== undefined && voice.caption > 0;
  return group.files.length === 1 || albumButtons === true;
}

/** Lends what is left of files, and tells where some are not. Rejects where nothing is. */
function someOf(lent: LentFiles, count: number, missing: () => void): LentFiles {
  return (use) =>
    lent((there) => {
      if (there.length === 0) throw new Fault('rejected', 'the files are not kept any more', { code: LOST_FILES });
      if (there.length < count) missing();
      return use(there);
    });
}
