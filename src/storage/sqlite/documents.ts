import { DAMAGED, type Documents } from '../../conversation/documents.ts';
import type { Log } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { openStore } from '../keyv.ts';
import type { Database } from './database.ts';
import { SqliteStore } from './keyv-store.ts';

/**
 * Where context is kept, in Keyv: conversations, chat settings, links from bubbles to their turns, told apart by their
 * keys, so that what a turn changes is one write. A failed read or write rejects. A single damaged value is no failed
 * read: it is set aside for the operator and named as DAMAGED, so that one broken row does not silence its chat for ever.
 */
export function openDocuments(database: Database, log: Log): Documents {
  const store = new SqliteStore(database, 'conversations');
  const keyv = openStore(store);

  async function read(key: string): Promise<unknown> {
    try {
      return await keyv.get<unknown>(key);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      await documents.setAside(key);
      return DAMAGED;
    }
  }

  const documents: Documents = {
    async getMany(keys) {
      try {
        return await keyv.getMany<unknown>([...keys]);
      } catch (error) {
        if (!isDamaged(error)) throw error;
        return Promise.all(keys.map(read));
      }
    },
    async setMany(entries) {
      await keyv.setMany([...entries]);
    },
    async setAside(key) {
      log.error({ key }, 'A stored value is damaged; it is kept in the table "aside", and the chat goes on without it');
      store.setAside(key);
    },
  };
  return documents;
}

function isDamaged(error: unknown): boolean {
  return isFault(error, 'storage') && error.facts.code === 'damaged';
}
