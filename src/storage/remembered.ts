import { DAMAGED, type Documents } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { isLong } from './keyv.ts';

/** Stands for "there is none", which is worth remembering, too: most chats have no settings. */
const NONE = Symbol('none');

const present = (value: unknown): unknown => (value === NONE ? undefined : value);

/**
 * Documents that keep in memory those read or written lately, `most` of them, and none that is long. If another process
 * writes as well, a value can be out of date. Nothing is written upon it: a lost comparison drops the remembered values. Values are
 * shared, so nobody may change one in place. A value that only was compared is dropped, too, and is read as another object.
 * By that its readers see that something was written beneath it.
 */
export function rememberRecent(documents: Documents, most: number): Documents {
  const recent = new LruCache<unknown>(most);
  /** Counts writes: what was read while somebody wrote may be older than what was written. */
  let writes = 0;

  function remember(key: string, value: unknown): void {
    if (isLong(value)) recent.delete(key);
    else recent.set(key, value === undefined ? NONE : value);
  }

  return {
    async getMany(keys) {
      const missing: string[] = [];
      const known: unknown[] = [];
      for (const key of keys) {
        const value = recent.get(key);
        if (value === undefined) missing.push(key);
        known.push(value);
      }
      // A conversation at work is remembered whole.
      if (missing.length === 0) return known.map(present);
      const before = writes;
      const read = await documents.getMany(missing);
      const found = new Map(missing.map((key, index) => [key, read[index]]));
      if (before === writes) for (const [key, value] of found) if (value !== DAMAGED) remember(key, value);
      return keys.map((key, index) => present(known[index] === undefined ? found.get(key) : known[index]));
    },
    async setMany(entries) {
      writes += 1;
      await documents.setMany(entries);
      writes += 1;
      for (const { key, value } of entries) remember(key, value);
    },
    async compareAndSet(expected, entries) {
      writes += 1;
      const done = await documents.compareAndSet(expected, entries);
      writes += 1;
      for (const { key } of expected) recent.delete(key);
      for (const { key, value } of entries) {
        if (done) remember(key, value);
        else recent.delete(key);
      }
      return done;
    },
    async deleteMany(keys) {
      writes += 1;
      await documents.deleteMany(keys);
      writes += 1;
      for (const key of keys) remember(key, undefined);
    },
    keys: (prefix) => documents.keys(prefix),
    owned: (by) => documents.owned(by),
    sum: (by) => documents.sum(by),
    people: () => documents.people(),
    async quarantine(key) {
      writes += 1;
      await documents.quarantine(key);
      writes += 1;
      remember(key, undefined);
    },
  };
}
