import type { SurfaceLimits } from '../ports/index.ts';
import { type Budget, createSlidingWindow, unlimited } from './budget.ts';

/** Share of the refusals a platform bears, from which on the bot is careful. */
const CAREFUL = 1 / 10;
/** Parts of the platform's stretch of time over which careful calls are spread. */
const PARTS = 100;

/**
 * Counts a platform's refusals, for one that is refused too often bans the bot. Well before that, places that have not taken
 * anything yet are written to slowly. The others go on as ever.
 */
export class RefusedCalls {
  readonly #refused: Budget;
  readonly #careful: Budget;

  constructor({ refusals }: SurfaceLimits['rates']) {
    const most = refusals ? refusals.most * CAREFUL : 0;
    const withinMs = refusals?.withinMs ?? 0;
    this.#refused = most > 0 ? createSlidingWindow(most, withinMs) : unlimited;
    this.#careful = most > 0 ? createSlidingWindow(most / PARTS, withinMs / PARTS) : unlimited;
  }

  note(now: number): void {
    this.#refused.take(now);
  }

  /** The earliest moment for a call to a place that is not known to take any. */
  readyAt(now: number): number {
    return this.#isStrained(now) ? this.#careful.readyAt(now, 0) : now;
  }

  /** Counts such a call. */
  take(now: number): void {
    if (this.#isStrained(now)) this.#careful.take(now);
  }

  #isStrained(now: number): boolean {
    return this.#refused.readyAt(now, 0) > now;
  }
}
