import type { Clock, Limits } from '../../ports/index.ts';
import { penaltyKey, readPenalty } from '../penalties.ts';
import type { Database } from './database.ts';
import { SqliteStore } from './keyv-store.ts';

/** Opens the limits in the database. */
export function openLimits(database: Database, clock: Clock): Limits {
  const store = new SqliteStore(database, 'limits');
  return {
    async penalise(penalty) {
      const lasts = penalty.until - clock.now();
      if (lasts > 0) await store.set(penaltyKey(penalty), JSON.stringify({ ...penalty, lasts }), lasts);
    },
    async penalties() {
      const now = clock.now();
      return store.list('').flatMap(({ value }) => {
        const stored = readPenalty(value);
        if (!stored) return [];
        const { lasts = Number.POSITIVE_INFINITY, ...penalty } = stored;
        const until = Math.min(penalty.until, now + lasts);
        return until > now ? [{ ...penalty, until }] : [];
      });
    },
  };
}
