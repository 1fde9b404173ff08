import type { ConversationEvent, PromptRecord } from '../ports/index.ts';
import { byteLength } from '../util/text.ts';
import { type BranchExchange, exchangeBytes, isHeard, shownAnswer, textsOf, toldAnswer } from './exchange.ts';
import { passedOn } from './pieces.ts';
import { type CountTokens, loadTokenizer } from './tokens.ts';

/** Tokens of a message besides its text: role and separators, generously. */
const PER_MESSAGE = 8;
/** Tokens of the marks around a speaker's name, a quote, words that are passed on, a line about what was sent along. */
const PER_MARK = 32;

/** Most bytes of all earlier turns in a request, whatever the limits say: 500,000 tokens of English. */
const MOST_BYTES = 2_000_000;

export interface WindowLimits {
  /** Most tokens of a whole request; 0 for no limit. */
  tokens: number;
  /** Most earlier turns; 0 for no limit. */
  turns: number;
}

export interface WindowInput {
  /** System text and the prompt as they will be sent: never left out. */
  fixed: readonly string[];
  /** Earlier turns, oldest first. */
  turns: readonly BranchExchange[];
  limits: WindowLimits;
  /** Tokens of pictures that go along with the prompt. */
  along?: number;
}

/** Turns chosen for a request. */
export interface Window {
  /** Oldest first. */
  turns: readonly BranchExchange[];
  /** Turns whose tokens were counted for it, and were not before. */
  counted: readonly Counted[];
  /** Least number of tokens that there is room for beside what is fixed; absent where there is no limit. */
  room?: number;
}

/** Tokens of a turn, as an event keeps them. */
export interface Counted {
  /** Id of the turn. */
  turn: string;
  tokens: number;
}

/**
 * Chooses the newest turns that fit, out of those the model may hear of. Whole turns leave from the old end, pinned
 * ones only after all others. Undefined when not even the fixed texts fit. No text has more tokens than UTF-8 bytes, so
 * the tokenizer is only asked when the bytes could exceed the window.
 */
export async function fitWindow(
  { fixed, turns, limits, along = 0 }: WindowInput,
  tokenizer: () => Promise<CountTokens> = loadTokenizer,
): Promise<Window | undefined> {
  const heard = turns.filter(isHeard);
  const asked = limits.turns > 0 ? newest(heard, limits.turns) : heard;
  const whole = weigh(asked);
  const recent = whole.bytes > MOST_BYTES ? sendable(asked) : asked;
  const { tokens: most } = recent === asked ? whole : weigh(recent);
  if (limits.tokens <= 0) return { turns: recent, counted: [] };
  const least = limits.tokens - along - ceiling(fixed);
  if (most <= least) return { turns: recent, counted: [], room: least };

  const count = await tokenizer();
  let left = limits.tokens - along;
  if (left < 0) return undefined;
  for (const text of fixed) {
    left -= (await count(text, left)) + PER_MESSAGE;
    if (left < 0) return undefined;
  }
  const room = left;
  const kept = new Set<BranchExchange>();
  const counted: Counted[] = [];
  for (const turn of worthiest(recent)) {
    const tokens = await exchangeTokens(turn, count, limits.tokens);
    if (turn.tokens === undefined && tokens <= limits.tokens) counted.push({ turn: turn.id, tokens });
    left -= tokens;
    if (left < 0) break;
    kept.add(turn);
  }
  return { turns: recent.filter((turn) => kept.has(turn)), counted, room };
}

/**
 * Half of the turns, for a model whose window turned out smaller than the limit says. They leave as they do in
 * `fitWindow`.
 */
export function halved(turns: readonly BranchExchange[]): BranchExchange[] {
  const kept = new Set(worthiest(turns).slice(0, Math.floor(turns.length / 2)));
  return turns.filter((turn) => kept.has(turn));
}

/** The turns, those first that leave last: pinned before others, then the newer before the older. */
function worthiest(turns: readonly BranchExchange[]): BranchExchange[] {
  const newest = turns.toReversed();
  return [...newest.filter(({ pinned }) => pinned), ...newest.filter(({ pinned }) => !pinned)];
}

/** Leaves out what goes beyond MOST_BYTES. */
function sendable(turns: readonly BranchExchange[]): readonly BranchExchange[] {
  let left = MOST_BYTES;
  const kept = new Set<BranchExchange>();
  for (const turn of worthiest(turns)) {
    left -= exchangeBytes(turn);
    if (left < 0) break;
    kept.add(turn);
  }
  return turns.filter((turn) => kept.has(turn));
}

/** The last `most` turns, and the pinned ones before. */
function newest(turns: BranchExchange[], most: number): BranchExchange[] {
  if (turns.length <= most) return turns;
  return turns.filter(({ pinned }, index) => pinned || index >= turns.length - most);
}

/** Bytes of turns, and the tokens that these are at most; no further than just beyond MOST_BYTES. */
function weigh(turns: readonly BranchExchange[]): { bytes: number; tokens: number } {
  let bytes = 0;
  let tokens = 0;
  for (const turn of turns) {
    const size = exchangeBytes(turn);
    bytes += size;
    tokens += turn.tokens ?? size + besideOf(turn) + 2 * PER_MESSAGE;
    if (bytes > MOST_BYTES) break;
  }
  return { bytes, tokens };
}

/** Most tokens that texts can be. */
function ceiling(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + byteLength(text) + PER_MESSAGE, 0);
}

/** Keeps the tokens that were counted; nothing where none were. */
export function countedEvents(counted: readonly Counted[]): ConversationEvent[] {
  return counted.length > 0 ? [{ type: 'counted', turns: [...counted] }] : [];
}

/** Tokens of exchanges in memory that were counted before, and are not stored with them yet. */
const known = new WeakMap<BranchExchange, number>();

/** Tokens of a picture that a model has drawn, as it is told of it again. */
const PER_DRAWN = 1_100;

/** Tokens of what a turn has besides its words: marks, generously, what was sent along, and what was drawn. */
function besideOf(turn: BranchExchange): number {
  const { prompt } = turn;
  const drawn = shownAnswer(turn)?.media?.length ?? 0;
  const { speaker, quote, source, details, opening, media, pieces } = prompt;
  let marks = 0;
  if (pieces) for (const each of Object.values(passedOn(prompt))) marks += each.length;
  const parts = [speaker, quote, source, details, opening, media, quote?.media, quote?.unseen];
  for (const part of parts) if (part !== undefined) marks += 1;
  if (drawn > 0) marks += 1;
  return PER_MARK * marks + PER_DRAWN * drawn + tokensIn(media) + tokensIn(quote?.media);
}

function tokensIn(media: PromptRecord['media'] = []): number {
  return media.reduce((sum, { tokens = 0 }) => sum + tokens, 0);
}

/**
 * Estimates the tokens that a turn puts into a request: a few too many rather than too few. Counts each turn once, and no
 * further than just beyond `most`.
 */
export async function exchangeTokens(
  turn: BranchExchange,
  count: CountTokens,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const before = turn.tokens ?? known.get(turn);
  if (before !== undefined) return before;
  const { prompt } = turn;
  const texts = [...textsOf(prompt), toldAnswer(turn)];
  let tokens = 2 * PER_MESSAGE + besideOf(turn);
  for (const text of texts) if (text && tokens <= most) tokens += await count(text, most - tokens);
  known.set(turn, tokens);
  return tokens;
}
