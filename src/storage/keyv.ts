import { type DeserializedData, Keyv } from 'keyv';
import { Fault } from '../util/errors.ts';
import type { SqliteStore } from './sqlite/keyv-store.ts';

/** A Keyv over one store. It fails closed: a failed or damaged read rejects with Fault('storage'), never undefined. */
export function openStore(store: SqliteStore): Keyv {
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
