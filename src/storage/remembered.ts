import { DAMAGED, type Documents } from '../conversation/documents.ts';
import { LruCache } from '../util/lru.ts';

/** Stands for "there is none", which is worth remembering, too: most chats have no settings. */
const NONE = Symbol('none');

/**
 * Documents with those in memory that were read or written lately, `most` of them. Only where nobody else writes: this
 * process holds the database's lock. Values are shared, so nobody may change one in place.
 */
export function rememberRecent(documents: Documents, most: number): Documents {
  const recent = new LruCache<unknown>(most);

  return {
    async getMany(keys) {
      const known = keys.map((key) => recent.get(key));
      const missing = keys.filter((_, index) => known[index] === undefined);
      const read = missing.length > 0 ? await documents.getMany(missing) : [];
      const found = new Map(missing.map((key, index) => [key, read[index]]));
      for (const [key, value] of found) if (value !== DAMAGED) recent.set(key, value === undefined ? NONE : value);
      return keys.map((key, index) => {
        const value = known[index] === undefined ? found.get(key) : known[index];
        return value === NONE ? undefined : value;
      });
    },
    async setMany(entries) {
      await documents.setMany(entries);
      for (const { key, value } of entries) recent.set(key, value);
    },
    async setAside(key) {
      await documents.setAside(key);
      recent.set(key, NONE);
    },
  };
}
