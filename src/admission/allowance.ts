import type { Clock } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';

/** Points that each key may spend in a stretch of time, which begins with its first point. */
export interface Allowance {
  /** Takes points (one when absent); undefined when there were enough. Takes none otherwise. */
  take(key: string, points?: number): Overdraft | undefined;
  /** Takes a point, be it one that is not there: it is missed next. */
  charge(key: string): void;
  /** Tells whether there is a point left. */
  has(key: string): boolean;
}

/** Points that were not there. */
export interface Overdraft {
  /** Time until there are new ones, ms. */
  waitMs: number;
  /** True for the first time in this stretch. */
  first: boolean;
}

export interface AllowanceOptions {
  /** Points a stretch; 0 for no limit. */
  points: number;
  withinMs: number;
  /** Most keys; those used least recently begin anew. */
  keys?: number;
  clock: Pick<Clock, 'elapsed'>;
}

/** More people than talk to a bot within a minute. */
const KEYS = 10_000;

export function createAllowance({ points: most, withinMs, keys = KEYS, clock }: AllowanceOptions): Allowance {
  const spent = new LruCache<{ points: number; until: number; over: boolean }>(keys);

  function entryOf(key: string) {
    const known = spent.get(key);
    return known && known.until > clock.elapsed() ? known : undefined;
  }

  function entryFor(key: string) {
    const entry = entryOf(key) ?? { points: 0, until: clock.elapsed() + withinMs, over: false };
    spent.set(key, entry);
    return entry;
  }

  return {
    has: (key) => most <= 0 || (entryOf(key)?.points ?? 0) < most,
    charge(key) {
      if (most > 0) entryFor(key).points += 1;
    },
    take(key, points = 1) {
      if (most <= 0) return undefined;
      const entry = entryFor(key);
      if (entry.points + points <= most) {
        entry.points += points;
        return undefined;
      }
      const first = !entry.over;
      entry.over = true;
      return { waitMs: entry.until - clock.elapsed(), first };
    },
  };
}
