import { afterAll, beforeAll } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Inbox } from '../../../src/ports/index.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { createRedisInbox } from '../../../src/storage/redis/inbox/inbox.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { inboxContract } from '../../contracts/inbox.ts';
import { inboxProcessesContract } from '../../contracts/inbox-processes.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

describeRedis('the inbox on Redis', () => {
  let server: TestRedis;
  let installations = 0;
  const log = createTestLog();
  beforeAll(async () => {
    // The disk is other tests' matter.
    server = await startRedis({ appendfsync: 'no' });
  });
  afterAll(() => server.stop());

  /** Inboxes of one installation, each on connections of its own, as processes have them. */
  function installation(times: { leaseMs?: number; beatMs?: number; sweepMs?: number } = {}) {
    installations += 1;
    const bot = `bot${installations}`;
    const opened: { redis: Redis; inbox: Inbox }[] = [];
    const open = async () => {
      const redis = await openRedis({ url: server.url, bot, log });
      const inbox = await createRedisInbox(redis, { reader, clock, log, pauseMs: 5, quarantineMs: 1000, ...times });
      opened.push({ redis, inbox });
      return inbox;
    };
    /** All processes end without a word, and the time of their leases passes. */
    const kill = async () => {
      for (const { redis, inbox } of opened.splice(0)) {
        await inbox.close();
        await redis.close();
      }
    };
    /** The time of all leases passes for Redis, and the processes do not know. */
    const passLeases = async () => {
      const [{ redis } = { redis: undefined }] = opened;
      if (!redis) return;
      const leases = await redis.send(['KEYS', redis.key('inbox', 'lease:*')]);
      if (Array.isArray(leases) && leases.length > 0) await redis.send(['DEL', ...leases.map(String)]);
    };
    return { open, kill, passLeases };
  }

  inboxContract('redis', async () => {
    const { open, kill, passLeases } = installation();
    return {
      inbox: await open(),
      async takeOver() {
        await passLeases();
        return open();
      },
      async crash() {
        await kill();
        return open();
      },
      end: kill,
    };
  });

  inboxProcessesContract('redis', async () => {
    const { open, kill } = installation({ leaseMs: 2000, beatMs: 200, sweepMs: 200 });
    return { one: await open(), other: await open(), end: kill };
  });
});
