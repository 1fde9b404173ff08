import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCatchUp } from '../../../../adapters/discord/catch-up/catch-up.ts';
import { createChannelQueues } from '../../../../adapters/discord/catch-up/channel-queues.ts';
import type { DirectChannels } from '../../../../adapters/discord/catch-up/direct-channels.ts';
import { createLimiter } from '../../../../adapters/discord/catch-up/limiter.ts';
import { createWatermark } from '../../../../adapters/discord/catch-up/watermark.ts';
import type { Clock, InboundEvent } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import { Fault } from '../../../../src/util/errors.ts';
import { createTestLog } from '../../../fake-clock.ts';
import { type Discord, startDiscord } from '../../../simulator/discord/index.ts';
import { hasty, type RigOptions, rig } from '../setup.ts';
import { createStore, type Store } from '../store.ts';

/** What is written while the bot is away, through restarts on one store. */

const servers: Discord[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) await server.close();
});

async function open(options: RigOptions = {}) {
  const server = await startDiscord(options.discord);
  servers.push(server);
  const ada = server.user({ username: 'ada' });
  const guild = server.guild({ name: 'g' });
  const channel = server.channel(guild, { name: 'c' });
  const dm = server.dm(ada);
  const mention = `<@${server.bot.id}>`;
  const start = (store: Store, more: Partial<RigOptions['context']> = {}) =>
    rig({ ...options, server, context: { ...store, ...options.context, ...more } });
  const lists = () => server.calls.filter(({ method, path }) => method === 'GET' && path.endsWith('/messages')).length;
  const say = (where: typeof channel, text: string) =>
    server.say(where, ada, where.guild ? `${mention} ${text}` : text);
  /** What a bot has stored that took `one` from the private chat, and was ended. */
  const stopped = async () => {
    const store = createStore();
    const first = await start(store);
    say(dm, 'one');
    await all(store, 1);
    await first.stop();
    return store;
  };
  return { server, ada, guild, channel, dm, mention, start, lists, say, stopped };
}

async function all(store: Store, count: number): Promise<string[]> {
  await expect.poll(() => store.accepted.length, { timeout: 8000 }).toBeGreaterThanOrEqual(count);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return store.promptTexts();
}

function numbered(count: number, word = 'm'): string[] {
  return Array.from({ length: count }, (_, at) => `${word}${at}`);
}

describe('the language of somebody who used a command', () => {
  it('is known of their plain messages, too, through a restart', async () => {
    const { server, channel, dm, start, mention } = await open();
    const store = createStore();
    const mei = server.user({ username: 'mei', locale: 'zh-CN' });
    const first = await start(store);
    server.say(channel, mei, `${mention} before`);
    await all(store, 1);
    expect(store.accepted[0]?.actor).not.toHaveProperty('locale');
    server.interact(channel, mei, { name: 'settings' });
    await all(store, 2);
    const message = server.say(channel, mei, `${mention} after`);
    await all(store, 3);
    expect(store.accepted.at(-1)?.actor).toMatchObject({ name: 'mei', locale: 'zh-CN' });
    server.edit(message, `${mention} edited`);
    await all(store, 4);
    expect(store.accepted.at(-1)?.actor).toMatchObject({ locale: 'zh-CN' });
    await first.stop();
    await start(store);
    server.say(server.dm(mei), mei, 'again');
    await all(store, 5);
    expect(store.accepted.at(-1)?.actor).toMatchObject({ locale: 'zh-CN' });
    // Nobody else's.
    server.say(dm, server.user({ username: 'bob' }), 'me');
    await all(store, 6);
    expect(store.accepted.at(-1)?.actor).not.toHaveProperty('locale');
  });
});

