import type { Documents } from '../../src/ports/index.ts';
import { holdPlain } from '../fuzz/property.ts';

/** Documents as the store keeps them: plain JSON, everything in a copy; `kept` holds the values by key. */
export function memory(entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map<string, unknown>(entries);
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
    quarantine: async (key) => void kept.delete(key),
  };
  return { documents, kept, ttls };
}
