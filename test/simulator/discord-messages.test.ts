import { GatewayDispatchEvents, type Message, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { clientFor, discord, ready, refusal, restFor } from './discord-client.ts';

describe('messages', () => {
  it('checks token, length, emptiness, nonce, author and permission', async () => {
    const server = await discord();
    const rest = restFor(server);
    const user = server.user({ username: 'ada' });
    const channel = server.channel(server.guild({ name: 'g' }), { name: 'c' });
    const path = Routes.channelMessages(channel.id);

    expect(await refusal(restFor(server, 'wrong').get(Routes.user()))).toMatchObject({ status: 401, code: 0 });
    expect(await refusal(rest.post(path, { body: { content: 'x'.repeat(2001) } }))).toMatchObject({
      code: 50035,
      raw: { errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } },
    });
    expect(await refusal(rest.post(path, { body: { content: '  \n ' } }))).toMatchObject({ status: 400, code: 50006 });
    expect(await refusal(rest.post(path, { body: { content: 'a', nonce: 'n'.repeat(26) } }))).toMatchObject({
      code: 50035,
    });

    const body = { content: 'first', nonce: 'n1', enforce_nonce: true };
    const first = (await rest.post(path, { body })) as { id: string };
    expect(await rest.post(path, { body: { ...body, content: 'second' } })).toMatchObject({
      id: first.id,
      content: 'first',
    });
    expect(server.messages(channel)).toHaveLength(1);

    const said = server.say(channel, user, 'mine');
    expect(
      await refusal(rest.patch(Routes.channelMessage(channel.id, said.id), { body: { content: 'x' } })),
    ).toMatchObject({ code: 50005 });
    server.permit(channel, { history: false });
    const reply = { content: 'a', message_reference: { message_id: said.id, fail_if_not_exists: false } };
    expect(await refusal(rest.post(path, { body: reply }))).toMatchObject({ status: 403, code: 160002 });
    expect(await rest.get(path)).toEqual([]);
    server.permit(channel, { history: true, attach: false });
    const files = [{ name: 'a.png', data: Buffer.from('x') }];
    expect(await refusal(rest.post(path, { files }))).toMatchObject({ status: 403, code: 50013 });
    const thread = server.thread(channel, { name: 't' });
    server.archive(thread, { locked: true });
    const closed = rest.post(Routes.channelMessages(thread.id), { body: { content: 'a' } });
    expect(await refusal(closed)).toMatchObject({ status: 400, code: 50083 });
    await rest.patch(Routes.channelMessage(channel.id, first.id), { body: { content: 'edited' } });
    expect(server.messages(channel)[0]).toMatchObject({ content: 'edited', edits: 1 });
    await rest.delete(Routes.channelMessage(channel.id, first.id));
    expect(await refusal(rest.delete(Routes.channelMessage(channel.id, first.id)))).toMatchObject({
      status: 404,
      code: 10008,
    });

    server.permit(channel, { send: false });
    expect(await refusal(rest.post(path, { body: { content: 'a' } }))).toMatchObject({ status: 403, code: 50013 });
    server.permit(channel, { view: false });
    expect(await refusal(rest.post(path, { body: { content: 'a' } }))).toMatchObject({ status: 403, code: 50001 });
    expect(
      await refusal(rest.post(Routes.channelMessages('123456789012345678'), { body: { content: 'a' } })),
    ).toMatchObject({ code: 10003 });
  });

  it('lists newest first, after and before an id', async () => {
    const server = await discord();
    const user = server.user({ username: 'ada' });
    const channel = server.dm(user);
    const said = ['1', '2', '3', '4'].map((text) => server.say(channel, user, text));
    const list = async (query: Record<string, string>) => {
      const found = await restFor(server).get(Routes.channelMessages(channel.id), {
        query: new URLSearchParams(query),
      });
      return (found as { content: string }[]).map(({ content }) => content).join('');
    };
    expect(await list({})).toBe('4321');
    expect(await list({ after: said[0]?.id ?? '', limit: '2' })).toBe('32');
    expect(await list({ before: said[3]?.id ?? '', limit: '2' })).toBe('32');
  });

  it('takes files and replies, and sends a plain message when the prompt is gone', async () => {
    const server = await discord();
    const user = server.user({ username: 'ada' });
    const channel = server.dm(user);
    const prompt = server.say(channel, user, 'hi');
    const reference = { message_id: prompt.id, fail_if_not_exists: false };
    const files = [{ name: 'a.png', data: Buffer.from('bytes'), contentType: 'image/png' }];
    const post = (body: object) => restFor(server).post(Routes.channelMessages(channel.id), { body, files });
    await post({ message_reference: reference });
    expect(server.messages(channel)[1]).toMatchObject({
      reference: prompt.id,
      attachments: [{ filename: 'a.png', content_type: 'image/png', size: 5 }],
    });
    server.erase(prompt);
    await post({ message_reference: reference });
    expect(server.messages(channel)[1]).toMatchObject({ reference: undefined });
    expect(await refusal(post({ message_reference: { message_id: prompt.id } }))).toMatchObject({ code: 50035 });
  });

  it('limits by route and in all', async () => {
    const server = await discord({ limits: { perRoute: 2, windowMs: 500, global: 3 } });
    const channel = server.dm(server.user({ username: 'ada' }));
    const send = () =>
      fetch(`${server.apiUrl}/v10/channels/${channel.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${server.token}`, 'content-type': 'application/json' },
        body: '{"content":"x"}',
      });
    expect((await send()).headers.get('x-ratelimit-remaining')).toBe('1');
    await send();
    const limited = await send();
    expect(limited.status).toBe(429);
    expect(limited.headers.get('x-ratelimit-scope')).toBe('user');
    expect(await limited.json()).toMatchObject({ message: 'You are being rate limited.', global: false });
    const everywhere = await send();
    expect(everywhere.headers.get('x-ratelimit-global')).toBe('true');
  });
});

