import type { Clock } from '../ports/index.ts';
import { OVER } from './abort.ts';

/**
 * Waits for something, but no longer than `ms`, and not beyond the signal. Resolves with undefined where it is late, and rejects with what
 * it rejects with in time. It is not ended itself.
 */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  { clock, signal }: { clock: Pick<Clock, 'sleep'>; signal: AbortSignal },
): Promise<T | undefined> {
  const over = new AbortController();
  const late = clock.sleep(ms, AbortSignal.any([signal, over.signal])).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort(OVER);
  }
}
