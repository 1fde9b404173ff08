import { describe, expect, it, vi } from 'vitest';
import { createCatchUp } from '../../../../adapters/discord/catch-up/catch-up.ts';
import { createChannelQueues } from '../../../../adapters/discord/catch-up/channel-queues.ts';
import type { DirectChannels } from '../../../../adapters/discord/catch-up/direct-channels.ts';
import { createLimiter } from '../../../../adapters/discord/catch-up/limiter.ts';
import { createWatermark } from '../../../../adapters/discord/catch-up/watermark.ts';
import type { Clock } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import { Fault } from '../../../../src/util/errors.ts';
import { createTestLog } from '../../../fake-clock.ts';
import { hasty } from '../setup.ts';
import { createStore } from '../store.ts';
import { all, numbered, open } from './open.ts';

describe('while Discord is in trouble', () => {
  it('reading is tried again, and live messages keep their place', async () => {
    const { server, dm, start, say, stopped } = await open({ context: { clock: hasty } });
    const store = await stopped();
    say(dm, 'two');
    server.fail('GET', '/channels/:c/messages', { status: 500, code: 0, message: 'trouble' }, 2);
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'),
      reply: {
        status: 429,
        headers: { 'retry-after': '0.05', 'x-ratelimit-scope': 'shared' },
        body: { message: 'slow', retry_after: 0.05, global: false },
      },
      times: 1,
    });
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'),
      drop: 'before',
      times: 1,
    });
    await start(store);
    say(dm, 'three');
    expect(await all(store, 3)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['it asks for an hour, and then for another', 3600, ['one', 'two', 'three']],
    ['it says nothing better than "trouble" for two hours', undefined, ['one', 'three']],
  ])('%s: what was missed is waited for as long as Discord asks, else an hour', async (_, retryAfter, expected) => {
    const { server, dm, start, say, stopped } = await open();
    const store = await stopped();
    say(dm, 'two');
    const until = Date.now() + 7_200_000;
    vi.useFakeTimers({ toFake: ['Date'] });
    // Time passes while the bot waits for it, for discord.js, too.
    const clock: Clock = {
      ...systemClock,
      elapsed: () => Date.now(),
      sleep: async (ms, signal) => {
        await systemClock.sleep(1, signal);
        if (Date.now() < until) vi.setSystemTime(Date.now() + ms);
      },
    };
    const body = { message: 'no', retry_after: retryAfter ?? 0, global: false };
    const reply =
      retryAfter === undefined
        ? { status: 500, body }
        : { status: 429, headers: { 'retry-after': `${retryAfter}`, 'x-ratelimit-scope': 'shared' }, body };
    server.rule({
      match: ({ method, path }) => Date.now() < until && method === 'GET' && path.endsWith('/messages') && { reply },
    });
    await start(store, { clock });
    say(dm, 'three');
    expect(await all(store, expected.length)).toEqual(expected);
  });

  it('a channel that is closed to the bot by now holds nothing up', async () => {
    const { server, channel, dm, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    say(channel, 'one');
    say(dm, 'dm 1');
    await all(store, 2);
    await first.stop();
    say(channel, 'two');
    say(dm, 'dm 2');
    server.fail('GET', `/channels/${channel.id}/messages`, { status: 403, code: 50001, message: 'Missing Access' });
    await start(store);
    say(channel, 'three');
    const texts = await all(store, 4);
    expect(texts.slice(2).sort()).toEqual(['dm 2', 'three']);
  });
});

