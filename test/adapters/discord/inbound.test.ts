import { describe, expect, it } from 'vitest';
import { timeOf } from '../../../adapters/discord/ids.ts';
import type { InboundEvent } from '../../../src/ports/index.ts';
import { flatOf } from '../../events.ts';
import type { SimChannel } from '../../simulator/discord/index.ts';
import { nth, nthEvent, nthOf, rig } from './setup.ts';

describe('messages', () => {
  it('come as prompts: private chats', async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada', global_name: 'Ada L.' });
    const dm = r.server.dm(ada);
    const said = r.server.say(dm, ada, 'hello');
    expect(await nth(r, 0, 'message')).toEqual({
      v: 2,
      type: 'message',
      key: `discord:${said.id}`,
      at: { surface: 'discord', chat: `discord:${dm.id}`, kind: 'private', scopes: [`discord:${dm.id}`] },
      actor: { id: `discord:${ada.id}`, name: 'Ada L.' },
      sentAt: expect.closeTo(Date.now(), -4),
      reply: {
        surface: 'discord',
        chat: `discord:${dm.id}`,
        group: false,
        privately: false,
        prompt: said.id,
        address: { channel: dm.id },
      },
      text: 'hello',
      length: 5,
      addressed: true,
      attachments: [],
    });
    expect((await nthEvent(r, 0)).body).toMatchObject({ at: timeOf(said.id) });
  });

  it('count in servers only when they are meant for the bot', async () => {
    const r = await rig();
    const { server } = r;
    const ada = server.user({ username: 'ada' });
    const robot = server.user({ username: 'robot', bot: true });
    const guild = server.guild({ name: 'g', community: true, preferredLocale: 'zh-CN' });
    const channel = server.channel(guild, { name: 'general' });
    const thread = server.thread(channel, { name: 'topic' });
    const me = `<@${server.bot.id}>`;
    const own = await r.adapter.surface.create(
      { surface: 'discord', chat: '', group: true, privately: false, address: { channel: channel.id } },
      { rendered: { text: 'I said' } },
      { part: 0, nonce: 'n' },
      r.signal,
    );
    const others = server.say(channel, ada, 'not for the bot');
    server.say(channel, robot, `${me} from a robot`);
    server.say(channel, ada, 'reply to a person', { replyTo: others });
    server.say(channel, ada, '@everyone');
    server.say(
      channel,
      ada,
      `hey ${me}, ask <@${ada.id}> or <@&${guild.botRole}> in <#${channel.id}> <:smile:123456789012345678>`,
    );
    server.say(channel, ada, `<@&${guild.botRole}> by role`);
    server.say(channel, ada, 'reply without a ping', { replyTo: { id: own[0] ?? '' }, ping: false });
    server.say(thread, ada, `${me} in a thread`, { replyTo: server.say(thread, ada, 'quoted') });
    const found = await Promise.all([0, 1, 2, 3].map((index) => nth(r, index, 'message')));
    // Channels do not wait for each other.
    const prompts = found.sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(r.received).toHaveLength(4);
    expect(prompts.map((prompt) => prompt.text)).toEqual([
      'hey @parley, ask @ada or @parley in #general :smile:',
      'by role',
      'reply without a ping',
      'in a thread',
    ]);
    expect(prompts[0]).toMatchObject({
      at: {
        chat: `discord:${channel.id}`,
        kind: 'group',
        scopes: [`discord:${channel.id}`, `discord:server:${guild.id}`, `discord:${guild.id}`],
      },
      actor: { locale: 'zh-CN' },
      reply: { group: true },
    });
    expect(prompts[2]?.quote).toEqual({ id: own[0], text: 'I said' });
    expect(prompts[3]).toMatchObject({
      at: {
        chat: `discord:${thread.id}`,
        scopes: [thread.id, channel.id, `server:${guild.id}`, guild.id].map((id) => `discord:${id}`),
      },
      quote: { author: 'ada', text: 'quoted' },
    });
  });

  it('know everybody by one name: who speaks, who is quoted, who is mentioned', async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada', global_name: 'Ada L.', nick: 'Countess' });
    const channel = r.server.channel(r.server.guild({ name: 'g' }), { name: 'c' });
    const me = `<@${r.server.bot.id}>`;
    const said = r.server.say(channel, ada, `${me} why?`);
    r.server.say(channel, r.server.user({ username: 'bob' }), `${me} as <@${ada.id}> says`, { replyTo: said });
    r.server.interact(channel, ada, { name: 'ask', options: { prompt: 'why' } });
    expect((await nthOf(r, 0, 'message')).actor.name).toBe('Ada L.');
    expect(await nthOf(r, 1, 'message')).toMatchObject({ text: 'as @Ada L. says', quote: { author: 'Ada L.' } });
    expect((await nthOf(r, 0, 'command')).actor.name).toBe('Ada L.');
  });

  it('tell what else they hold', async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada' });
    const dm = r.server.dm(ada);
    const file = (contentType: string, voice = false) => ({ filename: 'f', contentType, voice });
    r.server.say(dm, ada, '', {
      attachments: [file('image/png'), file('video/mp4'), file('application/pdf'), file('audio/mpeg')],
    });
    r.server.say(dm, ada, '', { attachments: [file('audio/ogg', true)] });
    r.server.say(dm, ada, '', { sticker: 'wave' });
    r.server.say(dm, ada, '');
    await nth(r, 3, 'message');
    expect(flatOf(r.received, 'message').map(({ attachments }) => attachments.map(({ kind }) => kind))).toEqual([
      ['picture', 'video', 'file', 'audio'],
      ['voice'],
      ['sticker'],
      ['other'],
    ]);
  });

  it('are stored in order, again after a failure', async () => {
    let failures = 2;
    const texts: string[] = [];
    const receive = async (batch: readonly InboundEvent[]) => {
      failures -= 1;
      if (failures >= 0) throw new Error('the disk is full');
      texts.push(...flatOf(batch, 'message').map((each) => each.text));
    };
    const r = await rig({ context: { receive, clock: (await import('./setup.ts')).hasty } });
    const ada = r.server.user({ username: 'ada' });
    for (const each of ['1', '2', '3']) r.server.say(r.server.dm(ada), ada, each);
    await expect.poll(() => texts).toEqual(['1', '2', '3']);
  });
});

