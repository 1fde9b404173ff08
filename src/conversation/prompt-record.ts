import {
  type Attachment,
  type Command,
  type Exchange,
  mediaKinds,
  type PromptRecord,
  type Quote,
  type Resolved,
  type Sent,
  type Task,
} from '../ports/index.ts';
import { digest } from '../util/text.ts';
import { onceOf } from './once.ts';
import { attachmentsIn, canBeSensed, detailsIn, sourceIn } from './pieces.ts';

/** Keeps what of a message goes into context: its text, who said it in a group, what it replies to, for whom it is. */
export function promptRecord(task: Task, text = task.kind === 'prompt' ? task.text : ''): PromptRecord {
  const { place, actor } = task;
  const { attachments, details, source, opening, ...asked } = task.kind === 'prompt' ? task : {};
  const quoted = task.kind !== 'late' && task.quote ? quoteRecord(task.quote) : undefined;
  return {
    ...messageRecord(task),
    text,
    ...mediaField(attachments),
    ...(details === undefined ? {} : { details }),
    ...(place.kind === 'group' ? { speaker: actor.name } : {}),
    ...(quoted?.text || quoted?.details || quoted?.media || quoted?.unseen ? { quote: quoted } : {}),
    ...(source ? { source } : {}),
    ...(opening?.title || opening?.starter ? { opening } : {}),
    ...onceOf(asked),
  };
}

/** Keeps which messages asked, without their words, so that an edit of one is known; nothing where there was no message. */
export function messageRecord(task: Task): PromptRecord {
  const { target, pieces, joint } = task;
  if (target.prompt === undefined) return { text: '' };
  return {
    text: '',
    id: target.prompt,
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
    ...(isQuestion(task) ? {} : { fingerprint: fingerprintOf(task) }),
  };
}

/** A kept prompt in other words, which may name another model or persona, or none any more. */
export function withEditedPrompt(
  { tier: _, persona: __, details, source, media, ...prompt }: PromptRecord,
  edited: NonNullable<Command['editedPrompt']>,
): PromptRecord {
  return withMediaApart({
    ...prompt,
    ...mediaField(edited.pieces ? notedOf(attachmentsIn(edited.pieces), media) : media),
    ...detailsIn(edited.pieces, details),
    ...sourceIn(edited.pieces, source),
    ...edited,
  });
}

/** Things with what is noted of them. */
function notedOf(things: readonly Attachment[], media: readonly Sent[] = []): Sent[] {
  const noted = new Map(media.map((thing) => [JSON.stringify(thing.source), thing]));
  return things.map((thing) => noted.get(JSON.stringify(thing.source)) ?? thing);
}

function quoteRecord({
  text,
  author,
  details,
  unseen,
  attachments,
  source,
}: Quote): NonNullable<PromptRecord['quote']> {
  return {
    text,
    ...(author === undefined ? {} : { author }),
    ...(details === undefined ? {} : { details }),
    ...(unseen ? { unseen } : {}),
    ...mediaField(attachments),
    ...(source ? { source } : {}),
  };
}

/**
 * Tells whether a task asks the model in its own words: it has text, or other readable content. The bot's name alone asks
 * about a quoted message that has such.
 */
export function isQuestion(task: Task): boolean {
  if (task.kind !== 'prompt') return false;
  const { text, details, attachments, quote, pieces = [] } = task;
  if (readable({ text, details }).trim() !== '') return true;
  if (pieces.some((piece) => piece.source && readable(piece).trim() !== '')) return true;
  if (attachments.some(canBeSensed)) return true;
  if (attachments.length > 0 || !quote) return false;
  return readable(quote) !== '' || (quote.attachments ?? []).some(canBeSensed);
}

/** Gives the words of a message, or what else can be read of it, or was heard in it, where it has none. */
export function readable({ text, details = '', media = [] }: Readable): string {
  if (text.trim() !== '') return text;
  return details || heardIn({ media }).join('\n') || text;
}

interface Readable {
  text: string;
  details?: string | undefined;
  media?: readonly Sent[] | undefined;
}

/** Digest of what a message asks for: equal for what would be answered alike. */
export function fingerprintOf(resolved: Resolved): string {
  switch (resolved.kind) {
    case 'prompt':
      return digest(resolved.text.trim());
    case 'command': {
      const { name, options, problem } = resolved;
      return digest(JSON.stringify(['/', name, options, problem ?? null]));
    }
    case 'action':
      return digest(JSON.stringify(resolved.action));
    case 'late':
      return digest('');
  }
}

/** A command's own words to the model. `echo` is what the person wrote, if anything. */
export function taskRecord(command: Command, task: string, echo = ''): PromptRecord {
  const record = promptRecord(command, task);
  return record.id === undefined ? { ...record, echo } : record;
}

/** Finds a person's words in a kept prompt; for a task, the text that it is about. */
export function ownWords({ text, media, quote, standalone }: PromptRecord): string {
  return standalone ? (quote?.text ?? '') : readable({ text, media });
}

/** Tells whether people speak in something of this kind. A file may hold anything. */
export function isSpoken({ kind }: Pick<Attachment, 'kind'>): boolean {
  return kind === 'voice' || kind === 'audio' || kind === 'video';
}

/** Lists the words that were heard in what was sent with a prompt itself, a text for each recording. */
export function heardIn({ media = [] }: Pick<Readable, 'media'>): string[] {
  return media.flatMap((thing) => (isSpoken(thing) && thing.heard !== undefined ? [thing.heard] : []));
}

/** A kept prompt with other words in place of those that were heard in one of its recordings, by its number from 1. */
export function corrected(prompt: PromptRecord, recording: number, words: string): PromptRecord {
  const { media = [] } = prompt;
  const heard = media.filter((thing) => isSpoken(thing) && thing.heard !== undefined)[recording - 1];
  return { ...prompt, media: media.map((thing) => (thing === heard ? { ...thing, heard: words.trim() } : thing)) };
}

/** Most that is kept of what was sent along: two albums. */
const MOST_MEDIA = 20;

function mediaField(attachments: readonly Sent[] = []): Pick<PromptRecord, 'media'> {
  return attachments.length > 0 ? { media: attachments.slice(0, MOST_MEDIA) } : {};
}

/** Reads a prompt of versions that kept only the kinds of what was sent along, or wrote them into its words. */
export function withMediaApart(prompt: PromptRecord): PromptRecord {
  const { quote } = prompt;
  const apart = wordsApart(prompt);
  const quoted = quote && wordsApart(quote);
  if (apart === prompt && quoted === quote) return prompt;
  return { ...apart, ...(quoted ? { quote: quoted } : {}) };
}

const WRITTEN = /(?:^|\n\n)\[Sent along, but not visible to you: ([a-z, ]*)\]$/;

function wordsApart<T extends Pick<PromptRecord, 'text' | 'media' | 'attachments'>>(record: T): T {
  const { attachments, ...rest } = record;
  const [written, names = ''] = WRITTEN.exec(record.text) ?? [];
  if (written === undefined && attachments === undefined) return record;
  const kinds = attachments ?? names.split(', ').map((name) => mediaKinds.find((kind) => kind === name) ?? 'other');
  const text = written === undefined ? record.text : record.text.slice(0, -written.length);
  return { ...(rest as T), text, media: record.media ?? kinds.map((kind) => ({ kind })) };
}

/** Reads what an exchange asks that a command is about, which may give it other words. */
export function asksNow(task: Task, { prompt }: Exchange): PromptRecord {
  return task.kind === 'command' && task.editedPrompt ? withEditedPrompt(prompt, task.editedPrompt) : prompt;
}
