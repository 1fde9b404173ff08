import * as v from 'valibot';
import type { Clock, Limits, Penalty } from '../../ports/index.ts';
import type { Database } from './database.ts';
import { SqliteStore } from './keyv-store.ts';

const rowShape = v.object({
  surface: v.string(),
  place: v.exactOptional(v.string()),
  kind: v.picklist(['create', 'edit', 'remove', 'typing', 'read', 'react', 'open', 'rename']),
  until: v.pipe(v.number(), v.finite()),
  /** Length when it was given, ms: longer than that nobody has to wait, wherever the clock was set meanwhile. */
  lasts: v.exactOptional(v.pipe(v.number(), v.finite())),
});

/** Opens the limits in the database. A row that cannot be read counts as none: at worst a platform says it once more. */
export function openLimits(database: Database, clock: Clock): Limits {
  const store = new SqliteStore(database, 'limits');
  return {
    async penalise(penalty) {
      const { surface, place, kind, until } = penalty;
      const lasts = until - clock.now();
      const key = JSON.stringify([surface, place ?? null, kind]);
      if (lasts > 0) await store.set(key, JSON.stringify({ ...penalty, lasts }), lasts);
    },
    async penalties() {
      const now = clock.now();
      return store.list('').flatMap(({ value }) => {
        const penalty = read(value, now);
        return penalty && penalty.until > now ? [penalty] : [];
      });
    },
  };
}

function read(text: string, now: number): Penalty | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!v.is(rowShape, value)) return undefined;
    const { lasts = Number.POSITIVE_INFINITY, ...penalty } = value;
    return { ...penalty, until: Math.min(penalty.until, now + lasts) };
  } catch {
    return undefined;
  }
}
