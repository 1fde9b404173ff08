import type { AdapterStore } from '../../ports/index.ts';
import { FACT_MS } from '../facts.ts';
import type { Redis } from './client.ts';
import { RedisStore } from './entry-store.ts';

/** Opens what the adapter of a surface keeps. Those of all surfaces are one room, whose rows are found by their owners. */
export function openRedisAdapterStore(redis: Redis, surface: string): AdapterStore {
  const store = new RedisStore(redis, 'facts', 'fact');
  const own = `${surface}|`;
  return {
    async list(prefix) {
      const found = await store.list(own + prefix);
      return found.map(({ key, value }) => ({ key: key.slice(own.length), value }));
    },
    async set(facts) {
      await store.setMany(facts.map((fact) => ({ ...fact, key: own + fact.key, ttl: FACT_MS })));
    },
    async delete(keys) {
      await store.deleteMany(keys.map((key) => own + key));
    },
  };
}
