import type {
  AnswerRecord,
  ConversationEvent,
  Entry,
  Exchange,
  KeptFile,
  MediaSource,
  PromptRecord,
} from '../ports/index.ts';
import { byteLength, isBlank } from '../util/text.ts';
import { passedOn } from './pieces.ts';

/**
 * Everything that is answered is an exchange, a document of its own. Exchanges with a place make up a forest: each names its
 * parent, and threads are named pointers into the forest. Exchanges without a place (a command's, a menu's) are off every
 * branch, and no model hears of them. All of it is plain JSON; the functions are pure.
 */

/** Exchange on a branch: the only kind that a path, a context and a request can hold. */
export type BranchExchange = Exchange & Required<Pick<Exchange, 'place'>>;

/** Bubbles and buttons that an answer put on the screen. */
export interface Screen {
  /** Platform ids of its bubbles; none if it could not be shown. */
  parts: readonly string[];
  /** Ids of those that show files. */
  files?: readonly string[];
  /** Entries of the buttons under them; none when absent. */
  entries?: readonly Entry[];
}

/** The thread of conversations that never had another. */
export const FIRST = 'first';

/** Most entries kept of one exchange; the oldest leave. */
export const ENTRIES = 50;

/** Most answers kept of one exchange, and most text of all of them, in UTF-16 units; the oldest leave. */
const ANSWERS = 20;
const ANSWER_TEXT = 1_000_000;

/** Tells whether an exchange is on a branch. */
export function isOnBranch(exchange: Exchange): exchange is BranchExchange {
  return exchange.place !== undefined;
}

/** Finds the answer that is shown, and is the one in context; undefined where there is none. */
export function shownAnswer({ answers, shown }: Exchange): AnswerRecord | undefined {
  return (shown === undefined ? undefined : answers[shown]) ?? answers.at(-1);
}

/** Words of that answer as a model is told of them: also what became of deeds, or it would take them for undone. Empty where there are none. */
export function toldAnswer(exchange: Exchange): string {
  const { text, deeds } = shownAnswer(exchange) ?? {};
  return [text, deeds].filter(Boolean).join('\n\n');
}

/** Adds sentences about deeds to those of an answer; gives the very answer where it has them already. */
export function withDeeds(answer: AnswerRecord, deeds: string | undefined): AnswerRecord {
  if (deeds === undefined || answer.deeds?.includes(deeds)) return answer;
  return { ...answer, deeds: [answer.deeds, deeds].filter(Boolean).join(' ') };
}

/** Tells whether an answer ended before its end, so that the rest can be asked for. */
export function isCutShort({ text, reason }: Pick<AnswerRecord, 'text' | 'reason'>): boolean {
  return ['length', 'stop', 'timeout', 'cut'].includes(reason) && !isBlank(text);
}

/** Lists the answers to go back to: one that failed or was stopped before a word was said, or a picture drawn, is none. */
export function answersOf({ answers }: Exchange): AnswerRecord[] {
  return answers.filter(({ text, media = [] }) => !isBlank(text) || media.length > 0);
}

/** Lists pictures that are kept among the blobs. */
export function keptPictures({ media = [] }: Partial<Pick<AnswerRecord, 'media'>> = {}): KeptFile[] {
  return media.flatMap(({ source, mime, name }) => {
    const isKept = source !== undefined && 'blob' in source && mime !== undefined && name !== undefined;
    return isKept ? [{ blob: source.blob, mime, name }] : [];
  });
}

/**
 * Has the files of an answer shown once more: pictures anew, as they are kept. Where it has none, what it shows stays: the sound of
 * a voice is kept nowhere.
 */
export function filesOnceMore(answer: AnswerRecord | undefined): { kept: KeptFile[] } | { keepsFiles: true } {
  const kept = keptPictures(answer);
  return kept.length > 0 ? { kept } : { keepsFiles: true };
}

/** Tells whether the model hears of an exchange. One that only failed stays out: it could poison the next answer. */
export function isHeard(exchange: BranchExchange): boolean {
  if (exchange.omitted) return false;
  const answer = shownAnswer(exchange);
  return answer?.reason !== 'error' || answer.text !== '';
}

/** Lists the platform ids of the messages a prompt was put together from. */
export function messageIdsOf({ id, pieces = [] }: PromptRecord): string[] {
  return [...new Set([...(id === undefined ? [] : [id]), ...pieces.map((piece) => piece.id)])].filter(
    (each) => each !== '',
  );
}

/** Leaves as many of the newest answers as are kept; the last one always. */
export function keptAnswers(answers: readonly AnswerRecord[]): AnswerRecord[] {
  let left = ANSWER_TEXT;
  const kept = answers.slice(-ANSWERS);
  const start = kept.findLastIndex(({ text }) => {
    left -= text.length;
    return left < 0;
  });
  return kept.slice(Math.min(start + 1, kept.length - 1));
}

/**
 * Gives an exchange another answer, which is shown from now on. Who asks again counts on the answer: an exchange that was
 * left out of the context is in it again.
 */
export function withAnswer(
  exchange: Exchange,
  { answer, prompt, media, replace }: Extract<ConversationEvent, { type: 'revised' }>,
  screen: Screen,
): Exchange {
  const { shown, omitted: _, tokens: __, ...rest } = exchange;
  const before = prompt ? [] : replace ? exchange.answers : answersOf(exchange);
  const old = shownAnswer(exchange);
  const replaced = replace === true && old !== undefined && before.length > 0;
  // Another answer leaves nothing open of those before.
  const over = replaced ? before : before.map(withoutPending);
  return {
    ...onScreen(rest, screen, prompt === undefined),
    prompt: prompt ?? { ...exchange.prompt, ...(media ? { media } : {}) },
    answers: replaced ? over.map((each) => (each === old ? answer : each)) : keptAnswers([...over, answer]),
    ...(replaced && shown !== undefined ? { shown } : {}),
  };
}

