import { type BranchExchange, shownAnswer } from '../../conversation/exchange.ts';
import { isSpoken } from '../../conversation/prompt-record.ts';
import type { WindowLimits } from '../../conversation/window.ts';
import type { Texts } from '../../locales/index.ts';
import type { MediaReason } from '../../media/outcome.ts';
import type { Perception, Sensed, SensedAt } from '../../media/perception.ts';
import type { Picture } from '../../media/pictures.ts';
import {
  type Attachment,
  type Clock,
  type MediaSource,
  MOST_HEARD,
  type Progress,
  type PromptRecord,
  type Sent,
} from '../../ports/index.ts';
import { estimateTokens } from '../../util/estimate.ts';
import { inSlices } from '../../util/slices.ts';
import { headOf } from '../../util/text.ts';
import { quietly } from '../quietly.ts';
import { atMost } from './at-most.ts';

/** Finds what was seen, heard or read of something sent along; undefined where nothing was tried. */
export type Senses = (thing: Attachment) => Sensed | undefined;

/** Question whose things are sensed, with the turns before it. */
interface Asked {
  prompt: PromptRecord;
  /** Oldest first. */
  turns: readonly BranchExchange[];
}

/** Findings for one question. */
export interface Findings {
  senses: Senses;
  /** Finds the same, also as far as it is more than a request takes. */
  whole: Senses;
  /** Reasons for which things of the question itself could not be sensed, each once. */
  reasons: readonly MediaReason[];
  /** Nothing of what came with the question could be sensed. */
  nothing: boolean;
  /** Shares of the words of files that are told in part, in percent; undefined where it is not known how much there is. */
  partly: readonly (number | undefined)[];
  /** Pictures of the question that are left out, as a request has no room for them. */
  unseen: number;
}

/** Step of the work, for who waits. */
interface Step {
  name: 'looking' | 'listening' | 'reading';
  /** Pages of a file that have been read. */
  page?: number;
}

/** Most pictures that go along with a request. */
const MOST_ALONG = 20;
/** Most tokens of files and recordings that go along, and their largest share of the operator's window. */
const MOST_TOKENS = 60_000;
const SHARE_OF_WINDOW = 0.5;
/** Largest share of the operator's window for all that goes along, pictures too: a question and its instructions have the rest. */
const SHARE_OF_ALL = 0.85;

/** Longest time for what was sent before the question, of which most is in memory or kept, ms. */
const EARLIER_MS = 30_000;

/** An estimate of tokens may be so much too low. */
const UNSURE = 1.2;

/** Lists all that was sent along with a prompt, in the order in which the model is told of it. */
export function promptMedia({ quote, media }: PromptRecord): readonly Sent[] {
  if (!media && !quote?.media) return [];
  return [...(quote?.media ?? []), ...(media ?? [])];
}

/** Lists the pictures that the model has drawn for a turn. */
export function drawnIn(turn: BranchExchange): readonly Attachment[] {
  return shownAnswer(turn)?.media ?? [];
}

/** Lists the pictures that the model is shown of things, each once. */
export function picturesIn(things: readonly Attachment[], senses: Senses): Picture[] {
  return [...new Set(things.flatMap((thing) => senses(thing)?.pictures ?? []))];
}

/** Lists the pictures that the model is shown with a prompt, each once. */
export function picturesOf(prompt: PromptRecord, senses: Senses): Picture[] {
  return picturesIn(promptMedia(prompt), senses);
}

/** Tokens of the pictures of a prompt. */
export function pictureTokens(prompt: PromptRecord, senses: Senses): number {
  return picturesOf(prompt, senses).reduce((sum, { tokens }) => sum + tokens, 0);
}

/**
 * Notes with what was sent along what it is counted as, for later windows: generously. What the person says in it are their
 * words: they are kept with the question, as those are that were written.
 */
