import type { AdapterStore } from './adapter.ts';
import type { Inbox } from './inbox.ts';
import type { Jobs } from './jobs.ts';
import type { CallKind } from './surface.ts';

/** Storage rooms, opened as one. All of it is asynchronous and durable when it resolves. */

/** Stands for a value that is there but cannot be read; it has been quarantined. */
export const DAMAGED = Symbol('damaged');

/** Owner of what is stored: by it, all of it is found and deleted. */
export interface Owner {
  /** Conversation it belongs to, or chat, where it is for all conversations of that. */
  conversation: string;
  /** Actor.id of whose it is. Null where it is no single person's; as before when absent. */
  person?: string | null;
}

/** Value under a key; undefined deletes it. `ttl` ms to live, for ever when absent. */
export interface DocumentEntry {
  key: string;
  value: unknown;
  ttl?: number;
  owner?: Owner;
}

/** Question for what belongs to somebody. `before`: last written earlier than this, epoch ms. */
export type OwnedBy = ({ conversation: string } | { person: string }) & { before?: number };

/** Something that is stored of somebody; nothing of its content. */
export interface OwnedItem extends Partial<Owner> {
  /** Kind of thing, e.g. `document` or `job`. */
  kind: string;
  key: string;
  /** Epoch ms at which it was last written. */
  at: number;
  bytes: number;
}

/** The same with its content: plain JSON, text where it is none, undefined where it has no content that is read here. */
export interface OwnedContent extends OwnedItem {
  content: unknown;
}

/** Sum of what belongs to somebody. */
export interface OwnedSum {
  items: number;
  bytes: number;
  /** Epoch ms of the newest; 0 where there is nothing. */
  newest: number;
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
  /** Lists what belongs to somebody, the oldest first. What is written meanwhile may be missing. */
  owned(by: OwnedBy): AsyncIterable<OwnedItem>;
  sum(by: OwnedBy): Promise<OwnedSum>;
  /** Lists everybody something belongs to. */
  people(): AsyncIterable<string>;
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

/**
 * Bytes that cannot be had again, by content. Bounded by a quota, aged, and deleted with their owners. Every method rejects with
 * Fault('storage') where the store fails.
 */
export interface Blobs {
  /**
   * Keeps bytes for `ttl` ms and resolves with their name: their SHA-256, hex. Equal bytes are kept once. What is oldest goes
   * where that is more than the quota, or more of one person than half of it. Rejects where they alone are more than the quota.
   */
  put(bytes: Uint8Array, about: { owner: Owner; ttl: number }): Promise<string>;
  /** Bytes that were kept for this conversation; undefined where they are not there (any more), or are another conversation's. */
  get(name: string, conversation: string): Promise<Uint8Array | undefined>;
  /** Lists what is kept, the oldest first: an item for each owner of some bytes, its key their name. */
  owned(by: OwnedBy): AsyncIterable<OwnedItem>;
  sum(by: OwnedBy): Promise<OwnedSum>;
  /** Takes away from its owners what is theirs, of these names alone where some are given; resolves with the number of items. */
  forget(by: OwnedBy, names?: readonly string[]): Promise<number>;
  /** Keeps for `to` as well what is kept for the conversation `from`, which has a new id. Harmless when repeated. */
  follow(from: string, to: string): Promise<void>;
  /** Deletes what is older than it was to be kept. */
  prune(): Promise<void>;
}

/** Rows that rooms besides the conversations keep of people: turns, jobs, facts, damaged values, blobs. */
export interface Traces {
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  /** Lists the same with their content. Bytes of blobs are to be had of the blobs. */
  contents(by: OwnedBy): AsyncIterable<OwnedContent>;
  /** Deletes them and resolves with their number. Open turns stay unless `turns` says that nobody works on them. */
  forget(by: OwnedBy, turns?: 'turns'): Promise<number>;
}

/** Storage of one installation. */
export interface Storage {
  inbox: Inbox;
  documents: Documents;
  jobs: Jobs;
  limits: Limits;
  traces: Traces;
  blobs: Blobs;
  /** Facts that the adapter of a surface keeps. */
  adapterStore(surface: string): AdapterStore;
  /** Closes everything; what is called afterwards rejects with Fault('storage'). */
  close(): Promise<void>;
}
