import type { Documents, OwnedBy, OwnedItem } from '../../src/ports/index.ts';
import { holdPlain } from '../fuzz/property.ts';

/**
 * Makes documents in memory that behave as the store's: plain JSON only, everything in a copy. `kept` holds the values by
 * key, `quarantined` those that were taken out of the way.
 */
export function createMemoryDocuments(entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map<string, unknown>(entries);
  const quarantined = new Map<string, unknown>();
  const owners = new Map<string, { conversation?: string; person?: string | null; at: number }>();
  /** Lifetimes by key, ms. */
  const ttls = new Map<string, number | undefined>();
  const set = (list: Parameters<Documents['setMany']>[0]) => {
    for (const { key, value, ttl, owner } of list) {
      owners.set(key, { ...owners.get(key), ...owner, at: Date.now() });
      if (value === undefined) {
        kept.delete(key);
        continue;
      }
      holdPlain(value, `what is stored as ${key}`);
      kept.set(key, structuredClone(value));
      ttls.set(key, ttl);
    }
  };
  const itemsOf = (by: OwnedBy): OwnedItem[] =>
    [...kept].flatMap(([key, value]) => {
      const { at = 0, person, conversation } = owners.get(key) ?? {};
      const isTheirs = 'person' in by ? person === by.person : conversation === by.conversation;
      if (!isTheirs || at >= (by.before ?? Number.POSITIVE_INFINITY)) return [];
      const owner = { ...(conversation === undefined ? {} : { conversation }), ...(person == null ? {} : { person }) };
      return [{ kind: 'document', key, at, bytes: JSON.stringify(value).length, ...owner }];
    });
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
    async *owned(by) {
      yield* itemsOf(by);
    },
    async sum(by) {
      const items = itemsOf(by);
      const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
      return { items: items.length, bytes, newest: items.at(-1)?.at ?? 0 };
    },
    async *people() {
      yield* new Set([...kept.keys()].flatMap((key) => owners.get(key)?.person ?? []));
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
