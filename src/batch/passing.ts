import type { Clock } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { backoffMs } from '../util/retry.ts';
import type { Hands, Sliced } from './slice.ts';

/** Pauses after failures that pass, of the whole batch. */
const BACKOFF = { firstMs: 5000, longestMs: 600_000 };
/** Failures in a row after which the service is taken for gone: they take half a day at least. */
const FAILURES = 150;

/** Tells a failure of the service that passes, whatever was asked. */
export const isPassing = (error: unknown): boolean =>
  isFault(error, 'model_busy', 'model_unreachable', 'model_server', 'model_stalled', 'model_cut');

/** Counts a failure that passes, and gives the pause after it, or the end where there were too many. */
export async function waitAfter(error: unknown, hands: Hands, clock: Pick<Clock, 'now'>): Promise<Sliced> {
  const batch = await hands.change((now) => ({ ...now, failures: (now.failures ?? 0) + 1 }));
  const failures = batch?.failures ?? 1;
  if (failures >= FAILURES) return { ended: 'away' };
  const asked = isFault(error) ? (error.facts.retryAfterMs ?? 0) : 0;
  return { again: clock.now() + Math.max(asked, backoffMs(BACKOFF, failures)) };
}