/** The answer, whatever was asked in it. */
export function withoutPending({ pending: _, ...answer }: AnswerRecord): AnswerRecord {
  return answer;
}

/** Has an exchange show one of its answers; leaves it as it is where there is no such answer. */
export function showing(exchange: Exchange, answer: number, screen: Screen): Exchange {
  if (!exchange.answers[answer]) return exchange;
  const { tokens: _, ...rest } = exchange;
  return { ...onScreen(rest, screen, true), shown: answer };
}

/** Sets what is on the screen. If the answer could not be shown, the one before is still there. `goesOn`: see `renewed`. */
function onScreen(exchange: Exchange, screen: Screen, goesOn: boolean): Exchange {
  if (screen.parts.length === 0) return exchange;
  const { files: _, pictures: __, ...rest } = exchange;
  return { ...rest, ...bubblesOn(screen), entries: renewed(goesOn ? exchange.entries : [], screen.entries) };
}

/** Bubbles of an exchange, as it keeps them. */
export function bubblesOn({
  parts,
  files = [],
}: {
  parts: readonly string[];
  files?: readonly string[] | undefined;
}): Pick<Exchange, 'bubbles' | 'files'> {
  return { bubbles: [...parts], ...(files.length > 0 ? { files: [...files] } : {}) };
}

/** Parts the bubbles of an exchange: in the place of words others can come, and files are removed. */
export function bubblesByKind({ bubbles, files, pictures }: Exchange): Record<'words' | 'files', string[]> {
  const isFile = (id: string) => pictures === true || files?.includes(id) === true;
  return { words: bubbles.filter((id) => !isFile(id)), files: bubbles.filter(isFile) };
}

/**
 * Adds the entries of what is shown now to those of what it goes on with: who presses a moment too late means what was. What
 * a message was answered with before it was edited is over.
 */
export function renewed(before: readonly Entry[] = [], now: readonly Entry[] = []): Entry[] {
  const shown = new Set(now.map(entryKey));
  return [...before.filter((entry) => !shown.has(entryKey(entry))), ...now].slice(-ENTRIES);
}

/** Key that is the same for equal entries, and only for these. */
export function entryKey({ line, form }: Entry): string {
  return `${form ?? false} ${line}`;
}

export function withPin({ pinned: _, ...exchange }: BranchExchange, pinned: boolean): BranchExchange {
  return pinned ? { ...exchange, pinned: true } : exchange;
}

export function withOmission({ omitted: _, ...exchange }: BranchExchange, omitted: boolean): BranchExchange {
  return omitted ? { ...exchange, omitted: true } : exchange;
}

/** Sources of the media that an exchange refers to, by their JSON. */
export function sourcesOf({
  media = [],
  answers = [],
  prompt,
  drawing,
}: Pick<Exchange, 'media' | 'prompt' | 'drawing'> & Partial<Pick<Exchange, 'answers'>>): Map<string, MediaSource> {
  const { quote, opening, pieces = [] } = prompt;
  const all = [
    ...media,
    ...answers.flatMap((answer) => answer.media ?? []),
    ...(prompt.media ?? []),
    ...(quote?.media ?? []),
    ...[opening?.starter, ...pieces, ...pieces.map((piece) => piece.quote)].flatMap((each) => each?.attachments ?? []),
  ];
  const drawnOutOf = [drawing?.of ?? [], drawing?.mask ?? []].flat().filter(({ own }) => own);
  const sources = [
    ...all.flatMap(({ source, preview }) => [source ?? [], preview?.source ?? []].flat()),
    ...drawnOutOf.map(({ blob }) => ({ blob })),
  ];
  return new Map(sources.map((source) => [JSON.stringify(source), source]));
}

/** Reduces an exchange that was taken away to its place, with none of what was said. */
export function tombstone({ v, id, place }: Exchange): Exchange {
  return { v, id, ...(place ? { place } : {}), prompt: { text: '' }, answers: [], bubbles: [], removed: true };
}

/** Size of what an exchange puts into a request, in UTF-8 bytes. */
export function exchangeBytes(exchange: BranchExchange): number {
  let bytes = byteLength(toldAnswer(exchange));
  for (const text of textsOf(exchange.prompt)) if (text) bytes += byteLength(text);
  return bytes;
}

/** Lists the texts that a prompt puts into a request, names among them; undefined for what it has not. */
export function textsOf(prompt: PromptRecord): (string | undefined)[] {
  const { text, speaker, details, quote, source, opening, pieces } = prompt;
  if (pieces) return [...textsOf(withoutPieces(prompt)), ...materialOf(prompt)];
  if (!quote && !source && !opening) return details === undefined ? [text, speaker] : [text, speaker, details];
  const { title, starter } = opening ?? {};
  return [
    ...[text, speaker, details, title, source?.author, source?.place],
    ...[quote, starter].flatMap((each) => [each?.text, each?.details, each?.author]),
    ...[quote?.source?.author, quote?.source?.place],
  ];
}

function withoutPieces({ pieces: _, ...prompt }: PromptRecord): PromptRecord {
  return prompt;
}

function materialOf(prompt: PromptRecord): (string | undefined)[] {
  const { before, behind } = passedOn(prompt);
  return [...before, ...behind].flatMap(({ text, details, source }) => [text, details, source?.author, source?.place]);
}
