import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { openRedisBlobs } from '../../../src/storage/redis/blobs.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { createLock } from '../../../src/storage/redis/lock.ts';
import { listOf } from '../../../src/storage/redis/owned.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { blobsContract, bytesOf } from '../../contracts/blobs.ts';
import { createFakeClock, createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { temporaryFolder } from '../sqlite/fixtures.ts';
import { repeating } from './clients.ts';

const about = { owner: { conversation: 'x:1', person: 'x:ann' }, ttl: 86_400_000 };
const other = { ...about, owner: { conversation: 'x:2', person: 'x:bob' } };

describeRedis('blobs in Redis', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  afterEach(() => vi.restoreAllMocks());

  /** A name that no other test has. */
  const newBot = () => `blobs-${randomUUID()}`;
  const connect = (bot = newBot()) => openRedis({ url: server.url, bot, log: createTestLog() });

  async function connected(bot?: string): Promise<Redis> {
    const redis = await connect(bot);
    onTestFinished(() => redis.close());
    return redis;
  }

  const open = (redis: Redis, folder?: string, most = 0) =>
    openRedisBlobs(redis, { most, clock: systemClock, log: createTestLog(), ...(folder && { folder }) });

  /** Bytes that are in Redis itself. */
  async function inRedis(redis: Redis): Promise<number> {
    let sum = 0;
    for (const key of listOf(await redis.send(['KEYS', redis.key('bytes', '*')]))) {
      const fields = listOf(await redis.send(['HKEYS', String(key)])).filter((field) => field !== 'count');
      for (const field of fields) sum += Number(await redis.send(['HSTRLEN', String(key), String(field)]));
    }
    return sum;
  }

  async function inFolder(folder: string): Promise<number> {
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  }

  for (const [name, through, isShared] of [
    ['redis', (redis: Redis) => redis, false],
    ['redis, where everything comes twice', repeating, false],
    ['redis, a shared folder', (redis: Redis) => redis, true],
  ] as const)
    blobsContract(name, async (most) => {
      const redis = await connect();
      const [clock, log] = [createFakeClock(), createTestLog()];
      const folder = isShared ? join(temporaryFolder(), 'blobs') : undefined;
      const blobs = openRedisBlobs(through(redis), { most, clock, log, ...(folder && { folder }) });
      const stored = () => (folder ? inFolder(folder) : inRedis(redis));
      return { blobs, clock, stored, end: () => redis.close() };
    });

  it('are pieces of at most a megabyte, which end by themselves', async () => {
    const redis = await connected();
    const bytes = Uint8Array.from({ length: 2_500_000 }, (_, at) => at * 31 + (at >> 8));
    const name = await open(redis).put(bytes, { ...about, ttl: 60_000 });
    const key = redis.key('bytes', name);
    const sizes = await Promise.all([0, 1, 2].map((at) => redis.send(['HSTRLEN', key, at])));
    expect(sizes).toEqual([1_000_000, 1_000_000, 500_000]);
    const left = Number(await redis.send(['PTTL', key]));
    expect(left).toBeGreaterThan(60_000);
    expect(left).toBeLessThan(2 * 3_600_000);
    expect(Buffer.from((await open(redis).get(name, 'x:1')) ?? []).equals(bytes)).toBe(true);
    // Kept for longer by somebody else, and then for a shorter time.
    await open(redis).put(bytes, { ...other, ttl: 86_400_000 });
    await open(redis).put(bytes, { ...about, ttl: 1000 });
    expect(Number(await redis.send(['PTTL', key]))).toBeGreaterThan(86_000_000);
  });

  it('are 256 MB at most in Redis itself, whatever bound is set; what is more is refused with advice', async () => {
    const redis = await connected();
    for (const most of [0, 1_000_000_000]) {
      const blobs = open(redis, undefined, most);
      const old = await blobs.put(bytesOf(1), about);
      await redis.send(['HSET', redis.key('blobs', 'sums'), '', 256_000_000]);
      const young = await blobs.put(bytesOf(2), other);
      expect([await blobs.get(old, 'x:1'), (await blobs.get(young, 'x:2'))?.length]).toEqual([undefined, 1000]);
      await blobs.forget(other.owner);
      await redis.send(['DEL', redis.key('blobs', 'sums')]);
    }
    vi.spyOn(crypto.subtle, 'digest').mockResolvedValue(new ArrayBuffer(32));
    const tooMuch = open(redis).put(new Uint8Array(256_000_001), about);
    await expect(tooMuch).rejects.toMatchObject({ kind: 'storage', facts: { code: 'quota', advice: /shared?|share/ } });
  });

  it('a start mends what a kill left: bytes that nobody has, and rows of bytes that are not there', async () => {
    const redis = await connected();
    const blobs = open(redis);
    const [kept, lost] = [await blobs.put(bytesOf(1), about), await blobs.put(bytesOf(2), about)];
    await redis.send(['SREM', redis.key('bytes'), lost]);
    await redis.send(['DEL', redis.key('bytes', lost)]);
    await redis.send(['SADD', redis.key('bytes'), 'f'.repeat(64)]);
    await redis.send(['HSET', redis.key('bytes', 'f'.repeat(64)), 0, 'half']);
    await blobs.mend();
    expect(await inRedis(redis)).toBe(1000);
    expect((await Array.fromAsync(blobs.owned({ person: 'x:ann' }))).map(({ key }) => key)).toEqual([kept]);
  });

  it.each(['pieces', 'a shared folder'])(
    'what one process takes away is there for whom another put it: %s',
    async (where) => {
      const folder = where === 'pieces' ? undefined : join(temporaryFolder(), 'blobs');
      const bot = newBot();
      const [one, two] = [open(await connected(bot), folder), open(await connected(bot), folder)];
      for (let round = 0; round < 15; round += 1) {
        const name = await one.put(bytesOf(1), about);
        await Promise.all([one.forget(about.owner), two.put(bytesOf(1), other)]);
        expect((await one.get(name, 'x:2'))?.length).toBe(1000);
        await two.forget(other.owner);
      }
      expect(await two.sum({ person: 'x:bob' })).toMatchObject({ items: 0 });
    },
  );

  it('leaves nothing in Redis of what is forgotten', async () => {
    const redis = await connected();
    const blobs = open(redis);
    for (const each of [about, other, { ...about, owner: { conversation: 'x:1' } }])
      for (const fill of [1, 2]) await blobs.put(bytesOf(fill), each);
    for (const conversation of ['x:1', 'x:2']) await blobs.forget({ conversation });
    expect(await redis.send(['KEYS', redis.key('*')])).toEqual([]);
  });

  it('a lock is one process’s at a time, and is lost by whoever stands still for too long', async () => {
    const bot = newBot();
    const [one, two] = [createLock(await connected(bot), 'x'), createLock(await connected(bot), 'x')];
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    };
    await Promise.all([one.run(work), two.run(work), one.run(work), two.run(work)]);
    expect(() => one.check()).toThrow(/lost/);
    await one.run(async () => {
      one.check();
      const now = performance.now();
      vi.spyOn(performance, 'now').mockReturnValue(now + 21_000);
      expect(() => one.check()).toThrow(/lost/);
    });
  });
});
