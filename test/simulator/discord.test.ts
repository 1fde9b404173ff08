import {
  Client,
  DiscordAPIError,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type Message,
  Partials,
  REST,
  Routes,
} from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type Discord, type DiscordOptions, startDiscord } from './discord/index.ts';

/** The stand-in of Discord, asked by the real discord.js. */

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function discord(options?: DiscordOptions): Promise<Discord> {
  const started = await startDiscord(options);
  open.push(() => started.close());
  return started;
}

function restFor(server: Discord, token = server.token): REST {
  return new REST({ api: server.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token);
}

function clientFor(server: Discord, extra: GatewayIntentBits[] = [GatewayIntentBits.MessageContent]): Client {
  const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;
  const client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages, ...extra],
    partials: [Partials.Channel],
    rest: { api: server.apiUrl, retries: 0 },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
  });
  client.on('shardError', () => undefined);
  client.on('error', () => undefined);
  open.push(() => client.destroy());
  return client;
}

async function ready(client: Client, token: string): Promise<void> {
  const seen = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(token);
  await seen;
}

async function refusal(promise: Promise<unknown>): Promise<{ status: number; code: number | string; raw: unknown }> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused by Discord: ${error}`);
  return { status: error.status, code: error.code, raw: error.rawError };
}

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

describe('interactions', () => {
  const command = {
    name: 'ask',
    description: 'Ask',
    options: [{ type: 3, name: 'prompt', description: 'What', required: true }],
  };

  async function withCommand(options?: DiscordOptions) {
    const server = await discord(options);
    const rest = restFor(server);
    await rest.put(Routes.applicationCommands(server.application), { body: [command] });
    const user = server.user({ username: 'ada' });
    const use = (channel = server.dm(user)) =>
      server.interact(channel, user, { name: 'ask', options: { prompt: 'x' } });
    return { server, rest, user, use };
  }

  it('reach discord.js and are answered once', async () => {
    const { server, use } = await withCommand();
    const client = clientFor(server);
    client.on('interactionCreate', async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: 64 });
      await interaction.editReply(interaction.options.getString('prompt', true));
      await interaction.followUp({ content: 'more', flags: 64 });
    });
    await ready(client, server.token);
    const used = use();
    await server.waitFor(() => used.messages().length === 2);
    expect(used.state()).toBe('answered');
    expect(used.ephemeral()).toBe(true);
    expect(used.messages().map(({ content }) => content)).toEqual(['x', 'more']);
    expect(() => server.interact(server.dm(server.user({ username: 'bob' })), server.bot, { name: 'ask' })).toThrow(
      'needs prompt',
    );
  });

  it('fail after the time for a response, and their token after its own', async () => {
    const { server, rest, use } = await withCommand({ timing: { respondMs: 60, tokenMs: 150 } });
    const late = use();
    await server.waitFor(() => late.state() === 'failed');
    const defer = (used: typeof late) =>
      rest.post(Routes.interactionCallback(used.id, used.token), { body: { type: 5 }, auth: false });
    expect(await refusal(defer(late))).toMatchObject({ status: 404, code: 10062 });

    const used = use();
    const original = Routes.webhookMessage(server.application, used.token, '@original');
    expect(await refusal(rest.get(original, { auth: false }))).toMatchObject({ status: 404, code: 10015 });
    await defer(used);
    expect(used.state()).toBe('thinking');
    expect(await rest.get(original, { auth: false })).toMatchObject({ flags: 128, content: '' });
    expect(await refusal(defer(used))).toMatchObject({ status: 400, code: 40060 });
    await new Promise((resolve) => setTimeout(resolve, 160));
    expect(await refusal(rest.get(original, { auth: false }))).toMatchObject({ status: 401, code: 50027 });
  });

  it('give five follow-ups where the bot is no member', async () => {
    const { server, rest, use } = await withCommand();
    const used = use(server.channel(server.guild({ name: 'elsewhere', member: false }), { name: 'c' }));
    await rest.post(Routes.interactionCallback(used.id, used.token), {
      body: { type: 4, data: { content: '0' } },
      auth: false,
    });
    const more = () =>
      rest.post(Routes.webhook(server.application, used.token), { body: { content: 'n' }, auth: false });
    for (let count = 0; count < 5; count += 1) await more();
    expect(await refusal(more())).toMatchObject({ status: 400 });
    expect(used.messages()).toHaveLength(6);
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

describe('buttons', () => {
  const button = (id: string, label = 'Press', style = 2) => ({ type: 2, custom_id: id, label, style });
  const row = (...components: object[]) => ({ type: 1, components });

  async function shown(rows: object[] = [row(button('a'))]) {
    const server = await discord();
    const rest = restFor(server);
    const user = server.user({ username: 'ada' });
    const channel = server.dm(user);
    const path = Routes.channelMessages(channel.id);
    const post = (components: object[]) => rest.post(path, { body: { content: 'x', components } });
    await post(rows);
    const [message] = server.messages(channel);
    if (!message) throw new Error('no message');
    const press = () => server.press(message, user, 'Press');
    const callback = (used: { id: string; token: string }, body: object) =>
      rest.post(Routes.interactionCallback(used.id, used.token), { body, auth: false });
    return { server, rest, user, channel, message, post, press, callback };
  }

  it.each<[string, object[]]>([
    ['six rows', Array.from({ length: 6 }, (_, index) => row(button(`b${index}`)))],
    ['six in a row', [row(...Array.from({ length: 6 }, (_, index) => button(`b${index}`)))]],
    ['an empty row', [row()]],
    ['no row', [button('a')]],
    ['the same twice', [row(button('a')), row(button('a'))]],
    ['an id too long', [row(button('x'.repeat(101)))]],
    ['no id', [row({ type: 2, style: 2, label: 'x' })]],
    ['a label too long', [row(button('a', 'x'.repeat(81)))]],
    ['nothing on it', [row(button('a', ''))]],
    ['an unknown style', [row(button('a', 'x', 9))]],
  ])('are refused: %s', async (_, rows) => {
    const { post } = await shown();
    expect(await refusal(post(rows))).toMatchObject({ status: 400, code: 50035 });
  });

  it('stay on an edit that does not name them, and are pressed only where they are', async () => {
    const { server, rest, user, channel, message } = await shown();
    const path = Routes.channelMessage(channel.id, message.id);
    await rest.patch(path, { body: { content: 'y' } });
    expect(message.buttons).toEqual([[{ id: 'a', label: 'Press', style: 2 }]]);
    await rest.patch(path, { body: { components: [] } });
    expect(() => server.press(message, user, 'Press')).toThrow('no button');
  });

  it('change the message they stand under, once', async () => {
    const { server, rest, channel, message, press, callback } = await shown();
    const used = press();
    const original = Routes.webhookMessage(server.application, used.token, '@original');
    expect(await refusal(rest.patch(original, { body: { content: 'y' }, auth: false }))).toMatchObject({ code: 10015 });
    await callback(used, { type: 6 });
    expect(await refusal(callback(used, { type: 6 }))).toMatchObject({ code: 40060 });
    await rest.patch(original, { body: { content: 'y' }, auth: false });
    await rest.post(Routes.webhook(server.application, used.token), {
      body: { content: 'alone', flags: 64 },
      auth: false,
    });
    expect(message.content).toBe('y');
    expect(used.messages()).toMatchObject([{ content: 'alone' }]);
    // Nobody else reaches what one person alone sees.
    const hidden = Routes.channelMessage(channel.id, used.messages()[0]?.id ?? '');
    expect(await refusal(rest.patch(hidden, { body: { content: 'x' } }))).toMatchObject({ code: 10008 });
    const at = press();
    await callback(at, { type: 7, data: { content: 'z' } });
    expect(message.content).toBe('z');
  });

  it('are not waited for longer than others', async () => {
    const server = await discord({ timing: { respondMs: 40 } });
    const rest = restFor(server);
    const user = server.user({ username: 'ada' });
    const body = { content: 'x', components: [row(button('a'))] };
    await rest.post(Routes.channelMessages(server.dm(user).id), { body });
    const [message] = server.messages(server.dm(user));
    const used = message && server.press(message, user, 'a');
    await server.waitFor(() => used?.state() === 'failed');
    const late = rest.post(Routes.interactionCallback(used?.id ?? '', used?.token ?? ''), {
      body: { type: 6 },
      auth: false,
    });
    expect(await refusal(late)).toMatchObject({ code: 10062 });
  });

  it('open forms that are filled in as they ask', async () => {
    const { server, press, callback } = await shown();
    const input = { type: 4, custom_id: 'i', style: 1, max_length: 5 };
    const label = (component: object, text = 'Name') => ({ type: 18, label: text, component });
    const form = (data: object) => ({
      type: 9,
      data: { custom_id: 'f', title: 'T', components: [label(input)], ...data },
    });
    const used = press();
    for (const wrong of [
      { title: 'x'.repeat(46) },
      { title: '' },
      { custom_id: 'x'.repeat(101) },
      { components: [] },
      { components: [label(input, 'x'.repeat(46))] },
      { components: [label({ ...input, style: 3 })] },
      { components: [label({ ...input, label: 'Name' })] },
      { components: [label({ ...input, max_length: 4001 })] },
      { components: [row(button('a'))] },
    ]) {
      expect(await refusal(callback(used, form(wrong)))).toMatchObject({ code: 50035 });
    }
    await callback(used, form({}));
    expect(await refusal(callback(used, form({})))).toMatchObject({ code: 40060 });
    expect(() => server.submit(used, '')).toThrow('not filled in');
    expect(() => server.submit(used, 'too long')).toThrow('not filled in');
    const sent = server.submit(used, 'short');
    expect(() => server.submit(used, 'again')).toThrow('no form');
    expect(await refusal(callback(sent, form({})))).toMatchObject({ code: 50035 });
    await callback(sent, { type: 6 });
  });
});

describe('commands', () => {
  it('complete and stand on menus only as they are registered', async () => {
    const server = await discord();
    const rest = restFor(server);
    const user = server.user({ username: 'ada' });
    const channel = server.dm(user);
    const put = (...body: object[]) => rest.put(Routes.applicationCommands(server.application), { body });
    const option = { type: 3, name: 'which', description: 'd', autocomplete: true };
    const slash = { name: 'chats', description: 'd', options: [option] };
    const choices = [{ name: 'a', value: 'a' }];
    for (const wrong of [
      { ...slash, options: [{ ...option, choices }] },
      { ...slash, options: [{ ...option, type: 5 }] },
      { type: 3, name: 'Ask', description: 'not here' },
      { type: 3, name: 'x'.repeat(33) },
      { type: 3, name: 'Ask', options: [option] },
    ]) {
      expect(await refusal(put(wrong))).toMatchObject({ code: 50035 });
    }
    const menus = Array.from({ length: 16 }, (_, index) => ({ type: 3, name: `Menu ${index}` }));
    expect(await refusal(put(...menus))).toMatchObject({ status: 400 });
    await put(slash, { type: 3, name: 'Ask about this' }, { type: 3, name: 'chats' });
    expect(() => server.pick(server.say(channel, user, 'x'), user, 'Translate')).toThrow('registered');
    expect(() => server.complete(channel, user, { name: 'chats', focused: 'other' })).toThrow('complete');
    const used = server.complete(channel, user, { name: 'chats', focused: 'which', options: { which: 'a' } });
    const callback = (body: object) =>
      rest.post(Routes.interactionCallback(used.id, used.token), { body, auth: false });
    const offer = (...offered: object[]) => callback({ type: 8, data: { choices: offered } });
    expect(await refusal(callback({ type: 5 }))).toMatchObject({ code: 50035 });
    expect(await refusal(offer(...Array.from({ length: 26 }, () => ({ name: 'a', value: 'a' }))))).toMatchObject({
      code: 50035,
    });
    expect(await refusal(offer({ name: 'a', value: 1 }))).toMatchObject({ code: 50035 });
    expect(await refusal(offer({ name: '', value: 'a' }))).toMatchObject({ code: 50035 });
    await offer({ name: 'a', value: 'a' });
    expect(used.choices()).toEqual([{ name: 'a', value: 'a' }]);
    const picked = server.pick(server.say(channel, user, 'x'), user, 'Ask about this');
    const wrong = rest.post(Routes.interactionCallback(picked.id, picked.token), { body: { type: 6 }, auth: false });
    expect(await refusal(wrong)).toMatchObject({ code: 50035 });
  });

  it('are checked, counted and kept', async () => {
    const server = await discord();
    const rest = restFor(server);
    const path = Routes.applicationCommands(server.application);
    const put = (...body: object[]) => rest.put(path, { body });
    expect(await refusal(put({ name: 'Bad Name', description: 'd' }))).toMatchObject({ code: 50035 });
    expect(await refusal(put({ name: 'ok', description: '' }))).toMatchObject({ code: 50035 });
    expect(await refusal(put({ name: 'ok', description: 'd', description_localizations: { zh: 'x' } }))).toMatchObject({
      code: 50035,
    });
    const option = (name: string, required: boolean) => ({ type: 3, name, description: 'd', required });
    expect(
      await refusal(put({ name: 'ok', description: 'd', options: [option('a', false), option('b', true)] })),
    ).toMatchObject({
      raw: {
        errors: { 0: { options: { 1: { _errors: [{ code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID' }] } } } },
      },
    });
    const good = { name: 'ok', description: 'd', description_localizations: { 'zh-CN': '好' }, contexts: [0, 1, 2] };
    const [first] = (await put(good)) as { id: string }[];
    expect(await put(good, { name: 'two', description: 'd' })).toMatchObject([{ id: first?.id }, {}]);
    expect(server.creates()).toBe(2);
    const plain = (await rest.get(path)) as object[];
    expect(plain[0]).not.toHaveProperty('description_localizations');
    const full = await rest.get(path, { query: new URLSearchParams({ with_localizations: 'true' }) });
    expect(full).toMatchObject([{ description_localizations: { 'zh-CN': '好' } }, {}]);
  });
});
