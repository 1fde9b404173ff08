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
