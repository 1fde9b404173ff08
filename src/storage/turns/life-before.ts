import type { StoredTurn } from './stored-turn.ts';

/**
 * Time that a process lives before it tries a turn again, by the shares that were spent on it, in first pauses. So a process
 * that is killed every second pays twice for an answer and not once a second; the turn waits for better times, uncounted. A turn
 * that has spent more has nothing left to spend, and is told so at once.
 */
const LIFE_BEFORE_SPENDING = [0, 0, 3, 5, 8];

/** Time that a process has to live before it may spend more on a turn, ms. `pauseMs`: the first pause. */
export function lifeBefore({ spent, final }: Pick<StoredTurn, 'spent' | 'final'>, pauseMs: number): number {
  return final ? 0 : (LIFE_BEFORE_SPENDING[spent] ?? 0) * pauseMs;
}
