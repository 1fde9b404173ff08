import type { Log } from '../../../ports/index.ts';
import type { Redis } from '../client.ts';

/** Longest time that is waited for a subscription; once the line is back, it is made all the same, ms. */
const SUBSCRIBING_MS = 2000;

interface NewsParts {
  redis: Redis;
  prefix: string;
  log: Log;
  /** Told of a lane of ours that has a new turn. */
  lane(name: string): Promise<void>;
  /** Told of a turn of ours, in one of our lanes, that was changed. */
  turn(id: string, lane: string): Promise<void>;
}

/** Hears what other processes do to the lanes and turns of this one. What is missed is found by a sweep. */
export async function listenForNews({ redis, prefix, log, lane, turn }: NewsParts) {
  const line = await redis.another('news');

  function hear(message: string): void {
    const about = message.slice(1);
    const end = about.indexOf(' ');
    const heard = message.startsWith('l') ? lane(about) : turn(about.slice(0, end), about.slice(end + 1));
    heard.catch((error: unknown) => log.warn({ error }, 'News of a turn could not be read; they are read later'));
  }

  return {
    /** Hears what concerns this owner, and nothing any more of the one before. */
    async of(owner: string, before: string | undefined): Promise<void> {
      const subscribed = line.subscribe(`${prefix}to:${owner}`, hear).catch(() => undefined);
      if (before !== undefined) line.unsubscribe(`${prefix}to:${before}`).catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, SUBSCRIBING_MS);
      });
      await Promise.race([subscribed, late]);
      clearTimeout(timer);
    },
    close() {
      if (line.isOpen) line.destroy();
    },
  };
}
