/** Time and the log. */

/** Time, so that tests can own it. */
export interface Clock {
  /** Epoch ms; may jump. */
  now(): number;
  /** Ms since some moment; never jumps: for pacing and measuring. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Structured log. Fields never hold a secret or a message text. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}
