import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Storage } from '../../../src/ports/index.ts';
import { openRedisAdapterStore } from '../../../src/storage/redis/adapter-store.ts';
import { openRedisBlobs } from '../../../src/storage/redis/blobs.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { openRedisDocuments } from '../../../src/storage/redis/documents.ts';
import { createRedisInbox } from '../../../src/storage/redis/inbox/inbox.ts';
import { openRedisJobs } from '../../../src/storage/redis/jobs.ts';
import { openRedisLimits } from '../../../src/storage/redis/limits.ts';
import { openRedisTraces } from '../../../src/storage/redis/traces.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { fillTraces, tracesContract } from '../../contracts/traces.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

describeRedis('rows of people in Redis', () => {
  let server: TestRedis;
  beforeAll(async () => {
    // The disk is other tests' matter.
    server = await startRedis({ appendfsync: 'no' });
  });
  afterAll(() => server.stop());
  const log = createTestLog();

  async function open(): Promise<Storage & { redis: Redis }> {
    const redis = await openRedis({ url: server.url, bot: `traces-${randomUUID()}`, log });
    const inbox = await createRedisInbox(redis, { reader, clock, log, pauseMs: 5, quarantineMs: 1000 });
    const jobs = openRedisJobs(redis, clock, log);
    const blobs = openRedisBlobs(redis, { most: 0, clock, log });
    return {
      ...{ redis, inbox, jobs, blobs },
      documents: openRedisDocuments(redis, log),
      limits: openRedisLimits(redis, clock),
      traces: openRedisTraces(redis, { jobs, blobs }),
      adapterStore: (surface) => openRedisAdapterStore(redis, surface),
      async close() {
        await inbox.close();
        await redis.close();
      },
    };
  }

  tracesContract('redis', open);

  it('leave nothing of whose they were in Redis, neither as a key nor as a value', async () => {
    const { redis, traces, close, ...storage } = await open();
    await fillTraces({ ...storage, traces, close });
    const contents = await Array.fromAsync(traces.contents({ person: 'x:ann' }));
    expect(contents.find(({ kind }) => kind === 'closed turn')?.content).toMatchObject({ outcome: 'answered' });
    for (const conversation of ['x:1', 'x:2']) await traces.forget({ conversation }, 'turns');
    for (const person of ['x:ann', 'x:bob']) await traces.forget({ person }, 'turns');
    const left: string[] = [];
    for (const key of [...((await redis.send(['KEYS', redis.key('*')])) as string[])]) {
      // Outcomes of calls, for a minute; keys of events, for a week.
      if (key.startsWith(redis.key('call', '')) || key.startsWith(redis.key('inbox', 'k:'))) continue;
      const kept = String(await redis.send(['DUMP', key], { bytes: true }));
      if (/x:(ann|bob|1|2)\b/.test(key) || /x:(ann|bob)\b/.test(kept)) left.push(key);
    }
    expect(left).toEqual([]);
    await close();
  });

  it('know a turn that cannot be read, and let go of what has ended by itself', async () => {
    const { redis, traces, inbox, close } = await open();
    await accept(inbox, [prompt('a', { actor: { id: 'x:ann', name: 'Ann' }, conversation: 'x:1', queue: 'x:1' })]);
    const [turn] = await Array.fromAsync(traces.list({ person: 'x:ann' }));
    await redis.send(['HSET', redis.key('inbox', `t:${turn?.key}`), 'inbound', 'damaged']);
    // Read anew, as by another process.
    const other = await createRedisInbox(redis, { reader, clock, log, pauseMs: 5, quarantineMs: 1000 });
    const stop = new AbortController();
    const working = other.work(async () => undefined, 0, stop.signal);
    await expect
      .poll(async () =>
        (await Array.fromAsync(traces.contents({ person: 'x:ann' }))).map(({ kind, content }) => [kind, content]),
      )
      .toEqual([['damaged value', 'damaged']]);
    stop.abort();
    await working;
    await other.close();
    const index = redis.key('own', 'damaged', 'c', 'x:1');
    expect(await redis.send(['ZCARD', index])).toBe(1);
    await redis.send(['DEL', redis.key('inbox', `a:${turn?.key}`)]);
    expect(await Array.fromAsync(traces.list({ conversation: 'x:1' }))).toEqual([]);
    expect(await redis.send(['ZCARD', index])).toBe(0);
    await close();
  });
});