describe('while nothing can be stored', () => {
  it('messages wait for it in order, however many, and it is said once', async () => {
    const { dm, start, say } = await open({ context: { clock: hasty } });
    const store = createStore();
    const r = await start(store);
    say(dm, 'm');
    await all(store, 1);
    let full = true;
    store.before = () => {
      if (full) throw new Fault('storage', 'storage: database or disk is full');
    };
    const texts = numbered(450);
    for (const text of texts) say(dm, text);
    await new Promise((resolve) => setTimeout(resolve, 200));
    full = false;
    expect(await all(store, 451)).toEqual(['m', ...texts]);
    const said = r.log.lines.filter(({ message }) => message.includes('stored'));
    expect(said.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('what no storage would mend is given up after some attempts', async () => {
    const { dm, start, say } = await open({ context: { clock: hasty } });
    const store = createStore();
    const r = await start(store);
    store.before = (batch) => {
      if (batch.some(({ body }) => body.type === 'message' && body.text === 'poison')) throw new TypeError('oh');
    };
    say(dm, 'poison');
    say(dm, 'next');
    expect(await all(store, 1)).toEqual(['next']);
    expect(r.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    await r.stop();
    for (const text of ['before', 'poison', 'after']) say(dm, text);
    await start(store);
    expect(await all(store, 3)).toEqual(['next', 'before', 'after']);
  });
});

describe('a new session', () => {
  it('catches up; messages are handed over once, and in order', async () => {
    const { server, dm, channel, start, say, lists } = await open();
    const store = createStore();
    await start(store);
    say(dm, 'dm 1');
    say(channel, 'c 1');
    await all(store, 2);
    store.calls.length = 0;
    const before = lists();
    server.rule({ match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'), delayMs: 150 });
    server.disconnect('invalid');
    await server.waitFor(() => server.online() === 0);
    say(dm, 'dm 2');
    say(channel, 'c 2');
    await server.waitFor(() => server.online() === 1, 12_000);
    // The reading under way finds these as well.
    say(dm, 'dm 3');
    say(channel, 'c 3');
    const texts = await all(store, 6);
    expect(texts.filter((text) => text.startsWith('dm'))).toEqual(['dm 1', 'dm 2', 'dm 3']);
    expect(texts.filter((text) => text.startsWith('c'))).toEqual(['c 1', 'c 2', 'c 3']);
    const handed = store.calls.flatMap(({ batch }) => batch.map(({ key }) => key));
    expect(new Set(handed).size).toBe(handed.length);
    expect(lists() - before).toBe(2);
  }, 20_000);

  it('forgets nothing that was said between two of them, though a later message elsewhere was read meanwhile', async () => {
    const { server, channel, dm, start, say, stopped } = await open();
    const store = await stopped();
    say(channel, 'missed');
    const held = Promise.withResolvers<void>();
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.includes(`/${channel.id}/messages`),
      before: () => held.promise,
      times: 1,
    });
    await start(store);
    // Behind the reading of its chat.
    say(dm, 'two');
    await all(store, 2);
    server.disconnect('invalid');
    await server.waitFor(() => server.online() === 0);
    say(dm, 'three');
    say(channel, 'later');
    held.resolve();
    await all(store, 4);
    await server.waitFor(() => server.online() === 1, 12_000);
    expect(await all(store, 5)).toEqual(['one', 'two', 'missed', 'later', 'three']);
  }, 30_000);

  it('a resumed one needs no reading', async () => {
    const { server, dm, start, say, lists } = await open({ discord: {} });
    const store = createStore();
    await start(store);
    say(dm, 'one');
    await all(store, 1);
    const before = lists();
    server.disconnect('drop');
    await server.waitFor(() => server.online() === 0);
    say(dm, 'two');
    expect(await all(store, 2)).toEqual(['one', 'two']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
    expect(lists()).toBe(before);
  });
});

describe('many channels in which nobody ever spoke to the bot', () => {
  it('are read back up to a bound, and what is left out is said once', async () => {
    const log = createTestLog();
    const { signal } = new AbortController();
    const store = createStore();
    const watermark = createWatermark({ ...store, clock: systemClock, log });
    const queues = createChannelQueues(1, () => undefined);
    const read: string[] = [];
    const catchUp = createCatchUp({
      context: {
        ...store,
        clock: systemClock,
        commands: [],
        suggest: async () => [],
        admits: () => true,
        proxies: new Set(),
        permissionsChanged: () => undefined,
        texts: () => (key) => key,
        log,
      },
      history: { after: async (channel) => void read.push(channel), hurry: () => undefined },
      queues,
      watermark,
      directs: { list: () => [] } as unknown as DirectChannels,
      accept: async () => 0,
      log,
      signal,
    });
    const newest = watermark.value();
    catchUp.ready({ guilds: ['2', '3'] });
    for (const [guild, count] of [900, 103].entries()) {
      const channels = Array.from({ length: count }, (_, at) => {
        return { id: `${guild + 1}000${at}`, type: 0, last_message_id: String(newest + BigInt(count - at)) };
      });
      catchUp.guild({ id: String(guild + 2), channels });
    }
    await queues.idle();
    expect(read).toHaveLength(1000);
    // The quietest are left out.
    expect(read.at(-1)).toBe('200099');
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { advice: expect.any(String) } },
    ]);
  });

  it('wait for those where somebody did, unless somebody waits for them', async () => {
    const { signal } = new AbortController();
    const { enter, hurry } = createLimiter(1);
    const order: string[] = [];
    const pass = async (name: string, patient: boolean) => {
      const leave = await enter(name, signal, patient);
      order.push(name);
      leave();
    };
    const leave = await enter('inside', signal, false);
    const all = [pass('stranger 1', true), pass('stranger 2', true), pass('known 1', false)];
    hurry('stranger 2');
    all.push(pass('known 2', false));
    leave();
    await Promise.all(all);
    expect(order).toEqual(['stranger 2', 'known 1', 'known 2', 'stranger 1']);
  });
});

describe('many chats', () => {
  it('are read a few at a time, first the one in which somebody speaks', async () => {
    const { server, ada, start } = await open();
    const store = createStore();
    const people = numbered(40, 'p').map((username) => server.user({ username }));
    // The list has the most recently used at its end: this one would be the last to be read.
    const last = server.dm(ada);
    const chats = [last, ...people.map((user) => server.dm(user))];
    store.cursors.set('discord:seen', server.say(last, ada, 'seen').id);
    store.cursors.set('discord:channels', JSON.stringify(chats.map(({ id }) => id)));
    for (const [at, user] of people.entries()) server.say(server.dm(user), user, `hello ${at}`);
    let inside = 0;
    let most = 0;
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'),
      before: async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 40));
      },
      after: () => {
        inside -= 1;
      },
    });
    await start(store);
    server.say(last, ada, 'hurry');
    const texts = await all(store, 41);
    expect(texts.indexOf('hurry')).toBeLessThan(25);
    expect(most).toBe(4);
  });
});
