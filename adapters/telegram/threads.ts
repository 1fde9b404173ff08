import { LruCache } from '../../src/util/lru.ts';
import { isReplyLost, isThreadLost } from './faults.ts';

/** Most topics that are remembered as not to be named. */
const MOST = 200;

/** Naming of topics in calls: the server refuses some of their ids with "message thread not found" though they live. */
export interface Threads {
  /**
   * Makes a call about a topic, and once more without naming it where the server does not find it. A call that is known to
   * be refused is not made. `unnamed` has to see that the answer gets into the topic; undefined where it cannot.
   */
  call<T>(place: { chat: number; thread?: number }, named: () => Promise<T>, unnamed?: () => Promise<T>): Promise<T>;
}

export function createThreads(): Threads {
  const lost = new LruCache<true>(MOST);
  return {
    async call({ chat, thread }, named, unnamed) {
      if (thread === undefined || !unnamed) return named();
      const key = `${chat} ${thread}`;
      if (lost.get(key)) {
        try {
          return await unnamed();
        } catch (error) {
          if (!isReplyLost(error)) throw error;
        }
      }
      try {
        return await named();
      } catch (error) {
        if (!isThreadLost(error)) throw error;
        const done = await unnamed().catch((reason: unknown) => {
          // What it should have replied to is gone with its topic.
          throw isReplyLost(reason) ? error : reason;
        });
        lost.set(key, true);
        return done;
      }
    },
  };
}
