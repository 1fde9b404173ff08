import type { Blobs, Traces } from '../../ports/index.ts';
import { openTraces } from '../traces.ts';
import type { Redis } from './client.ts';
import { ASIDE, RedisStore } from './entry-store.ts';
import { inboxTraces } from './inbox/traces.ts';
import type { RedisJobs } from './jobs.ts';
import type { OwnedRows } from './owned.ts';

/** Rooms of Redis whose rows belong to people, opened elsewhere. */
export interface RedisTracesParts {
  jobs: Pick<RedisJobs, 'rows'>;
  blobs: Pick<Blobs, 'owned' | 'forget'>;
}

/** Opens what is kept of people in Redis outside the conversations. A new room is a line here. */
export function openRedisTraces(redis: Redis, { jobs, blobs }: RedisTracesParts): Traces {
  const { turns, others } = inboxTraces(redis);
  const facts = withoutSurface(new RedisStore(redis, 'facts', 'fact').rows);
  const rooms = [facts, new RedisStore(redis, ASIDE, 'damaged value').rows, jobs.rows, ...others];
  return openTraces({
    rooms: [...rooms, turns],
    blobs,
    async remove(by, which) {
      let count = 0;
      for (const room of which === 'turns' ? [...rooms, turns] : rooms) count += await room.remove(by);
      return count;
    },
  });
}

/** Facts as their adapters know them: those of all surfaces are one room, where the surface stands before the key. */
function withoutSurface(facts: OwnedRows): OwnedRows {
  const named = <Item extends { key: string }>(item: Item) => ({
    ...item,
    key: item.key.slice(item.key.indexOf('|') + 1),
  });
  return {
    ...facts,
    async *list(by) {
      for await (const item of facts.list(by)) yield named(item);
    },
    async *contents(by) {
      for await (const item of facts.contents(by)) yield named(item);
    },
  };
}
