import type { Clock, Log } from '../ports/index.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { backoffMs } from '../util/retry.ts';

export interface RetryPolicy {
  /** Most further attempts. */
  retries: number;
  clock: Clock;
  log: Log;
  /** Random number from 0 up to 1, for jitter. */
  random: () => number;
}

/** Longest wait the service may ask for that we wait out, ms. */
const LONGEST_WAIT = 60_000;
const BACKOFF = { firstMs: 500, longestMs: 8_000, jitter: 0.5 };

/**
 * Wait before the next attempt after `fault`, ms; undefined when another attempt is no use. `tried` counts the failures
 * so far. A stalled call is not repeated: its user has waited long enough.
 */
export function waitBeforeRetry(fault: Fault, tried: number, random: () => number): number | undefined {
  if (!isFault(fault, 'model_busy', 'model_server', 'model_unreachable', 'model_cut')) return undefined;
  const { retryAfterMs } = fault.facts;
  if (retryAfterMs !== undefined) {
    // Everybody was told the same time: come a little later, each on their own.
    return retryAfterMs > LONGEST_WAIT ? undefined : retryAfterMs + 250 * random();
  }
  return backoffMs(BACKOFF, tried, random);
}

/** Waits before the next try, or throws `error` where there is to be none. */
export async function pauseOrThrow(
  error: unknown,
  tried: number,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<void> {
  if (!isFault(error) || tried > policy.retries) throw error;
  const waitMs = waitBeforeRetry(error, tried, policy.random);
  if (waitMs === undefined) throw error;
  const { requestId, status, code } = error.facts;
  policy.log.warn(
    { kind: error.kind, requestId, status, code, tried, waitMs: Math.round(waitMs) },
    'Asking the model again',
  );
  await policy.clock.sleep(waitMs, signal);
}
