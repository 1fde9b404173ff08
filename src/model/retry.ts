import type { Clock, Log } from '../ports/index.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { backoffMs } from '../util/retry.ts';

export interface RetryPolicy {
  /** Most further attempts. */
  retries: number;
  /** Longest wait in all for a model that is being loaded, ms; 0 for no limit of its own. */
  loadingMs: number;
  clock: Clock;
  log: Log;
  /** Random number from 0 up to 1, for jitter. */
  random: () => number;
}

/** Longest wait the service may ask for that we wait out, ms. */
const LONGEST_WAIT = 60_000;
const BACKOFF = { firstMs: 500, longestMs: 8_000, jitter: 0.5 };
/** Pauses while a model is being loaded, which takes from seconds to minutes. */
const LOADING = { firstMs: 2_000, longestMs: 6_000, jitter: 0.3 };

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

/**
 * Makes the pauses of one call: waits before the next try, or throws `error` where there is to be none. A model that is being
 * loaded is asked again for as long as the policy allows, which counts as no failure.
 */
export function createRetries(policy: RetryPolicy): (error: unknown, signal: AbortSignal) => Promise<void> {
  let tried = 0;
  let loading = 0;
  let waited = 0;

  function waitAfter(fault: Fault): number | undefined {
    if (fault.facts.loading) {
      loading += 1;
      const waitMs = backoffMs(LOADING, loading, policy.random);
      waited += waitMs;
      return policy.loadingMs > 0 && waited > policy.loadingMs ? undefined : waitMs;
    }
    tried += 1;
    return tried > policy.retries ? undefined : waitBeforeRetry(fault, tried, policy.random);
  }

  return async (error, signal) => {
    const waitMs = isFault(error) ? waitAfter(error) : undefined;
    if (!isFault(error) || waitMs === undefined) throw error;
    const { requestId, status, code } = error.facts;
    policy.log.warn(
      { kind: error.kind, requestId, status, code, tried: tried + loading, waitMs: Math.round(waitMs) },
      'Asking the model again',
    );
    await policy.clock.sleep(waitMs, signal);
  };
}
