/** A process for the tests to stop and kill: `node inbox-child.ts <address of Redis> <installation>`. It works, and says what it sees. */

import { setTimeout } from 'node:timers/promises';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { openRedis } from '../../../src/storage/redis/client.ts';
import { createRedisInbox } from '../../../src/storage/redis/inbox/inbox.ts';
import { Interruption } from '../../../src/util/abort.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { createLog } from '../../../src/util/log.ts';

const log = createLog({ level: 'silent', format: 'json' });
const [url = '', bot = ''] = process.argv.slice(2);
const redis = await openRedis({ url, bot, log });
const times = { leaseMs: 1000, beatMs: 200, sweepMs: 200, pauseMs: 5 };
const inbox = await createRedisInbox(redis, { reader, clock, log, ...times });
const say = (...words: unknown[]) => process.stdout.write(`${words.join(' ')}\n`);
inbox.watch((_, reason) => say('told', reason));
say('works');
await inbox.work(
  async (claim) => {
    say('claimed', claim.task.key, claim.attempt);
    // It asks nobody, and so learns of nothing by an answer.
    if (claim.task.key === 'silent') await new Promise(() => undefined);
    try {
      for (let at = 1; ; at += 1) {
        await claim.record({ part: 0, ids: ['of the child'], start: 0, end: at });
        if (at === 1) say('wrote', claim.task.key);
        await setTimeout(5);
      }
    } catch (error) {
      say('over', error instanceof Interruption ? error.reason : error);
      throw error;
    }
  },
  0,
  new AbortController().signal,
);
