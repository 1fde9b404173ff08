import type { Clock } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';

/** Time for which nobody is called again in a conversation, ms: whoever is called reads what follows. */
const HOLDS_MS = 10 * 60_000;
/** Conversations whose last call is remembered. */
const KNOWN = 5000;

/** Tells whether a turn may call a person into its conversation. The same turn may, however often it asks. */
export function createCalls(clock: Pick<Clock, 'elapsed'>): (conversation: string, turn: string) => boolean {
  const last = new LruCache<{ turn: string; until: number }>(KNOWN);
  return (conversation, turn) => {
    const before = last.get(conversation);
    if (before && before.turn !== turn && clock.elapsed() < before.until) return false;
    last.set(conversation, { turn, until: clock.elapsed() + HOLDS_MS });
    return true;
  };
}
