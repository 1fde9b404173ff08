import { DAMAGED, type DocumentEntry, type Documents, type Log } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { pauseWhenLong } from '../../util/pause.ts';
import { openStore, serialize } from '../keyv.ts';
import type { Database } from './database.ts';
import { SqliteStore, type StoreChange } from './keyv-store.ts';

/** Keys that are read at a time. */
const PAGE = 500;

/**
 * Context in Keyv: conversations, chat settings, and links from bubbles to their turns. Keys tell them apart, so that
 * the changes of a turn are one write. A failed read or write rejects. A single damaged value is no failed read. It is
 * set aside for the operator and named as DAMAGED, so that one broken row does not silence its chat for ever.
 */
export function openDocuments(database: Database, log: Log): Documents {
  const store = new SqliteStore(database, 'conversations');
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
      // One by one: a long history of long texts is 20 MB, and to parse it holds the loop for 200 ms.
      for (const key of keys) {
        values.push(await read(key));
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
    sum: async (by) => store.sum(by),
    people: () => store.people(),
    async *keys(prefix) {
      let last: string | undefined;
      for (let page = [''], first = true; first || page.length === PAGE; first = false) {
        page = await store.keys(prefix, last, PAGE);
        yield* page;
        last = page.at(-1);
      }
    },
    async quarantine(key) {
      log.error({ key }, 'A stored value is damaged; it is kept in the table "aside", and the chat goes on without it');
      store.quarantine(key);
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
