import type { AdapterStore } from './adapter.ts';
import type { Inbox } from './inbox.ts';
import type { Jobs } from './jobs.ts';
import type { CallKind } from './surface.ts';

/** Storage rooms, opened as one. All of it is asynchronous and durable when it resolves. */

/** Stands for a value that is there but cannot be read; it has been quarantined. */
export const DAMAGED = Symbol('damaged');

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

/** Time for which a platform refuses calls. */
export interface Penalty {
  /** Name of the Surface. */
  surface: string;
  /** Pacing key of the chat; absent where the whole bot is meant. */
  place?: string;
  kind: CallKind;
  /** Epoch ms. */
  until: number;
}

/** Limits that have to outlive the process. */
export interface Limits {
  penalise(penalty: Penalty): Promise<void>;
  /** Penalties that are not over. */
  penalties(): Promise<Penalty[]>;
}

/** Storage of one installation. */
export interface Storage {
  inbox: Inbox;
  documents: Documents;
  jobs: Jobs;
  limits: Limits;
  /** Facts that the adapter of a surface keeps. */
  adapterStore(surface: string): AdapterStore;
  /** Closes everything; what is called afterwards rejects with Fault('storage'). */
  close(): Promise<void>;
}
