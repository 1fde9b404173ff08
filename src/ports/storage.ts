/** Storage rooms, opened as one. All of it is asynchronous and durable when it resolves. */

/** Value under a key; `ttl` ms to live, for ever when absent. */
export interface DocumentEntry {
  key: string;
  value: unknown;
  ttl?: number;
}

/**
 * Documents by key: plain JSON. A failed read or write rejects with Fault('storage'), and never looks like an empty one.
 */
export interface Documents {
  /** A value each: undefined where there is none, DAMAGED where it cannot be read; such a one has been quarantined. */
  getMany(keys: readonly string[]): Promise<unknown[]>;
  /** Writes all or none. */
  setMany(entries: readonly DocumentEntry[]): Promise<void>;
  /**
   * Writes all entries, or none and resolves with false where a value is another than the expected one. An expected value
   * of undefined means that there is none.
   */
  compareAndSet(
    expected: readonly Pick<DocumentEntry, 'key' | 'value'>[],
    entries: readonly DocumentEntry[],
  ): Promise<boolean>;
  /** Deletes all or none. */
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Keys that begin with `prefix`, in their own order. What is written meanwhile may be missing. */
  keys(prefix: string): AsyncIterable<string>;
  /** Takes a value that is not what it should be out of the way and keeps it for the operator. */
  quarantine(key: string): Promise<void>;
}
