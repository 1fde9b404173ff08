import { Client, DiscordAPIError, GatewayIntentBits, type Message, Partials, REST, Routes } from 'discord.js';
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

describe('commands', () => {
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