describe('after a restart', () => {
  it('what was missed comes first, in order, and live messages of the channel wait for it', async () => {
    const { server, channel, dm, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    say(dm, 'dm 1');
    say(channel, 'c 1');
    await all(store, 2);
    await first.stop();
    for (const text of ['dm 2', 'dm 3']) say(dm, text);
    for (const text of ['c 2', 'c 3']) say(channel, text);
    server.rule({ match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'), delayMs: 150 });
    const second = await start(store);
    say(dm, 'dm 4');
    say(channel, 'c 4');
    const texts = await all(store, 8);
    expect(texts.filter((text) => text.startsWith('dm'))).toEqual(['dm 1', 'dm 2', 'dm 3', 'dm 4']);
    expect(texts.filter((text) => text.startsWith('c'))).toEqual(['c 1', 'c 2', 'c 3', 'c 4']);
    const found = store.accepted.find(({ body }) => body.type === 'message' && body.text === 'c 2');
    const live = store.accepted.find(({ body }) => body.type === 'message' && body.text === 'c 4');
    const same = (event: InboundEvent | undefined) =>
      event && { ...event, key: 0, sentAt: 0, reply: 0, body: event.body.type };
    expect(same(found)).toEqual(same(live));
    const said = second.log.lines.filter(({ message }) => message.startsWith('Caught up'));
    expect(said).toMatchObject([{ level: 'info', fields: { messages: expect.any(Number) } }]);
  });

  it('a live message that waits in its channel counts as sent when it arrived', async () => {
    const { dm, start, say } = await open();
    const store = createStore();
    store.before = async ([first]) => {
      if (first?.body.type === 'message' && first.body.text === 'one')
        await new Promise((resolve) => setTimeout(resolve, 800));
    };
    await start(store);
    say(dm, 'one');
    say(dm, 'two');
    const said = Date.now();
    expect(await all(store, 2)).toEqual(['one', 'two']);
    expect((store.accepted.at(-1)?.sentAt ?? 0) - said).toBeLessThan(400);
  });

  it('a channel and a thread in which nobody spoke to the bot before are read too; what was not meant for it is left', async () => {
    const { server, ada, guild, start, say } = await open();
    const store = createStore();
    await (await start(store)).stop();
    const fresh = server.channel(guild, { name: 'fresh' });
    const thread = server.thread(fresh, { name: 't' });
    server.say(fresh, ada, 'just talking');
    say(fresh, 'hello');
    say(thread, 'in here');
    await start(store);
    expect((await all(store, 2)).sort()).toEqual(['hello', 'in here']);
    expect(store.accepted.find(({ at }) => at.scopes.length === 3)?.at.scopes).toEqual([
      `discord:${thread.id}`,
      `discord:${fresh.id}`,
      `discord:${guild.id}`,
    ]);
  });

  it('a first private message is answered, before what the person writes next; that counts as sent when it came', async () => {
    const { start, say, dm, lists } = await open();
    const store = createStore();
    await (await start(store)).stop();
    say(dm, 'away');
    // A clock that is far ahead of Discord's.
    const ahead: Clock = { ...systemClock, now: () => Date.now() + 3_600_000 };
    await start(store, { clock: ahead });
    say(dm, 'back');
    say(dm, 'again');
    expect(await all(store, 3)).toEqual(['away', 'back', 'again']);
    const ages = store.accepted.map(({ sentAt }) => Math.round((ahead.now() - sentAt) / 3_600_000));
    expect(ages).toEqual([1, 0, 0]);
    say(dm, 'more');
    await all(store, 4);
    expect(lists()).toBe(1);
  });

  it('a whole page and more is read, each page with its position in one commit', async () => {
    const { dm, start, say, lists } = await open();
    const store = createStore();
    const first = await start(store);
    say(dm, 'm');
    await all(store, 1);
    await first.stop();
    const texts = numbered(250);
    const said = texts.map((text) => say(dm, text));
    store.calls.length = 0;
    const before = lists();
    await start(store);
    expect(await all(store, 251)).toEqual(['m', ...texts]);
    expect(lists() - before).toBe(3);
    const pages = store.calls.filter(({ batch }) => batch.length > 0);
    expect(pages.map(({ batch, cursor }) => [batch.length, cursor])).toEqual(
      [99, 199, 249].map((at, page) => [
        page < 2 ? 100 : 50,
        { name: `discord:channel:${dm.id}`, value: said[at]?.id },
      ]),
    );
  });

  it('a kill before the commit loses nothing, not even the first message of a chat', async () => {
    const { dm, channel, start, say } = await open();
    const store = createStore();
    let reached = 0;
    let killed = false;
    store.before = (batch) => {
      if (batch.length > 0) reached += 1;
      return killed || batch.length > 0 ? new Promise<void>(() => undefined) : undefined;
    };
    await start(store);
    say(dm, 'dm');
    say(channel, 'c');
    await expect.poll(() => reached).toBe(2);
    killed = true;
    const after = createStore(store);
    expect(after.accepted).toEqual([]);
    await start(after);
    expect((await all(after, 2)).sort()).toEqual(['c', 'dm']);
  });

  it('a message that could not be stored in its time is not forgotten because others were', async () => {
    const { dm, channel, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    store.before = (batch) =>
      batch.some(({ body }) => body.type === 'message' && body.text === 'stuck')
        ? new Promise<void>(() => undefined)
        : undefined;
    say(channel, 'stuck');
    say(dm, 'fine');
    await all(store, 1);
    await first.stop();
    const after = createStore(store);
    await start(after);
    expect(await all(after, 2)).toEqual(['fine', 'stuck']);
  });

  it('told to end while it still reads: what came live meanwhile does not overtake what was missed', async () => {
    const { server, dm, start, say, lists, stopped } = await open();
    const store = await stopped();
    say(dm, 'missed');
    const trouble = server.fail('GET', '/channels/:c/messages', { status: 500, code: 0, message: 'trouble' }, 100);
    const second = await start(store);
    await expect.poll(lists).toBe(1);
    say(dm, 'live');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await second.stop();
    trouble();
    await start(store);
    expect(await all(store, 3)).toEqual(['one', 'missed', 'live']);
  });

  it('nothing is lost where the position is damaged', async () => {
    const { channel, dm, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    say(channel, 'c 1');
    say(dm, 'dm 1');
    await all(store, 2);
    await first.stop();
    store.cursors.set('discord:seen', '12\u0000x');
    say(channel, 'c 2');
    say(dm, 'dm 2');
    const second = await start(store);
    expect((await all(store, 4)).toSorted()).toEqual(['c 1', 'c 2', 'dm 1', 'dm 2']);
    expect(store.accepted).toHaveLength(4);
    expect(second.log.lines.filter(({ message }) => /cannot be made out/.test(message))).toHaveLength(1);
  });

  it('what was answered is not handed over again', async () => {
    const { dm, channel, start, say, lists } = await open();
    const store = createStore();
    await start(store);
    say(dm, 'dm');
    say(channel, 'c');
    await all(store, 2);
    const killed = createStore(store);
    await start(killed);
    await expect.poll(lists).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(killed.calls.filter(({ batch }) => batch.length > 0)).toEqual([]);
  });

  it('nothing is read at a first start, and later only what has something newer', async () => {
    const { server, ada, guild, channel, dm, start, say, lists } = await open();
    for (const where of [dm, channel]) say(where, 'before the bot was there');
    const store = createStore();
    const first = await start(store);
    for (const name of numbered(20)) server.say(server.channel(guild, { name }), ada, 'just talking');
    say(channel, 'the last');
    await all(store, 1);
    await first.stop();
    await (await start(store)).stop();
    expect(lists()).toBe(0);
    expect(store.promptTexts()).toEqual(['the last']);
  });

  it('talk among people is not written down message by message', async () => {
    const { server, ada, channel, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    for (const text of numbered(300)) server.say(channel, ada, text);
    // What is said to the bot comes behind it all.
    const last = say(channel, 'enough');
    await all(store, 1);
    expect(store.calls.length).toBeLessThanOrEqual(3);
    await first.stop();
    expect(store.calls.length).toBeLessThanOrEqual(4);
    expect(store.cursors.get('discord:seen')).toBe(last.id);
  });

  it('nothing older than a day is read', async () => {
    const { dm, start, say, server, stopped } = await open();
    const store = await stopped();
    say(dm, 'two');
    const tomorrow: Clock = { ...systemClock, now: () => Date.now() + 25 * 3_600_000 };
    await start(store, { clock: tomorrow });
    await server.waitFor(() => server.calls.some(({ path }) => path.endsWith('/messages')));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.promptTexts()).toEqual(['one']);
  });

  it.each(['', 'nonsense', '[1,2]', '99999999999999999999'])('positions that read %j are as none', async (value) => {
    const { dm, channel, start, say } = await open();
    const store = createStore();
    for (const name of ['discord:seen', 'discord:channels', `discord:channel:${channel.id}`])
      store.cursors.set(name, value);
    const first = await start(store);
    say(dm, 'dm 1');
    await all(store, 1);
    await first.stop();
    say(dm, 'dm 2');
    say(channel, 'c');
    await start(store);
    expect((await all(store, 3)).sort()).toEqual(['c', 'dm 1', 'dm 2']);
  });
});

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

  it('a resumed one needs no reading', async () => {
    const { server, dm, start, say, lists } = await open();
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
      context: { ...store, clock: systemClock, commands: [], suggest: async () => [], texts: () => (key) => key, log },
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
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { mend: expect.any(String) } }]);
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
