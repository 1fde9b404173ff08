import { createClient } from '@redis/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

describeRedis('the Redis of a test', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const connect = () =>
    createClient({ url: redis.url })
      .on('error', () => undefined)
      .connect();

  it('keeps what it acknowledged through a kill', async () => {
    const before = await connect();
    await before.set('a', '1');
    await redis.kill();
    before.destroy();
    await redis.start();
    const client = await connect();
    expect(await client.get('a')).toBe('1');
    expect(await client.configGet(['appendfsync', 'maxmemory-policy'])).toEqual({
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
    });
    client.destroy();
  });
});
