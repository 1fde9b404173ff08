import type { OwnedBy, OwnedItem, OwnedSum, Owner } from '../../ports/index.ts';

/** Owner of some bytes, as its row has it; `key` is their name. */
export type Held = Pick<OwnedItem, 'key' | 'conversation' | 'person'>;

/** Rows that say who has which bytes, an owner each. Every method rejects with Fault('storage'). */
export interface BlobRows {
  /** Does work that changes what is kept: one after the other, whoever shares the rows. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Tells whether a conversation has these bytes, for longer than `now`, epoch ms. */
  isKept(name: string, conversation: string, now: number): Promise<boolean>;
  /** Owners of these bytes. */
  of(name: string): Promise<Held[]>;
  /** Names of all bytes that have an owner. */
  names(): Promise<string[]>;
  /** Adds an owner. One that is there is young again (`at`), and keeps what it has until the later `expires`, both epoch ms. */
  add(name: string, owner: Owner, kept: { at: number; expires: number; bytes: number }): Promise<void>;
  remove(items: readonly Held[]): Promise<void>;
  /** Makes `to` an owner of all that `from` has, of the same age; what `to` has already stays as it is. */
  follow(from: string, to: string): Promise<void>;
  /** Some whose time is over at `now`, epoch ms; none where there are no more. */
  expired(now: number): Promise<Held[]>;
  /** Bytes of a person, or of all for null, equal ones counted once; without those of `name`. */
  sumBut(name: string, person: string | null): Promise<number>;
  /** The oldest of a person, or for null all owners of what was kept last the longest ago; without those of `name`. */
  oldestBut(name: string, person: string | null): Promise<Held[]>;
  /** Lists rows of an owner, the oldest first. */
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  sum(by: OwnedBy): Promise<OwnedSum>;
}

/** Bytes by name, wherever they are. Every method rejects with Fault('storage'). */
export interface BlobBytes {
  /** Writes all of them, also in the place of what is there, or nothing. They may be gone after `until`, epoch ms. */
  write(name: string, bytes: Uint8Array, until: number): Promise<void>;
  /** Resolves with undefined where there are none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Takes them away; being gone already is success. */
  remove(name: string): Promise<void>;
  /** Names of all, those that were not written to their end among them. */
  list(): Promise<string[]>;
}