describe('slash commands', () => {
  const options = { prompt: 'why', model: 'basic' };

  it('come with their options and a way to answer', async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada', locale: 'zh-CN' });
    const guild = r.server.guild({ name: 'g' });
    const channel = r.server.channel(guild, { name: 'c' });
    const used = r.server.interact(channel, ada, { name: 'ask', options });
    const command = await nth(r, 0, 'command');
    expect(command).toMatchObject({
      key: `discord:i:${used.id}`,
      at: {
        chat: `discord:${channel.id}`,
        kind: 'group',
        scopes: [`discord:${channel.id}`, `discord:server:${guild.id}`, `discord:${guild.id}`],
        member: ada.id,
      },
      actor: { id: `discord:${ada.id}`, name: 'ada', locale: 'zh-CN' },
      name: 'ask',
      options,
      reply: { privately: false, group: true, address: { interaction: used.id, member: true } },
    });
    expect(command.reply).not.toHaveProperty('expiresAt');
    expect(JSON.parse(JSON.stringify(command))).toEqual(command);
  });

  it.each<
    [string, (r: Awaited<ReturnType<typeof rig>>) => SimChannel, Record<string, string | boolean>, object, string]
  >([
    [
      'private ask in a server',
      ({ server }) => server.channel(server.guild({ name: 'g' }), { name: 'c' }),
      { private: true },
      { kind: 'group' },
      'own',
    ],
    [
      'brought to a foreign server',
      ({ server }) => server.channel(server.guild({ name: 'g', member: false }), { name: 'c' }),
      {},
      { kind: 'personal' },
      'own',
    ],
    [
      'brought to a group chat',
      ({ server }) => server.dm(server.user({ username: 'x' }), { group: true }),
      {},
      { kind: 'personal' },
      'own',
    ],
    [
      'in a thread',
      ({ server }) => server.thread(server.channel(server.guild({ name: 'g' }), { name: 'c' }), { name: 't' }),
      {},
      { kind: 'group' },
      'shared',
    ],
  ])('%s', async (_, place, extra, kind, conversation) => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada' });
    const channel = place(r);
    r.server.interact(channel, ada, { name: 'ask', options: { ...options, ...extra } });
    const command = await nth(r, 0, 'command');
    expect(command.at).toMatchObject({ ...kind, chat: `discord:${channel.id}`, member: ada.id });
    const own = conversation === 'own';
    expect(command.own).toBe(own || undefined);
    expect(command.reply.expiresAt).toEqual(own ? command.sentAt + 14 * 60_000 : undefined);
  });

  it("in the bot's own chat are private and need no token to go on", async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada' });
    r.server.interact(r.server.dm(ada), ada, { name: 'settings' });
    const command = await nth(r, 0, 'command');
    expect(command.at.kind).toBe('private');
    expect(command.reply).toMatchObject({ privately: true, address: { member: true } });
  });

  it('are told when nothing could be stored', async () => {
    const receive = async () => {
      throw new Error('the disk is full');
    };
    const r = await rig({ context: { receive } });
    const ada = r.server.user({ username: 'ada', locale: 'zh-CN' });
    const used = r.server.interact(r.server.dm(ada), ada, { name: 'ask', options });
    await r.server.waitFor(() => used.state() === 'answered');
    expect(used.ephemeral()).toBe(true);
    expect(used.messages()[0]?.content).toContain('太忙');
  });
});
