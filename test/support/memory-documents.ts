import type { Documents } from '../../src/ports/index.ts';
import { holdPlain } from '../fuzz/property.ts';

/**
 * Makes documents in memory that behave as the store's: plain JSON only, everything in a copy. `kept` holds the values by
 * key, `quarantined` those that were taken out of the way.
 */
export function createMemoryDocuments(entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map<string, unknown>(entries);
  const quarantined = new Map<string, unknown>();
  /** Lifetimes by key, ms. */
  const ttls = new Map<string, number | undefined>();
  const set = (list: Parameters<Documents['setMany']>[0]) => {
    for (const { key, value, ttl } of list) {
      holdPlain(value, `what is stored as ${key}`);
      kept.set(key, structuredClone(value));
      ttls.set(key, ttl);
    }
  };
  const documents: Documents = {
    getMany: async (keys) => keys.map((key) => structuredClone(kept.get(key))),
    setMany: async (list) => set(list),
    async compareAndSet(expected, list) {
      const isSame = ({ key, value }: { key: string; value: unknown }) =>
        JSON.stringify(kept.get(key)) === JSON.stringify(value);
      if (!expected.every(isSame)) return false;
      set(list);
      return true;
    },
    async deleteMany(keys) {
      for (const key of keys) kept.delete(key);
    },
    async *keys(prefix) {
      yield* [...kept.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    },
    async quarantine(key) {
      quarantined.set(key, kept.get(key));
      kept.delete(key);
    },
  };
  return { documents, kept, ttls, quarantined };
}
