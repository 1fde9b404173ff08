import type { Clock } from '../../../src/ports/index.ts';
import type { Redis } from '../../../src/storage/redis/client.ts';
import { script } from '../../../src/storage/redis/script.ts';

/** Redis whose scripts go by the clock of a test. What has a time to live still goes by the machine's. */
export function steered(redis: Redis, clock: Clock): Redis {
  return {
    ...redis,
    run({ name, lua }, ...asked) {
      const now = clock.now();
      const time = `{ '${Math.floor(now / 1000)}', '${(now % 1000) * 1000}' }`;
      return redis.run(script(name, lua.replaceAll("redis.call('TIME')", time)), ...asked);
    },
  };
}

/** Redis that is told everything twice, as it is where a line was cut: whoever asks hears what came of the second time. */
export function repeating(redis: Redis): Redis {
  return {
    ...redis,
    async send(...asked) {
      await redis.send(...asked);
      return redis.send(...asked);
    },
    async run(...asked) {
      await redis.run(...asked);
      return redis.run(...asked);
    },
  };
}
