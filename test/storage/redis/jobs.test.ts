import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { openRedisJobs } from '../../../src/storage/redis/jobs.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { jobsContract } from '../../contracts/jobs.ts';
import { createFakeClock, createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { repeating, steered } from './clients.ts';

describeRedis('jobs in Redis', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  const connect = (bot: string) => openRedis({ url: server.url, bot, log: createTestLog() });
  /** A name that no other test has. */
  const newBot = () => `jobs-${randomUUID()}`;

  /** Clients of so many processes. */
  async function clients(of: number, bot = newBot()): Promise<Redis[]> {
    const all = await Promise.all(Array.from({ length: of }, () => connect(bot)));
    onTestFinished(async () => void (await Promise.all(all.map((each) => each.close()))));
    return all;
  }

  for (const [name, through] of [
    ['redis', (redis: Redis) => redis],
    ['redis, where everything comes twice', repeating],
  ] as const)
    jobsContract(name, async () => {
      const [bot, clock, log] = [newBot(), createFakeClock(), createTestLog()];
      let redis = await connect(bot);
      const open = () => openRedisJobs(steered(through(redis), clock), clock, log);
      return {
        jobs: open(),
        clock,
        crash: async () => {
          await redis.close();
          redis = await connect(bot);
          return open();
        },
        end: () => redis.close(),
      };
    });

  const job = (key: string) => ({ kind: 'k', key, payload: { of: key }, payer: 'x:7', conversation: 'x:1' });

  it('gives a job to one of many processes', async () => {
    const stores = (await clients(3)).map((redis) => openRedisJobs(redis, systemClock, createTestLog()));
    const keys = Array.from({ length: 60 }, (_, at) => `job ${at}`);
    await Promise.all(keys.map((key, at) => stores[at % 3]?.add(job(key))));
    const claimed = await Promise.all(
      stores.map(async (jobs) => {
        const mine: string[] = [];
        for (let next = await jobs.claim('k', 60_000); next; next = await jobs.claim('k', 60_000)) mine.push(next.key);
        return mine;
      }),
    );
    expect(claimed.flat().toSorted()).toEqual(keys.toSorted());
    expect(claimed.filter((mine) => mine.length > 0).length).toBeGreaterThan(1);
  });

  it('lets no wrong clock of a process end the lease of another', async () => {
    const [redis] = await clients(1);
    if (!redis) return;
    const [right, hour] = [systemClock, 3_600_000];
    const ahead = { ...right, now: () => right.now() + hour };
    const behind = { ...right, now: () => right.now() - hour };
    const jobs = openRedisJobs(redis, right, createTestLog());
    await jobs.add(job('a'));
    const claim = await openRedisJobs(redis, behind, createTestLog()).claim('k', 60_000);
    expect(await openRedisJobs(redis, ahead, createTestLog()).claim('k', 60_000)).toBeUndefined();
    expect(await claim?.renew(behind.now() + 60_000)).toBe(true);
    expect(await jobs.claim('k', 60_000)).toBeUndefined();
    // Each is told by its own clock when to look again.
    const next = await openRedisJobs(redis, ahead, createTestLog()).nextDue('k');
    expect((next ?? 0) - ahead.now()).toBeGreaterThan(50_000);
    expect((next ?? 0) - ahead.now()).toBeLessThan(61_000);
  });

  it('refuses a claim of a job that is over, also when there is one of the same key again', async () => {
    const clock = createFakeClock();
    const [redis] = await clients(1);
    if (!redis) return;
    const jobs = openRedisJobs(steered(redis, clock), clock, createTestLog());
    await jobs.add(job('a'));
    const stale = await jobs.claim('k', 1000);
    await clock.advance(1000);
    await (await jobs.claim('k', 1000))?.done();
    await jobs.add(job('a'));
    const current = await jobs.claim('k', 1000);
    expect([await stale?.done(), await current?.done()]).toEqual([false, true]);
  });

  it('keeps what was acknowledged when Redis is killed', async () => {
    const [redis] = await clients(1);
    if (!redis) return;
    const jobs = openRedisJobs(redis, systemClock, createTestLog());
    await jobs.add(job('a'));
    const claim = await jobs.claim('k', 60_000);
    await jobs.add(job('b'));
    await server.kill();
    await server.start();
    expect(await jobs.claim('k', 60_000)).toMatchObject({ key: 'b', attempt: 1 });
    expect(await jobs.claim('k', 60_000)).toBeUndefined();
    expect(await claim?.done()).toBe(true);
  });

  it('drops a damaged row, and says so', async () => {
    const [redis] = await clients(1);
    if (!redis) return;
    const log = createTestLog();
    const jobs = openRedisJobs(redis, systemClock, log);
    for (const body of ['{', '7', '{"key":"other"}']) {
      await jobs.add(job('a'));
      await redis.send(['HSET', redis.key('job', 'k:a'), 'body', body]);
      expect(await jobs.claim('k', 1000)).toBeUndefined();
      expect(await jobs.nextDue('k')).toBeUndefined();
    }
    expect(log.lines).toHaveLength(3);
  });

  it('lists and deletes by owner, and leaves nothing of a job that is over', async () => {
    const [redis] = await clients(1);
    if (!redis) return;
    const clock = createFakeClock();
    const jobs = openRedisJobs(steered(redis, clock), clock, createTestLog());
    // More than are read at a time.
    await Promise.all(Array.from({ length: 450 }, (_, at) => jobs.add(job(`${at}`), clock.now() + (at % 3))));
    await jobs.add({ ...job('of another'), payer: 'x:8' });
    const items = await Array.fromAsync(jobs.rows.contents({ person: 'x:7' }));
    expect(new Set(items.map(({ key }) => key)).size).toBe(450);
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(items[0]).toMatchObject({
      kind: 'job',
      person: 'x:7',
      conversation: 'x:1',
      content: { key: items[0]?.key },
    });
    expect(await jobs.rows.remove({ person: 'x:7', before: (items[0]?.at ?? 0) + 1 })).toBe(150);
    expect(await jobs.rows.remove({ person: 'x:7' })).toBe(300);
    expect(await jobs.rows.remove({ person: 'x:7' })).toBe(0);
    await (await jobs.claim('k', 1000))?.done();
    const left = await redis.send(['KEYS', redis.key('*')]);
    const kept = (Array.isArray(left) ? left : []).filter((key) => !String(key).startsWith(redis.key('call', '')));
    expect(kept).toEqual([redis.key('jobs', 'fence')]);
  });
});
