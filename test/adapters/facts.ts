import type { AdapterStore } from '../../src/ports/index.ts';

/** A store of an adapter's facts in memory, the least recently set first. */
export function createFacts(from?: ReadonlyMap<string, string>) {
  const facts = new Map(from);
  const store: AdapterStore = {
    list: async (prefix) => [...facts].flatMap(([key, value]) => (key.startsWith(prefix) ? [{ key, value }] : [])),
    async set(some) {
      for (const { key, value } of some) {
        facts.delete(key);
        facts.set(key, value);
      }
    },
    async delete(keys) {
      for (const key of keys) facts.delete(key);
    },
  };
  return { facts, store };
}
