import { byteLength } from '../util/text.ts';
import { type BranchExchange, exchangeBytes, isHeard, shownAnswer } from './exchange.ts';
import { type CountTokens, loadTokenizer } from './tokens.ts';

/** Tokens of a message besides its text: role and separators, generously. */
const PER_MESSAGE = 8;
/** Tokens that speaker names, quotes and their marks add to a turn. */
const PER_TURN = 64;

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
}

/**
 * Chooses the newest turns that fit, out of those the model may hear of. Whole turns leave from the old end, pinned
 * ones only after all others. Undefined when not even the fixed texts fit. No text has more tokens than UTF-8 bytes, so
 * the tokenizer is only asked when the bytes could exceed the window.
 */
export async function fitWindow(
  { fixed, turns, limits }: WindowInput,
  tokenizer: () => Promise<CountTokens> = loadTokenizer,
): Promise<readonly BranchExchange[] | undefined> {
  const heard = turns.filter(isHeard);
  const recent = limits.turns > 0 ? newest(heard, limits.turns) : heard;
  if (limits.tokens <= 0) return recent;
  const bytes = sum(fixed, (text) => byteLength(text) + PER_MESSAGE) + sum(recent, turnCeiling);
  if (bytes <= limits.tokens) return recent;

  const count = await tokenizer();
  let left = limits.tokens - sum(fixed, (text) => count(text) + PER_MESSAGE);
  if (left < 0) return undefined;
  const kept = new Set<BranchExchange>();
  for (const turn of worthiest(recent)) {
    left -= exchangeTokens(turn, count);
    if (left < 0) break;
    kept.add(turn);
  }
  return recent.filter((turn) => kept.has(turn));
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

/** The last `most` turns, and the pinned ones before. */
function newest(turns: readonly BranchExchange[], most: number): BranchExchange[] {
  return turns.filter(({ pinned }, index) => pinned || index >= turns.length - most);
}

function turnCeiling(turn: BranchExchange): number {
  return exchangeBytes(turn) + PER_TURN + 2 * PER_MESSAGE;
}

/** Estimates the tokens that a turn puts into a request: a few too many rather than too few. */
export function exchangeTokens(turn: BranchExchange, count: CountTokens): number {
  const { prompt } = turn;
  const texts = [prompt.text, prompt.speaker, prompt.quote?.author, prompt.quote?.text, shownAnswer(turn)?.text];
  const marks = prompt.quote || prompt.speaker || prompt.attachments ? PER_TURN : 0;
  return sum(texts, (text) => (text ? count(text) : 0)) + marks + 2 * PER_MESSAGE;
}

function sum<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((total, item) => total + size(item), 0);
}