export function noted(prompt: PromptRecord, { senses, whole }: Pick<Findings, 'senses' | 'whole'>): PromptRecord {
  let left = MOST_HEARD;
  const counted = (thing: Sent): Sent => ({ ...thing, tokens: tokensOf(senses(thing)) });
  const own = (thing: Sent): Sent => {
    const { heard } = (isSpoken(thing) && whole(thing)) || {};
    if (heard === undefined || heard.length > left) return counted(thing);
    left -= heard.length;
    return { ...counted(thing), heard };
  };
  const { media, quote } = prompt;
  return {
    ...prompt,
    ...(media ? { media: media.map(own) } : {}),
    ...(quote?.media ? { quote: { ...quote, media: quote.media.map(counted) } } : {}),
  };
}

/**
 * Senses what was sent along with a question, and before it: the newest first, as much as a request takes. Of a file that
 * is longer, what fits the question is taken. Rejects as Perception does.
 */
async function sense(
  { perception, window, clock, signal }: SensingParts,
  { prompt, turns }: Asked,
  at: SensedAt,
  step: (step: Step) => void,
): Promise<Findings> {
  const own = promptMedia(prompt);
  const before: Sent[] = turns.flatMap((turn) => [...promptMedia(turn.prompt), ...drawnIn(turn)]).reverse();
  const known = wordsIn([...own, ...before]);
  const found = new Map<Attachment, { told: Sensed; all: Sensed }>();
  const partly: (number | undefined)[] = [];
  const most = window.tokens > 0 ? Math.min(MOST_TOKENS, window.tokens * SHARE_OF_WINDOW) : MOST_TOKENS;
  const room =
    window.tokens > 0
      ? window.tokens * SHARE_OF_ALL - estimateTokens(prompt.text + (prompt.quote?.text ?? '')) * UNSURE
      : Infinity;
  const left: Left = { pictures: MOST_ALONG, tokens: most, all: room };
  let unseen = 0;

  async function take(thing: Sent, within: AbortSignal): Promise<void> {
    const isOwn = own.includes(thing);
    const name = stepOf(thing);
    const isSeen = name === 'looking';
    if (left.all <= 0 || (isSeen ? left.pictures : left.tokens) <= 0) {
      if (isOwn && isSeen) unseen += 1;
      return;
    }
    step({ name });
    const all = await perception.sense(known(thing), at, within, (page) => step({ name: 'reading', page }));
    const told = await fitted(all, prompt.text, left, within);
    const hidden = (all.pictures?.length ?? 0) - (told.pictures?.length ?? 0);
    // Once one has no room none is fetched any more.
    left.pictures = hidden > 0 ? 0 : left.pictures - (told.pictures?.length ?? 0);
    left.tokens -= wordTokens(told);
    left.all -= tokensOf(told);
    found.set(thing, { told, all });
    if (!isOwn) return;
    if (told.read?.more) partly.push(shareOf(told, all));
    unseen += hidden;
  }

  for (const thing of own) await take(thing, signal);
  // A platform that gives no files must not keep a question about something else waiting for each of them.
  await atMost(EARLIER_MS, { clock, signal }, async (within) => {
    for (const thing of before) await take(thing, within);
  });
  const senses: Senses = (thing) => found.get(thing)?.told;
  const reasons = own.flatMap((thing) => senses(thing)?.reason ?? []);
  const nothing = own.every((thing) => isNothing(senses(thing)));
  return { senses, whole: (thing) => found.get(thing)?.all, reasons: [...new Set(reasons)], nothing, partly, unseen };
}

/** Gives things the words that are kept of the same recording: a reply to one that was put right is told what is right. */
function wordsIn(sent: readonly Sent[]): (thing: Sent) => Sent {
  const words = new Map(
    sent.flatMap(({ source, heard }) => (source && heard !== undefined ? [[keyOf(source), heard]] : [])),
  );
  return (thing) => {
    const heard = thing.heard ?? (thing.source && words.get(keyOf(thing.source)));
    return heard === undefined ? thing : { ...thing, heard };
  };
}

