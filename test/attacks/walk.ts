import type { BoundedWork } from './bounded-work.ts';
import type { Input } from './inputs.ts';
import { longestTurn, settle } from './longest-turn.ts';

/** Longest that a turn of the event loop may take, in ms of the thread's own processor time. */
export const LIMIT_MS = 50;
/** Tries, each with another text: a collection of garbage in between is no fault of the work. */
const TRIES = 10;
/** Length of the texts that make everything loaded and compiled first, in UTF-16 units. */
const WARM = 2000;

/** Calls a function with a kind of text, and returns the longest turn of the event loop in ms, of the best try. */
export async function walk(
  { work, most }: BoundedWork,
  { text }: Input,
  length: number,
  seed: number,
): Promise<number> {
  const cut = Math.min(length, most?.length ?? length);
  for (const each of [1, 2]) await attempt(work, text(Math.min(WARM, cut), seed - each));
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && best > LIMIT_MS; tries += 1) {
    const given = text(cut, seed + tries);
    best = Math.min(best, await longestTurn(() => attempt(work, given)));
  }
  return best;
}

/** A text that is refused is refused: what counts is the time it takes. */
async function attempt(work: (text: string) => unknown, text: string): Promise<unknown> {
  try {
    return await settle(work(text));
  } catch {
    return undefined;
  }
}
