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
}

/** Time for which a place that refused counts as closed; the more often it has, the longer. */
const CLOSED = { firstMs: 30_000, longestMs: 300_000 };
/** Most places remembered. */
const PLACES = 5000;

export function createClosedPlaces(clock: Pick<Clock, 'elapsed'>): ClosedPlaces {
  const places = new LruCache<{ refusals: number; until: number }>(PLACES);
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
      return target.group && clock.elapsed() < place.until ? 'closed' : 'doubtful';
    },
    refused(surface, target) {
      const key = keyOf(surface, target);
      if (key === undefined) return;
      any = true;
      const refusals = (places.get(key)?.refusals ?? 0) + 1;
      places.set(key, { refusals, until: clock.elapsed() + backoffMs(CLOSED, refusals) });
    },
    took(surface, target) {
      const key = any ? keyOf(surface, target) : undefined;
      if (key !== undefined) places.delete(key);
    },
  };
}
