import type { Clock } from '../../ports/index.ts';
import { OVER } from '../../util/abort.ts';

/** Does work for so long; what is not done by then is left. Rejects with what the work rejects with before. */
export async function atMost(
  ms: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  work: (within: AbortSignal) => Promise<void>,
): Promise<void> {
  const [late, over] = [new AbortController(), new AbortController()];
  clock.sleep(ms, over.signal).then(
    () => late.abort(OVER),
    () => undefined,
  );
  try {
    await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (!late.signal.aborted) throw error;
  } finally {
    over.abort(OVER);
  }
}
