import { byteLength } from '../text.ts';
import { type CountTokens, loadTokenizer } from './tokens.ts';
import { type TurnNode, turnBytes } from './tree.ts';

/** What a message costs besides its text: role and separators, generously. */
const PER_MESSAGE = 8;
/** What speaker names, quotes and their marks add to a turn besides their text. */
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
  turns: readonly TurnNode[];
  limits: WindowLimits;
}

/**
 * The newest turns that fit, whole turns leaving from the old end; undefined when not even the fixed texts fit. No
 * text has more tokens than UTF-8 bytes, so the tokenizer is only asked when the bytes could exceed the window.
 */
export async function fitWindow(
  { fixed, turns, limits }: WindowInput,
  tokenizer: () => Promise<CountTokens> = loadTokenizer,
): Promise<readonly TurnNode[] | undefined> {
  const recent = limits.turns > 0 ? turns.slice(-limits.turns) : turns;
  if (limits.tokens <= 0) return recent;
  const bytes = sum(fixed, (text) => byteLength(text) + PER_MESSAGE) + sum(recent, turnCeiling);
  if (bytes <= limits.tokens) return recent;

  const count = await tokenizer();
  let left = limits.tokens - sum(fixed, (text) => count(text) + PER_MESSAGE);
  if (left < 0) return undefined;
  let first = recent.length;
  for (const turn of recent.toReversed()) {
    left -= turnTokens(turn, count);
    if (left < 0) break;
    first -= 1;
  }
  return recent.slice(first);
}

function turnCeiling(turn: TurnNode): number {
  return turnBytes(turn) + PER_TURN + 2 * PER_MESSAGE;
}

function turnTokens({ prompt, answers }: TurnNode, count: CountTokens): number {
  const texts = [prompt.text, prompt.speaker, prompt.quote?.author, prompt.quote?.text, answers.at(-1)?.text];
  const marks = prompt.quote || prompt.speaker ? PER_TURN : 0;
  return sum(texts, (text) => (text ? count(text) : 0)) + marks + 2 * PER_MESSAGE;
}

function sum<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((total, item) => total + size(item), 0);
}