describe('the gateway', () => {
  it('shows messages, with text only where the bot may read it', async () => {
    const server = await discord({ messageContent: false });
    const user = server.user({ username: 'ada' });
    const guild = server.guild({ name: 'g' });
    const channel = server.channel(guild, { name: 'c' });
    const client = clientFor(server, []);
    const seen: Message[] = [];
    client.on('messageCreate', (message) => seen.push(message));
    await ready(client, server.token);
    expect(client.guilds.cache.get(guild.id)?.roles.botRoleFor(server.bot.id)?.id).toBe(guild.botRole);
    server.say(channel, user, 'secret');
    const quoted = server.say(channel, user, `hello <@${server.bot.id}>`);
    server.say(server.dm(user), user, 'private');
    server.say(channel, user, 'reply', { replyTo: quoted });
    await expect
      .poll(() => seen.map(({ content }) => content))
      .toEqual(['', `hello <@${server.bot.id}>`, 'private', '']);
  });

  it('refuses a wrong token and intents that are not enabled', async () => {
    const server = await discord({ messageContent: false });
    await expect(clientFor(server).login('wrong')).rejects.toMatchObject({ code: 'TokenInvalid' });
    await expect(clientFor(server).login(server.token)).rejects.toThrow('disallowed intents');
  });

  it('replays what was missed after a resume', async () => {
    const server = await discord();
    const user = server.user({ username: 'ada' });
    const channel = server.dm(user);
    const client = clientFor(server);
    const seen: string[] = [];
    client.on('messageCreate', (message) => seen.push(message.content));
    await ready(client, server.token);
    server.say(channel, user, 'one');
    await expect.poll(() => seen).toEqual(['one']);
    server.disconnect('drop');
    await server.waitFor(() => server.online() === 0);
    server.say(channel, user, 'two');
    await expect.poll(() => seen, { timeout: 5000 }).toEqual(['one', 'two']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
    server.disconnect('reconnect');
    await server.waitFor(() => server.gateway.resumes === 2);
  });

  it('forgets the session after an invalid one', async () => {
    const server = await discord();
    const client = clientFor(server);
    await ready(client, server.token);
    const again = new Promise((resolve) => client.once('shardReady', resolve));
    server.disconnect('invalid');
    await again;
    expect(server.gateway.identifies).toBe(2);
    expect(server.gateway.resumes).toBe(0);
  });
});

describe('people', () => {
  it('edit, delete and look at what they wrote, and the gateway tells', async () => {
    const server = await discord();
    const client = clientFor(server);
    const seen: [string, unknown][] = [];
    for (const event of ['MESSAGE_UPDATE', 'MESSAGE_DELETE', 'MESSAGE_DELETE_BULK'] as const) {
      client.ws.on(GatewayDispatchEvents[names[event]], (data) => seen.push([event, data]));
    }
    await ready(client, server.token);
    const ada = server.user({ username: 'ada' });
    const guild = server.guild({ name: 'g' });
    const channel = server.channel(guild, { name: 'c' });
    const [one, two, three] = ['1', '2', '3'].map((each) => server.say(channel, ada, each));
    if (!one || !two || !three) throw new Error('nothing said');
    server.preview(one, true);
    server.pin(one);
    server.edit(one, 'changed');
    server.erase(one);
    server.purge([two, three]);
    const where = { channel_id: channel.id, guild_id: guild.id };
    await expect
      .poll(() => seen)
      .toMatchObject([
        ['MESSAGE_UPDATE', { id: one.id, ...where, embeds: [{ type: 'link' }] }],
        ['MESSAGE_UPDATE', { id: one.id, pinned: true, edited_timestamp: null, content: '1', author: { id: ada.id } }],
        ['MESSAGE_UPDATE', { id: one.id, edited_timestamp: expect.any(String), content: 'changed' }],
        ['MESSAGE_DELETE', { id: one.id, ...where }],
        ['MESSAGE_DELETE_BULK', { ids: [two.id, three.id], ...where }],
      ]);
    expect(seen[0]?.[1]).not.toHaveProperty('author');
    expect(() => server.edit(one, 'again')).toThrow('gone');
  });
});

const names = {
  MESSAGE_UPDATE: 'MessageUpdate',
  MESSAGE_DELETE: 'MessageDelete',
  MESSAGE_DELETE_BULK: 'MessageDeleteBulk',
} as const;
