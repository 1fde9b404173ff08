import type { Clock } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { askedPauseMs, retry } from '../../src/util/retry.ts';

/** A longer pause is left to the caller. */
const backoff = { firstMs: 500, longestMs: 20_000 };
const tries = 6;

/**
 * Makes a harmless call until it succeeds, a few times. For calls that go past the scheduler: a failed look-up after a
 * restart would use up one of the turn's attempts.
 */
export function withRetry<T>(call: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  return retry(call, {
    backoff,
    tries,
    clock,
    signal,
    pause(error, pauseMs) {
      if (!isFault(error, 'rate_limited', 'unreachable', 'server')) return undefined;
      const asked = askedPauseMs(error, pauseMs);
      return asked > backoff.longestMs ? undefined : asked;
    },
  });
}
