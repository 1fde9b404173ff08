import type { AbortReason } from '../ports/index.ts';

/** The reason of every AbortSignal that ends a running turn. */
export class Interruption extends Error {
  readonly reason: AbortReason;

  constructor(reason: AbortReason) {
    super(`The turn was interrupted: ${reason}`);
    this.name = 'Interruption';
    this.reason = reason;
  }
}

/** The reason for ending a wait that nobody needs any more; shared, because an error of its own costs a stack each time. */
export const OVER = new Error('no longer needed');

/** Reason for which `signal` fired, if it was to end a turn. */
export function interruptionOf(signal: AbortSignal): AbortReason | undefined {
  return signal.aborted && signal.reason instanceof Interruption ? signal.reason.reason : undefined;
}

/** Waits for the outcome of work, unless the signal fires first: then it rejects with the signal's reason. The work goes on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // It may fail once nobody waits for it.
  work.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