function keyOf(source: MediaSource): string {
  return JSON.stringify(source);
}

/** Share of a file's words that is told, in percent; undefined where the rest of it was not even read. */
function shareOf(told: Sensed, all: Sensed): number | undefined {
  if (all.read?.more) return undefined;
  return Math.min(99, Math.max(1, Math.floor((lengthOf(told) * 100) / Math.max(1, lengthOf(all)))));
}

function lengthOf({ read }: Sensed): number {
  return read?.parts.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
}

/** Room that is left in a request: pictures, tokens of words, tokens of both. */
interface Left {
  pictures: number;
  tokens: number;
  all: number;
}

/** Lists the first pictures, as many as there is room for. */
function seeable(pictures: readonly Picture[], left: Left): Picture[] {
  let { all } = left;
  return pictures.slice(0, left.pictures).filter(({ tokens }) => {
    all -= tokens;
    return all >= 0;
  });
}

/** Shortens what was sensed to what is left of a request. */
async function fitted(sensed: Sensed, question: string, left: Left, signal: AbortSignal): Promise<Sensed> {
  const { heard = '', read, pictures } = sensed;
  const seen = { ...sensed, ...(pictures ? { pictures: seeable(pictures, left) } : {}) };
  const tokens = wordTokens(sensed);
  const most = Math.max(0, Math.min(left.tokens, left.all - tokensOf({ pictures: seen.pictures ?? [] })));
  if (tokens <= most) return seen;
  const fits = (length: number) => Math.floor((length * most) / tokens);
  if (!read) return { ...seen, heard: headOf(heard, fits(heard.length)) };
  const pages = read.parts.map(({ name = '', text }) => ({ name, text }));
  const { searchPages } = await import('../../media/search.ts');
  const { excerpts } = await inSlices(searchPages(pages, question, fits(lengthOf(sensed))), signal);
  const parts = excerpts.map(({ page, text }) => ({ name: page, text }));
  return { ...seen, read: { ...read, parts, more: true } };
}

/** Tells whether the model can be given nothing of a thing. */
export function isNothing({ pictures = [], heard, read }: Sensed = {}): boolean {
  return pictures.length === 0 && heard === undefined && !read;
}

/** Tokens of what was sensed, generously. */
function tokensOf(sensed: Sensed = {}): number {
  const pictures = (sensed.pictures ?? []).reduce((sum, { tokens }) => sum + tokens, 0);
  return pictures + wordTokens(sensed);
}

function wordTokens({ heard = '', read }: Sensed): number {
  const words = (read?.parts ?? []).reduce((sum, { text }) => sum + estimateTokens(text), estimateTokens(heard));
  return Math.ceil(words * UNSURE);
}

function stepOf({ kind, mime = '' }: Attachment): Step['name'] {
  if (kind === 'voice' || kind === 'audio' || mime.startsWith('audio/')) return 'listening';
  return kind === 'file' && !mime.startsWith('image/') ? 'reading' : 'looking';
}

/** Senses what was sent along, and says what it is at where that takes a while. */
export async function* sensing(
  parts: SensingParts,
  asked: Asked,
  at: SensedAt,
): AsyncGenerator<Progress, Findings | undefined> {
  // Nothing was sent, as a rule.
  const { prompt, turns } = asked;
  const isSent = (each: PromptRecord) => promptMedia(each).length > 0;
  if (!isSent(prompt) && !turns.some((turn) => isSent(turn.prompt) || drawnIn(turn).length > 0)) return undefined;
  const { clock, texts } = parts;
  let step: Step | undefined;
  const line = () =>
    step && (step.page ? texts('media.reading_page', { page: step.page }) : texts(`media.${step.name}`));
  return yield* quietly(
    sense(parts, asked, at, (now) => (step = now)),
    line,
    clock,
  );
}

interface SensingParts {
  perception: Pick<Perception, 'sense'>;
  window: WindowLimits;
  clock: Clock;
  texts: Texts;
  signal: AbortSignal;
}
