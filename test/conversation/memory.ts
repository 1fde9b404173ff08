import type { Documents } from '../../src/conversation/documents.ts';
import { holdPlain } from '../fuzz/property.ts';

/** Documents as the store keeps them: plain JSON, everything in a copy. */
export function memory(entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map<string, unknown>(entries);
  /** Lifetimes by key, ms. */
  const ttls = new Map<string, number | undefined>();
  const documents: Documents = {
    getMany: async (keys) => keys.map((key) => structuredClone(kept.get(key))),
    async setMany(list) {
      for (const { key, value, ttl } of list) {
        holdPlain(value, `what is stored as ${key}`);
        kept.set(key, structuredClone(value));
        ttls.set(key, ttl);
      }
    },
    setAside: async (key) => void kept.delete(key),
  };
  return { documents, kept, ttls };
}
