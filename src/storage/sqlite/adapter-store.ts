import type { AdapterStore } from '../../ports/index.ts';
import { FACT_MS } from '../facts.ts';
import type { Database } from './database.ts';
import { SqliteStore } from './keyv-store.ts';

/** Opens what the adapter of a surface keeps: rows of their own beside the conversations. */
export function openAdapterStore(database: Database, surface: string): AdapterStore {
  const store = new SqliteStore(database, `adapter:${surface}`);
  return {
    list: async (prefix) => store.list(prefix),
    async set(facts) {
      await store.setMany(facts.map((fact) => ({ ...fact, ttl: FACT_MS })));
    },
    async delete(keys) {
      await store.deleteMany(keys);
    },
  };
}
