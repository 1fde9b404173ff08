import type { Clock } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';

const attempts = 6;
const firstPauseMs = 500;
/** A longer wait is left to whoever asked. */
const longestPauseMs = 20_000;

/**
 * Makes a harmless call until it succeeds, some times. For what goes past the scheduler: a look-up after a restart that
 * failed would use up one of the turn's attempts.
 */
export async function withRetry<T>(call: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= attempts || !isFault(error, 'rate_limited', 'unreachable', 'server')) throw error;
      const pause = error.facts.retryAfterMs ?? firstPauseMs * 2 ** (attempt - 1);
      if (pause > longestPauseMs) throw error;
      await clock.sleep(pause, signal);
    }
  }
}
