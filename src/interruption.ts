import type { AbortReason } from './ports.ts';

/** The reason of every AbortSignal that ends a running turn. */
export class Interruption extends Error {
  readonly reason: AbortReason;

  constructor(reason: AbortReason) {
    super(`The turn was interrupted: ${reason}`);
    this.name = 'Interruption';
    this.reason = reason;
  }
}

/** Why `signal` fired, if it was to end a turn. */
export function interruptionOf(signal: AbortSignal): AbortReason | undefined {
  return signal.aborted && signal.reason instanceof Interruption ? signal.reason.reason : undefined;
}
