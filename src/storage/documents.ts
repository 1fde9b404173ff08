import { DAMAGED, type DocumentEntry, type Documents, type Log } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { type EntryStore, openStore, type StoreChange, serialize } from './keyv.ts';

/** Namespace of the documents in a store. */
export const DOCUMENTS = 'conversations';

/**
 * Context in Keyv: conversations, chat settings, and links from bubbles to their turns. Keys tell them apart, so that
 * the changes of a turn are one write. A failed read or write rejects. A single damaged value is no failed read. It is
 * set aside for the operator and named as DAMAGED, so that one broken row does not silence its chat for ever.
 * `together`: values that are asked for at a time, where each takes a way to somewhere else.
 */
export function documentsIn(store: EntryStore, log: Log, together = 1): Documents {
  const keyv = openStore(store);

  async function read(key: string): Promise<unknown> {
    try {
      return await keyv.get<unknown>(key);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      await documents.quarantine(key);
      return DAMAGED;
    }
  }

  const documents: Documents = {
    async getMany(keys) {
      const pause = pauseWhenLong();
      const values: unknown[] = [];
      // A few at a time: a long history of long texts is 20 MB, and to parse it holds the loop for 200 ms.
      for (let at = 0; at < keys.length; at += together) {
        values.push(...(await Promise.all(keys.slice(at, at + together).map(read))));
        await pause();
      }
      return values;
    },
    async setMany(entries) {
      await store.compareAndSet([], entries.map(changeOf));
    },
    async compareAndSet(expected, entries) {
      const now = expected.map(({ key, value }) => ({
        key,
        value: value === undefined ? undefined : serialize({ value }),
      }));
      return store.compareAndSet(now, entries.map(changeOf));
    },
    async deleteMany(keys) {
      await keyv.deleteMany([...keys]);
    },
    owned: (by) => store.owned(by),
    sum: (by) => store.sum(by),
    people: () => store.people(),
    keys: (prefix) => store.keys(prefix),
    async quarantine(key) {
      log.error({ key }, 'A stored value is damaged; it is kept aside, and the chat goes on without it');
      await store.quarantine(key);
    },
  };
  return documents;
}

/** Entry as Keyv would hand it down, with its owner, of whom Keyv knows nothing. */
function changeOf({ value, ttl, ...entry }: DocumentEntry): StoreChange {
  if (value === undefined) return { ...entry, value };
  return { ...entry, value: serialize(ttl === undefined ? { value } : { value, expires: Date.now() + ttl }), ttl };
}

function isDamaged(error: unknown): boolean {
  return isFault(error, 'storage') && error.facts.code === 'damaged';
}
