import { type DeserializedData, Keyv } from 'keyv';
import type { Documents, Owner } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';

/** An entry as Keyv hands it down: the value is serialised already. */
export interface StoreEntry {
  key: string;
  value: string;
  /** Milliseconds to live. */
  ttl?: number | undefined;
  owner?: Partial<Owner> | undefined;
}

/** An entry to write, or to delete where the value is undefined. */
export type StoreChange = Omit<StoreEntry, 'value'> & { value: string | undefined };

/**
 * A store for Keyv 5.6, for one namespace. It has the methods of Keyv's KeyvStoreAdapter, whose types cannot be implemented
 * honestly: `get<Value>()` claims a Value, but the store holds its serialised form. It has what documents need besides, of which
 * Keyv knows nothing. Every method rejects with Fault('storage') when the store fails; a failure never looks like an absent value.
 */
export interface EntryStore extends Pick<Documents, 'owned' | 'sum' | 'people' | 'keys' | 'quarantine'> {
  readonly opts: { dialect: string };
  /** Set by Keyv, too. */
  namespace: string;
  on(): this;
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  set(key: string, value: string, ttl?: number): Promise<boolean>;
  /** Writes all or none. */
  setMany(entries: readonly StoreEntry[]): Promise<boolean[]>;
  /**
   * Writes all entries, or none and resolves with false where a stored value is another than the expected one. Both are
   * serialised; undefined stands for none. Keyv has no such method, so its values are serialised by who calls this.
   */
  compareAndSet(
    expected: readonly { key: string; value: string | undefined }[],
    entries: readonly StoreChange[],
  ): Promise<boolean>;
  /** Tells whether there was something to delete. */
  delete(key: string): Promise<boolean>;
  /** Deletes all or none; tells whether there was something to delete. */
  deleteMany(keys: readonly string[]): Promise<boolean>;
  /** Empties this namespace. */
  clear(): Promise<void>;
  has(key: string): Promise<boolean>;
  hasMany(keys: readonly string[]): Promise<boolean[]>;
  /** Does nothing: the store belongs to whoever opened it. */
  disconnect(): Promise<void>;
}

/** A Keyv over one store. It fails closed: a failed or damaged read rejects with Fault('storage'), never undefined. */
export function openStore(store: EntryStore): Keyv {
  return new Keyv({
    store,
    namespace: store.namespace,
    // The namespace is a column; Keyv's own prefix is put on in set() but not always (a key that has it already).
    useKeyPrefix: false,
    // Without this a failed read is `undefined`, which reads as "no conversation yet".
    throwOnErrors: true,
    emitErrors: false,
    serialize,
    deserialize,
  });
}

/** Length from which a serialised value is long, in UTF-16 units. */
const LONG = 20_000;
/** Values that were found to be long when they were written or read. */
const long = new WeakSet<object>();

/** Tells whether a value is so long that it is better read again than kept in memory. */
export function isLong(value: unknown): boolean {
  return typeof value === 'object' && value !== null && long.has(value);
}

function note(value: unknown, { length }: string): void {
  if (length > LONG && typeof value === 'object' && value !== null) long.add(value);
}

// Plain JSON instead of Keyv's own form: exact for lone surrogates and NUL, and quick.
export function serialize<Value>(data: DeserializedData<Value>): string {
  if (data.value === undefined) throw new Fault('internal', 'undefined cannot be stored; delete the key instead');
  const text = JSON.stringify(data);
  note(data.value, text);
  return text;
}

function deserialize<Value>(text: string): DeserializedData<Value> {
  const data = parse(text);
  if (!hasValue<Value>(data)) throw new Fault('storage', 'a stored value is damaged', { code: 'damaged' });
  note(data.value, text);
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tells whether data is an envelope of Keyv. The reader of the value checks what is inside. */
function hasValue<Value>(data: unknown): data is DeserializedData<Value> {
  return typeof data === 'object' && data !== null && 'value' in data;
}
