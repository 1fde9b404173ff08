import type { Clock, Surface, Target } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { backoffMs } from '../util/retry.ts';

/**
 * Places that refused to be written to. What is asked there costs no model until they take something again, for nobody
 * would see the answer. A platform also bans who is refused too often.
 */
export interface ClosedPlaces {
  /**
   * Tells how a place stands. `doubtful`: it refused some time ago, or it is a private chat, which whoever writes in it may
   * just have opened.
   */
  state(surface: Surface, target: Target): 'open' | 'closed' | 'doubtful';
  /** Notes that it refused. */
  refused(surface: Surface, target: Target): void;
  /** Notes that it took something. */
  took(surface: Surface, target: Target): void;
  /** Makes closed places of a surface (by its name) doubtful, at most every ten seconds. */
  doubt(surface: string): void;
}

/** Time for which a place that refused counts as closed; the more often it has, the longer. */
const CLOSED = { firstMs: 30_000, longestMs: 300_000 };
/** Changes that come faster count as one, ms: a member who makes and closes threads must not have all places tried anew. */
const DOUBT_MS = 10_000;
/** Most places remembered. */
const PLACES = 5000;

export function createClosedPlaces(clock: Pick<Clock, 'elapsed'>): ClosedPlaces {
  const places = new LruCache<{ refusals: number; until: number; doubts: number }>(PLACES);
  /** Number of changes by surface, and when the last one was. */
  const changes = new Map<string, { count: number; at: number }>();
  const doubtsOf = (surface: string) => changes.get(surface)?.count ?? 0;
  // As a rule no place ever refused, and nothing has to be looked up.
  let any = false;

  /** Names a place, whatever message of it is meant; undefined where only a token reaches it. */
  function keyOf(surface: Surface, target: Target): string | undefined {
    // What only one person sees in a group has rules of its own.
    const lasting = target.group && target.privately ? undefined : surface.lasting(target);
    return lasting && JSON.stringify([surface.name, lasting.chat, lasting.address]);
  }

  return {
    state(surface, target) {
      const key = any ? keyOf(surface, target) : undefined;
      const place = key === undefined ? undefined : places.get(key);
      if (!place) return 'open';
      const isDoubted = place.doubts < doubtsOf(surface.name);
      return target.group && !isDoubted && clock.elapsed() < place.until ? 'closed' : 'doubtful';
    },
    refused(surface, target) {
      const key = keyOf(surface, target);
      if (key === undefined) return;
      any = true;
      const refusals = (places.get(key)?.refusals ?? 0) + 1;
      const until = clock.elapsed() + backoffMs(CLOSED, refusals);
      places.set(key, { refusals, until, doubts: doubtsOf(surface.name) });
    },
    took(surface, target) {
      const key = any ? keyOf(surface, target) : undefined;
      if (key !== undefined) places.delete(key);
    },
    doubt(surface) {
      const at = clock.elapsed();
      const { count, at: before } = changes.get(surface) ?? { count: 0, at: Number.NEGATIVE_INFINITY };
      if (at - before >= DOUBT_MS) changes.set(surface, { count: count + 1, at });
    },
  };
}
