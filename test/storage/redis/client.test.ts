import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { script } from '../../../src/storage/redis/script.ts';
import { isFault } from '../../../src/util/errors.ts';
import { type LineProxy, startProxy } from '../../chaos/proxy.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describeRedis('the client of Redis', () => {
  let server: TestRedis;
  let proxy: LineProxy;
  let redis: Redis;
  let log: ReturnType<typeof createTestLog>;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    log = createTestLog();
    proxy = await startProxy(() => server.port);
    redis = await openRedis({ url: `redis://127.0.0.1:${proxy.port}`, bot: 'b', log });
  });
  afterEach(async () => {
    await redis.close();
    await proxy.close();
  });

  const set = script('set', "return redis.call('SET', KEYS[1], ARGV[1])");

  it('names keys in one slot', async () => {
    expect(redis.key('t', 'x:1')).toBe('parley:{b}:t:x:1');
    for (const bot of ['a}b', '', 'ü'])
      expect(isFault(await failureOf(openRedis({ url: server.url, bot, log })), 'config')).toBe(true);
  });

  it('answers with texts, numbers, nothing, lists, and bytes where they are asked for', async () => {
    const key = redis.key('a');
    const bytes = Buffer.from([0, 255, 13, 10]);
    await redis.send(['SET', key, bytes]);
    expect(await redis.send(['GET', key], { bytes: true })).toEqual(bytes);
    expect(await redis.send(['GET', redis.key('none')])).toBeNull();
    expect(await redis.send(['ZADD', redis.key('z'), 1, 'one'])).toBe(1);
    expect(await redis.send(['ZRANGE', redis.key('z'), 0, -1])).toEqual(['one']);
  });

  it('runs a script that Redis knows, does not know, or has forgotten', async () => {
    const key = redis.key('a');
    for (const value of ['1', '2']) {
      await redis.run(set, [key], [value]);
      expect(await redis.send(['GET', key])).toBe(value);
    }
    await redis.send(['SCRIPT', 'FLUSH']);
    await redis.run(set, [key], ['3']);
    expect(await redis.send(['GET', key])).toBe('3');
  });

  it('tells what Redis refused by its code and the script, without what was said to it', async () => {
    const wrong = await failureOf(redis.send(['GETT', 'a secret']));
    expect(wrong).toMatchObject({ kind: 'storage', facts: { code: 'ERR' } });
    expect(String(wrong)).not.toContain('secret');
    await redis.send(['SET', redis.key('text'), 'x']);
    const push = script('push', "return redis.call('RPUSH', KEYS[1], 'x')");
    expect(await failureOf(redis.run(push, [redis.key('text')], []))).toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('script push'),
    });
  });

  it('goes on after a restart of Redis, and says once that it was away', async () => {
    const key = redis.key('a');
    await redis.run(set, [key], ['before']);
    await server.kill();
    const meanwhile = redis.run(set, [key], ['meanwhile']);
    await setTimeout(300);
    await server.start();
    expect(await meanwhile).toBe('OK');
    expect(await redis.send(['GET', key])).toBe('meanwhile');
    const told = log.lines.filter(({ message }) => message.includes('Redis'));
    expect(told.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('sends once more what a cut line lost, whether or not it was done', async () => {
    const key = redis.key('a');
    // The answer to the first is cut in half: it was done, and nobody was told.
    proxy.disturb('truncate', 60_000);
    const [first, second] = [redis.run(set, [key], ['1']), redis.send(['SET', redis.key('b'), '2'])];
    expect(await Promise.all([first, second])).toEqual(['OK', 'OK']);
    expect(await redis.send(['GET', key])).toBe('1');
  });

  it('finds a line that is half open while it is busy, and nothing asked meanwhile is lost', async () => {
    const deaf = await startProxy(() => server.port);
    let port = deaf.port;
    const door = await startProxy(() => port);
    const busy = await openRedis({ url: `redis://127.0.0.1:${door.port}`, bot: 'b', log });
    try {
      // Only connections that are made anew get through.
      deaf.disturb('half-open', 60_000);
      port = server.port;
      const since = performance.now();
      const asked: Promise<unknown>[] = [];
      // Writes are signs of life to the socket: they keep a dead line from being found by its time-out.
      while (performance.now() - since < 8000) {
        asked.push(busy.send(['SET', busy.key('busy'), asked.length]));
        await setTimeout(100);
      }
      expect(await Promise.all(asked)).toEqual(asked.map(() => 'OK'));
      expect(performance.now() - since).toBeLessThan(9000);
    } finally {
      await busy.close();
      await Promise.all([door.close(), deaf.close()]);
    }
  });

  it('rejects in time what a line that is half open leaves unanswered', async () => {
    proxy.disturb('half-open', 60_000);
    const since = performance.now();
    const failures = await Promise.all([
      failureOf(redis.send(['GET', redis.key('a')], { withinMs: 500 })),
      failureOf(redis.run(set, [redis.key('a')], ['1'], { withinMs: 500 })),
    ]);
    expect(failures.every((each) => isFault(each, 'storage'))).toBe(true);
    expect(performance.now() - since).toBeLessThan(5000);
  });

  it('lets another line block and subscribe, which comes back with its subscriptions', async () => {
    const listener = await redis.another('news');
    const heard: string[] = [];
    await listener.subscribe(redis.key('news'), (message) => heard.push(message));
    proxy.disturb('cut', 1);
    await expect
      .poll(async () => {
        await redis.send(['PUBLISH', redis.key('news'), 'again']);
        return heard;
      })
      .toContain('again');
    const blocking = await redis.another('blocking', 5000);
    const waiting = blocking.bzPopMin(redis.key('queue'), 5);
    await redis.send(['ZADD', redis.key('queue'), 1, 'x']);
    expect(await waiting).toMatchObject({ value: 'x' });
  });

  it('ends with everything that waits', async () => {
    proxy.disturb('refuse', 60_000);
    await setTimeout(50);
    const waiting = failureOf(redis.send(['GET', redis.key('a')]));
    const other = await redis.another('other');
    await redis.close();
    expect(isFault(await waiting, 'storage')).toBe(true);
    expect(isFault(await failureOf(redis.send(['PING'])), 'storage')).toBe(true);
    expect(other.isOpen).toBe(false);
  });
});

describeRedis('opening Redis', () => {
  it('fails at once where the account is refused, and never says the password', async () => {
    const server = await startRedis({ requirepass: 'right' });
    try {
      const { lines, ...log } = createTestLog();
      const since = performance.now();
      for (const [url, code] of [
        [server.url, 'NOAUTH'],
        [server.url.replace('//', '//:wr0ng-secret@'), 'WRONGPASS'],
      ] as const) {
        const failure = await failureOf(openRedis({ url, bot: 'b', log }));
        expect(failure).toMatchObject({ kind: 'storage', facts: { code, advice: expect.any(String) } });
        expect(String(failure)).not.toContain('wr0ng');
      }
      expect(performance.now() - since).toBeLessThan(3000);
      expect(JSON.stringify(lines)).not.toContain('wr0ng');
      const redis = await openRedis({ url: server.url.replace('//', '//:right@'), bot: 'b', log });
      expect(await redis.send(['PING'])).toBe('PONG');
      await redis.close();
    } finally {
      await server.stop();
    }
  });

  it.each(['http://127.0.0.1', 'nothing'])('refuses %s', async (url) => {
    expect(isFault(await failureOf(openRedis({ url, bot: 'b', log: createTestLog() })), 'config')).toBe(true);
  });
});
