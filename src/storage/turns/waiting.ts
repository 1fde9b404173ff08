import type { Task } from '../../ports/index.ts';
import { OVER } from '../../util/abort.ts';
import type { StoredTurn } from './stored-turn.ts';

/** Is told of a turn that waits for a place; `over` fires when its wait ends. */
export type OnWait = (task: Task, over: AbortSignal) => void;

/** Most turns whose waiting is told of at once: where more wait, signs for all would use up the platform's calls. */
const TOLD = 50;

/** Turns that are next in their queues and find no place to be worked on. */
export class Waiting {
  readonly #told = new Map<StoredTurn, AbortController>();
  readonly #onWait: OnWait | undefined;

  constructor(onWait: OnWait | undefined) {
    this.#onWait = onWait;
  }

  /** Tells of those that wait now, and ends what was told of the others. */
  update(waiting: readonly StoredTurn[]): void {
    if (!this.#onWait || (waiting.length === 0 && this.#told.size === 0)) return;
    const now = new Set(waiting);
    for (const [turn, over] of this.#told) {
      if (now.has(turn)) continue;
      this.#told.delete(turn);
      over.abort(OVER);
    }
    for (const turn of now) {
      if (this.#told.size >= TOLD) return;
      if (this.#told.has(turn)) continue;
      const over = new AbortController();
      this.#told.set(turn, over);
      this.#onWait(turn.task, over.signal);
    }
  }
}
