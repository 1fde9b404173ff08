import type { Documents } from '../src/ports/index.ts';

/** Documents in a Map, through JSON as in a real store; `stored` by key. */
export function createMemoryDocuments(stored = new Map<string, string>()) {
  const quarantined = new Map<string, string | undefined>();
  const textOf = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  const documents: Documents = {
    async getMany(keys) {
      return keys.map((key) => {
        const text = stored.get(key);
        return text === undefined ? undefined : JSON.parse(text);
      });
    },
    async setMany(entries) {
      for (const { key, value } of entries) stored.set(key, JSON.stringify(value));
    },
    async compareAndSet(expected, entries) {
      if (!expected.every(({ key, value }) => stored.get(key) === textOf(value))) return false;
      for (const { key, value } of entries) stored.set(key, JSON.stringify(value));
      return true;
    },
    async deleteMany(keys) {
      for (const key of keys) stored.delete(key);
    },
    async *keys(prefix) {
      yield* [...stored.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    },
    async quarantine(key) {
      quarantined.set(key, stored.get(key));
      stored.delete(key);
    },
  };
  return { documents, stored, quarantined };
}
