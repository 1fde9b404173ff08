import type { Clock, Limits } from '../../ports/index.ts';
import { penaltyKey, readPenalty } from '../penalties.ts';
import type { Redis } from './client.ts';
import { RedisStore } from './entry-store.ts';

/**
 * Opens the limits in Redis. A penalty lasts by the clock of Redis. Each process is told what is left of it, counted from now by its
 * own clock. So no clock that is wrong makes anybody call too soon, or wait for ever.
 */
export function openRedisLimits(redis: Redis, clock: Pick<Clock, 'now'>): Limits {
  const store = new RedisStore(redis, 'limits');
  return {
    async penalise(penalty) {
      const lasts = Math.ceil(penalty.until - clock.now());
      if (lasts > 0) await store.set(penaltyKey(penalty), JSON.stringify(penalty), lasts);
    },
    async penalties() {
      const stored = await store.list('');
      const now = clock.now();
      return stored.flatMap(({ value, left }) => {
        const penalty = readPenalty(value);
        return penalty ? [{ ...penalty, until: now + left }] : [];
      });
    },
  };
}
