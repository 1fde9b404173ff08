import type { Clock, Task } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';

/** Chats that are remembered at most. */
const CHATS = 1000;
/** Time in which a chat is told once, ms. */
const AGAIN_MS = 3_600_000;

/** Tells whether people are to hear now that the message they reply to cannot be seen. The model is told each time. */
export function createUnseenQuotes(clock: Pick<Clock, 'now'>): (turn: string, task: Task) => boolean {
  const told = new LruCache<{ turn: string; at: number }>(CHATS);
  return (turn, task) => {
    if (task.kind !== 'prompt' || !task.quote?.unseen) return false;
    const { chat } = task.target;
    const before = told.get(chat);
    // A turn that begins anew says it again.
    if (before && before.turn !== turn && clock.now() - before.at < AGAIN_MS) return false;
    told.set(chat, { turn, at: clock.now() });
    return true;
  };
}
