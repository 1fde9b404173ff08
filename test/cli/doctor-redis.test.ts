import { describe, expect, it } from 'vitest';
import { redisFindings } from '../../src/cli/doctor/redis.ts';
import { openRedis } from '../../src/storage/redis/client.ts';
import { askSettings } from '../../src/storage/redis/settings.ts';
import { createTestLog } from '../fake-clock.ts';
import { describeRedis, startRedis } from '../support/redis.ts';

const info = { redis_version: '7.0.15', role: 'master', aof_enabled: '1', aof_last_write_status: 'ok' };
const config = { appendonly: 'yes', appendfsync: 'always', maxmemory: '0', 'maxmemory-policy': 'noeviction' };

describe('what the doctor finds of a Redis', () => {
  const bad = (told: Parameters<typeof redisFindings>[0]) =>
    redisFindings(told).flatMap(({ state, message, mend }) => (state === 'ok' ? [] : [[state, message, mend]]));

  it('is nothing where it keeps what it acknowledges', () => {
    expect(bad({ info, config })).toEqual([]);
    expect(redisFindings({ info, config })).toHaveLength(3);
  });

  it.each([
    ['6.0.16', 'error'],
    ['5.0.14', 'error'],
    ['6.2.0', undefined],
    ['10.0.0', undefined],
    ['', 'error'],
  ])('is about its version: %s', (redis_version, state) => {
    expect(bad({ info: { ...info, redis_version }, config })[0]?.[0]).toBe(state);
  });

  it('knows Valkey, which calls itself an old Redis', () => {
    const told = { info: { ...info, redis_version: '5.0.0', valkey_version: '8.1.0' }, config };
    expect(bad(told)).toEqual([]);
  });

  it.each([
    ['a replica', { info: { ...info, role: 'slave' }, config }, 'error', /replica/],
    ['no append-only file', { info: { ...info, aof_enabled: '0' }, config }, 'error', /append-only/],
    ['a write a second', { info, config: { ...config, appendfsync: 'everysec' } }, 'warning', /everysec/],
    ['a full disk', { info: { ...info, aof_last_write_status: 'err' }, config }, 'error', /disk/],
    ['eviction', { info, config: { ...config, 'maxmemory-policy': 'allkeys-lru' } }, 'warning', /allkeys-lru/],
    ['eviction soon', { info, config: { ...config, maxmemory: '1', 'maxmemory-policy': 'x' } }, 'error', /drops/],
    ['eviction that only INFO tells', { info: { ...info, maxmemory_policy: 'x' } }, 'warning', /drops/],
    ['settings that are not told', { info }, 'warning', /CONFIG is forbidden/],
  ])('says what is wrong with %s', (_, told, state, message) => {
    const found = bad(told);
    expect(found).toContainEqual([state, expect.stringMatching(message), expect.any(String)]);
  });
});

describeRedis('a Redis that the doctor asks', () => {
  it('tells its settings, or that it may not', async () => {
    const server = await startRedis({ appendfsync: 'everysec' });
    const { lines: _, ...log } = createTestLog();
    const redis = await openRedis({ url: server.url, bot: 'b', log });
    await redis.send(['ACL', 'SETUSER', 'bot', 'on', '>word', '~*', '&*', '+@all', '-config']);
    const restricted = await openRedis({ url: server.url.replace('//', '//bot:word@'), bot: 'b', log });
    try {
      const told = await askSettings(redis);
      expect(told.config).toMatchObject({
        appendonly: 'yes',
        appendfsync: 'everysec',
        'maxmemory-policy': 'noeviction',
      });
      expect(redisFindings(told).map(({ state }) => state)).toEqual(['ok', 'warning', 'ok']);
      expect(await askSettings(restricted)).not.toHaveProperty('config');
    } finally {
      await Promise.all([redis.close(), restricted.close()]);
      await server.stop();
    }
  });
});
