import { describe, expect, it } from 'vitest';
import type { Clock, InboundEvent } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import { createStore } from '../store.ts';
import { all, numbered, open } from './open.ts';

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
    expect(store.accepted.find(({ at }) => at.scopes.length === 4)?.at.scopes).toEqual([
      `discord:${thread.id}`,
      `discord:${fresh.id}`,
      `discord:server:${guild.id}`,
      `discord:${guild.id}`,
    ]);
  });

  it('a position that cannot be read is not written over', async () => {
    const { start, stopped } = await open();
    const store = await stopped();
    const before = store.cursors.get('discord:seen');
    const cursor = () => Promise.reject(new Error('the disk is away'));
    await expect(start(store, { cursor })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.cursors.get('discord:seen')).toBe(before);
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
        { name: `discord:channel:${dm.id}`, value: said[at]?.id, conversation: `discord:${dm.id}` },
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

  it('nothing is lost after a kill in the first moments of a machine whose clock is ahead', async () => {
    const { channel, dm, start, say, lists, guild, server } = await open();
    const store = createStore();
    const ahead: Clock = { ...systemClock, now: () => Date.now() + 3_600_000 };
    const first = await start(store, { clock: ahead });
    const guess = store.cursors.get('discord:seen') ?? '';
    expect(guess).toMatch(/^~/);
    say(channel, 'c 1');
    say(dm, 'dm 1');
    await all(store, 2);
    await first.stop();
    const killed = createStore(store);
    killed.cursors.set('discord:seen', guess);
    say(channel, 'c 2');
    say(dm, 'dm 2');
    say(server.channel(guild, { name: 'elsewhere' }), 'before the bot was there, as far as it knows');
    const before = lists();
    await start(killed, { clock: ahead });
    expect((await all(killed, 4)).toSorted()).toEqual(['c 1', 'c 2', 'dm 1', 'dm 2']);
    expect(lists() - before).toBe(2);
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
    // The one before is connected still: its session would go on.
    killed.facts.delete('session:0');
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
    const { server, ada, channel, dm, start, say } = await open();
    const store = createStore();
    const first = await start(store);
    for (const text of numbered(300)) server.say(channel, ada, text);
    // What comes after all of them is for the bot: once it is in, they were seen.
    const { id: last } = say(dm, 'and now to you');
    await all(store, 1);
    const written = () => store.calls.filter(({ cursor }) => cursor !== undefined).length;
    expect(written()).toBeLessThanOrEqual(3);
    await first.stop();
    expect(written()).toBeLessThanOrEqual(4);
    expect(store.cursors.get('discord:seen')).toBe(last);
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
