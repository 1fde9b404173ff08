import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { DiscordOptions } from './discord/index.ts';
import { clientFor, discord, ready, refusal, restFor } from './discord-client.ts';

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
