import type { Clock } from '../../ports/index.ts';
import { OVER } from '../../util/abort.ts';
import type { StoredTurn } from './stored-turn.ts';

/** Turns that a message may go on with: nobody begins them before. In memory; a new process waits for nothing. */
export class PartWaits {
  readonly #clock: Clock;
  /** By turn, when the wait ends (`Clock.elapsed`), and what ends or changes it before. */
  readonly #waits = new Map<StoredTurn, { until: number; changed: AbortController }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins a wait in place of the one there is; 0 ms ends it. */
  set(turn: StoredTurn, ms: number): void {
    const before = this.#waits.get(turn);
    if (ms > 0) this.#waits.set(turn, { until: this.#clock.elapsed() + ms, changed: new AbortController() });
    else this.#waits.delete(turn);
    before?.changed.abort(OVER);
  }

  /** Turns whose wait goes on. */
  turns(): readonly StoredTurn[] {
    if (this.#waits.size === 0) return [];
    const now = this.#clock.elapsed();
    for (const [turn, { until }] of this.#waits) if (until <= now) this.#waits.delete(turn);
    return [...this.#waits.keys()];
  }

  /** Resolves when a turn's wait is over, or the signal fires. */
  async over(turn: StoredTurn, signal: AbortSignal): Promise<void> {
    for (let wait = this.#waits.get(turn); wait && !signal.aborted; wait = this.#waits.get(turn)) {
      const ms = wait.until - this.#clock.elapsed();
      if (ms <= 0) this.#waits.delete(turn);
      else await this.#clock.sleep(ms, AbortSignal.any([signal, wait.changed.signal])).catch(() => undefined);
    }
  }
}
