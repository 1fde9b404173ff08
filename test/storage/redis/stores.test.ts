import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { DAMAGED } from '../../../src/ports/index.ts';
import { openStore } from '../../../src/storage/keyv.ts';
import { openRedisAdapterStore } from '../../../src/storage/redis/adapter-store.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { openRedisDocuments } from '../../../src/storage/redis/documents.ts';
import { ASIDE, RedisStore } from '../../../src/storage/redis/entry-store.ts';
import { openRedisLimits } from '../../../src/storage/redis/limits.ts';
import { LONGEST_TURN_MS, longestTurn } from '../../attacks/longest-turn.ts';
import { adapterStoreContract } from '../../contracts/adapter-store.ts';
import { documentsContract } from '../../contracts/documents.ts';
import { keyvContract } from '../../contracts/keyv-store.ts';
import { limitsContract } from '../../contracts/limits.ts';
import { createFakeClock, createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { repeating, steered } from './clients.ts';

const day = 86_400_000;

describeRedis('stores in Redis', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  const log = createTestLog();
  const connect = (bot: string) => openRedis({ url: server.url, bot, log });
  /** Client of an installation that no other test has. */
  async function fresh(): Promise<Redis> {
    const redis = await connect(`stores-${randomUUID()}`);
    onTestFinished(() => redis.close());
    return redis;
  }

  for (const [name, through] of [
    ['redis', (redis: Redis) => redis],
    ['redis, where everything comes twice', repeating],
  ] as const) {
    documentsContract(name, async () => {
      const bot = `documents-${randomUUID()}`;
      const [here, there] = [await connect(bot), await connect(bot)];
      return {
        documents: openRedisDocuments(through(here), log),
        another: () => openRedisDocuments(through(there), log),
        end: async () => void (await Promise.all([here.close(), there.close()])),
      };
    });
  }

  keyvContract('redis', async () => {
    const redis = await connect(`keyv-${randomUUID()}`);
    return {
      one: openStore(new RedisStore(redis, 'one')),
      other: openStore(new RedisStore(redis, 'other')),
      breakDown: () => void redis.close(),
      end: () => redis.close(),
    };
  });

  limitsContract('redis', async () => {
    const clock = createFakeClock(Date.now());
    const bot = `limits-${randomUUID()}`;
    let redis = await connect(bot);
    const limits = () => openRedisLimits(steered(redis, clock), clock);
    return {
      limits: limits(),
      clock,
      crash: async () => {
        await redis.close();
        redis = await connect(bot);
        return limits();
      },
      end: () => redis.close(),
    };
  });

  adapterStoreContract('redis', async () => {
    const bot = `adapters-${randomUUID()}`;
    const [here, there] = [await connect(bot), await connect(bot)];
    return {
      store: (surface) => openRedisAdapterStore(here, surface),
      another: async (surface) => openRedisAdapterStore(there, surface),
      end: async () => void (await Promise.all([here.close(), there.close()])),
    };
  });

  it('tells every process what is left of a penalty, wherever its clock stands', async () => {
    const redis = await fresh();
    const [now, year] = [Date.now(), 365 * day];
    const penalty = { surface: 'x', kind: 'create' } as const;
    const at = (time: number) => openRedisLimits(redis, { now: () => time });
    await at(now + year).penalise({ ...penalty, until: now + year + 60_000 });
    for (const time of [now, now - year, now + year]) {
      const [told] = await at(time).penalties();
      expect(told?.until).toBeGreaterThan(time + 50_000);
      expect(told?.until).toBeLessThanOrEqual(time + 60_000);
    }
  });

  it('forgets what was not set for long, and sweeps it with its owner', async () => {
    const redis = await fresh();
    const clock = createFakeClock(Date.now());
    const store = new RedisStore(steered(redis, clock), 'facts');
    const owner = { conversation: 'c', person: 'x:1' };
    await store.setMany([{ key: 'a', value: '{"value":1}', ttl: 400 * day, owner }]);
    await clock.advance(399 * day);
    expect(await store.list('')).toHaveLength(1);
    await clock.advance(2 * day);
    expect(await store.list('')).toEqual([]);
    await new RedisStore(steered(redis, clock), 'facts').set('b', '{"value":2}');
    await expect.poll(() => store.sum({ person: 'x:1' })).toMatchObject({ items: 0 });
    expect(await Array.fromAsync(store.people())).toEqual([]);
    expect(await redis.send(['EXISTS', redis.key('entry', 'facts', 'a')])).toBe(0);
  });

  it('keeps a damaged value aside for 90 days, with its owners, and the chat goes on', async () => {
    const redis = await fresh();
    const clock = createFakeClock(Date.now());
    const documents = openRedisDocuments(steered(redis, clock), log);
    const owner = { conversation: 'c', person: 'x:1' };
    await documents.setMany([{ key: 'a', value: { n: 1 }, owner }]);
    await redis.send(['HSET', redis.key('entry', 'conversations', 'a'), 'v', '{"val']);
    expect(await documents.getMany(['a'])).toEqual([DAMAGED]);
    expect(await documents.getMany(['a'])).toEqual([undefined]);
    expect(await documents.sum({ person: 'x:1' })).toMatchObject({ items: 0 });
    const aside = new RedisStore(steered(redis, clock), ASIDE, 'damaged value');
    const [kept] = await Array.fromAsync(aside.rows.contents({ person: 'x:1' }));
    expect(kept).toMatchObject({ kind: 'damaged value', conversation: 'c', content: '{"val' });
    await clock.advance(89 * day);
    expect(await Array.fromAsync(aside.keys(''))).toHaveLength(1);
    await clock.advance(2 * day);
    expect(await Array.fromAsync(aside.keys(''))).toEqual([]);
  });

  it('has what a process wrote survive a kill of Redis, and a comparison that was cut is told its outcome', async () => {
    const redis = await fresh();
    const documents = openRedisDocuments(redis, log);
    await documents.setMany([{ key: 'a', value: 1 }]);
    await server.kill();
    const done = documents.compareAndSet([{ key: 'a', value: 1 }], [{ key: 'a', value: 2 }]);
    await setTimeout(100);
    await server.start();
    expect(await done).toBe(true);
    expect(await documents.getMany(['a'])).toEqual([2]);
  });

  it('reads a long history of long texts while others go on', async () => {
    const documents = openRedisDocuments(await fresh(), log);
    const text = '"你好\n'.repeat(200_000);
    const keys = Array.from({ length: 20 }, (_, at) => `exchange|c|${at}`);
    for (const key of keys) await documents.setMany([{ key, value: { key, text } }]);
    let longest = Number.POSITIVE_INFINITY;
    // A collection of garbage in between is no fault of the reading.
    for (let tries = 0; tries < 3 && longest >= LONGEST_TURN_MS; tries += 1) {
      const turn = await longestTurn(async () => {
        expect(await documents.getMany(keys)).toEqual(keys.map((key) => ({ key, text })));
      });
      longest = Math.min(longest, turn);
    }
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
  });
});
