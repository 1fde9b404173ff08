import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { discord, refusal, restFor } from './discord-client.ts';

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
      { components: [label(input), label(input)] },
      { components: [1, 2, 3, 4, 5, 6].map((at) => label({ ...input, custom_id: `i${at}` })) },
      { components: [label({ ...input, placeholder: 'x'.repeat(101) })] },
      { components: [label({ ...input, value: 'x'.repeat(4001) })] },
      { components: [{ ...label(input), description: 'x'.repeat(101) }] },
      { components: [{ ...label(input), description: '' }] },
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

  it('open forms with several fields, which come back in their order', async () => {
    const { server, press, callback } = await shown();
    const used = press();
    const field = (id: string, more: object) => ({
      type: 18,
      label: id,
      description: 'A few words',
      component: { type: 4, custom_id: id, style: 2, ...more },
    });
    const components = [field('a', { value: 'one' }), field('b', { required: false }), field('c', {})];
    await callback(used, { type: 9, data: { custom_id: 'f', title: 'T', components } });
    expect(() => server.submit(used, 'all')).toThrow('several fields');
    expect(() => server.submit(used, { b: 'two' })).toThrow('not filled in');
    expect(() => server.submit(used, { c: 'three', d: 'four' })).toThrow('no such field');
    const sent = server.submit(used, { c: 'three' });
    await callback(sent, { type: 6 });
  });
});
