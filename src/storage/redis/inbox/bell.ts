import type { Redis } from '../client.ts';

/** Time for which it waits for a ring at most before it asks again, s. */
const WAIT_S = 5;

/**
 * Tells some process that a lane has something and is nobody's. What it tells is only a hint: rows are the truth, and a ring that is
 * lost is made up for by a sweep.
 */
export interface Bell {
  /** Waits for a lane; undefined where none was told of for a while, or the signal fired. */
  next(signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** Bell whose rings are the set `bell`: scripts add to it within the write that gives a lane something. One waiting process has each. */
export async function openBell(redis: Redis, prefix: string): Promise<Bell> {
  const line = await redis.another('bell', WAIT_S * 1000);
  return {
    async next(signal) {
      const over = Promise.withResolvers<undefined>();
      const end = () => over.resolve(undefined);
      if (signal.aborted) return undefined;
      signal.addEventListener('abort', end, { once: true });
      try {
        const asked = line.sendCommand<unknown>(['BZPOPMIN', `${prefix}bell`, String(WAIT_S)]);
        asked.catch(() => undefined);
        const rung = await Promise.race([asked, over.promise]);
        return Array.isArray(rung) && typeof rung[1] === 'string' ? rung[1] : undefined;
      } finally {
        signal.removeEventListener('abort', end);
      }
    },
    close() {
      if (line.isOpen) line.destroy();
    },
  };
}
