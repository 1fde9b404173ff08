import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/ports/index.ts';
import { asked, inServer, kindOf, messageTarget, placed, text } from './setup.ts';

describe('answers to messages', () => {
  it('reply to the prompt, ping nobody and show no previews', async () => {
    const { server, channel, surface, signal } = await inServer();
    const ada = server.user({ username: 'ada' });
    const prompt = server.say(channel, ada, 'hi');
    const target = messageTarget(channel, prompt);
    const [first] = await surface.create(target, text(`one <@${ada.id}> @everyone`), placed(0, prompt.id), signal);
    const [second] = await surface.create(target, text('two'), placed(1, first), signal);
    expect(server.messages(channel).slice(1)).toMatchObject([
      { id: first, reference: prompt.id, mentions: [], flags: 4 },
      { id: second, reference: first, mentions: [] },
    ]);
    await surface.edit(target, first ?? '', text('changed'), signal);
    await surface.remove(target, second ?? '', signal);
    await surface.remove(target, second ?? '', signal);
    expect(server.messages(channel).map(({ content }) => content)).toEqual(['hi', 'changed']);
    server.erase(prompt);
    await surface.create(target, text('still'), placed(2, prompt.id), signal);
    expect(server.messages(channel)).toHaveLength(2);
  });

  it('are made once for one nonce, also when the first answer was lost', async () => {
    const { server, channel, surface, signal } = await inServer();
    const target = messageTarget(channel);
    server.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
      drop: 'after',
      times: 1,
    });
    expect(await kindOf(surface.create(target, text('one'), placed(), signal))).toMatchObject({ kind: 'unreachable' });
    const [id] = await surface.create(target, text('one'), placed(), signal);
    expect(server.messages(channel).map((message) => message.id)).toEqual([id]);
  });

  it('carry pictures, and an edit replaces them', async () => {
    const { server, channel, surface, signal } = await inServer();
    const target = messageTarget(channel);
    const picture = (name: string) => ({ bytes: Buffer.from(name), mime: 'image/png', name });
    const content = { rendered: { text: 'caption' }, files: [picture('a.png'), picture('b.png')] };
    const [id] = await surface.create(target, content, placed(), signal);
    const names = () => server.messages(channel)[0]?.attachments.map(({ filename }) => filename);
    expect(names()).toEqual(['a.png', 'b.png']);
    await surface.edit(target, id ?? '', { ...content, files: [picture('c.png')] }, signal);
    expect(names()).toEqual(['c.png']);
    await surface.edit(target, id ?? '', text('words only'), signal);
    expect(names()).toEqual(['c.png']);
  });

  it('show the typing sign', async () => {
    const { server, channel, surface, signal } = await inServer();
    await surface.typing(messageTarget(channel), signal);
    expect(server.calls.at(-1)).toMatchObject({ method: 'POST', path: `/channels/${channel.id}/typing`, status: 204 });
  });

  it('are found again by what they reply to', async () => {
    const { server, channel, surface, signal } = await inServer();
    const ada = server.user({ username: 'ada' });
    const prompt = server.say(channel, ada, 'hi');
    const target = messageTarget(channel, prompt);
    const other = messageTarget(channel, server.say(channel, ada, 'another'));
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([]);
    const [first] = await surface.create(target, text('1'), { ...placed(0, prompt.id), nonce: 'a' }, signal);
    await surface.create(other, text('x'), { ...placed(0, other.prompt), nonce: 'b' }, signal);
    const [second] = await surface.create(target, text('2'), { ...placed(1, first), nonce: 'c' }, signal);
    server.say(channel, ada, 'a person replies', { replyTo: { id: second ?? '' } });
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([first, second]);
    expect(await surface.adopt?.(target, [first ?? ''], [], signal)).toEqual([first, second]);
  });
});

describe('answers to slash commands', () => {
  it('take the place of the deferred response, then go on in the channel', async () => {
    const { server, r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel);
    await Promise.all([surface.acknowledge(target, signal), surface.acknowledge(target, signal)]);
    expect(used.state()).toBe('thinking');
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([]);
    const [first] = await surface.create(target, text('one'), placed(0), signal);
    const [second] = await surface.create(target, text('two'), placed(1, first), signal);
    expect(used.messages().map(({ id }) => id)).toEqual([first]);
    expect(server.messages(channel)).toMatchObject([{ content: 'one' }, { id: second, reference: first }]);
    await surface.edit(target, first ?? '', text('one, changed'), signal);
    expect(server.messages(channel)[0]).toMatchObject({ content: 'one, changed', flags: 4 });
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([first, second]);
    expect(server.calls.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(1);
  });

  it('await an acknowledgement under way', async () => {
    const { server, r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel);
    server.rule({ match: ({ path }) => path.endsWith('/callback'), delayMs: 50, times: 1 });
    const acknowledged = surface.acknowledge(target, signal);
    await surface.create(target, text('one'), placed(0), signal);
    await acknowledged;
    expect(used.messages()).toMatchObject([{ content: 'one' }]);
  });

  it('may be the first response themselves', async () => {
    const { r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel);
    const [id] = await surface.create(target, text('no'), placed(0), signal);
    expect(used.messages()).toMatchObject([{ id, content: 'no' }]);
    await surface.acknowledge(target, signal);
    expect(used.state()).toBe('answered');
  });

  it('are seen by the asker alone when asked in private', async () => {
    const { server, r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel, { private: true });
    await surface.acknowledge(target, signal);
    expect(used.ephemeral()).toBe(true);
    const [first] = await surface.create(target, text('one'), placed(0), signal);
    const [second] = await surface.create(target, text('two'), placed(1, first), signal);
    await surface.edit(target, first ?? '', text('one!'), signal);
    expect(used.messages().map(({ content, flags }) => [content, flags & 64])).toEqual([
      ['one!', 64],
      ['two', 64],
    ]);
    await surface.remove(target, second ?? '', signal);
    expect(used.messages()).toHaveLength(1);
    expect(server.messages(channel)).toEqual([]);
  });

  it('work where the bot is no member', async () => {
    const { r, channel, surface, signal } = await inServer({}, false);
    const { used, target } = await asked(r, channel);
    await surface.acknowledge(target, signal);
    const [first] = await surface.create(target, text('one'), placed(0), signal);
    await surface.create(target, text('two'), placed(1, first), signal);
    await surface.edit(target, first ?? '', text('one!'), signal);
    expect(used.messages().map(({ content }) => content)).toEqual(['one!', 'two']);
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([first]);
  });

  it('are changed in the channel when the token has run out, unless private', async () => {
    const timing = { respondMs: 3000, tokenMs: 60 };
    const { server, r, channel, surface, signal } = await inServer({ discord: { timing } });
    const open = await asked(r, channel);
    const secret = await asked(r, channel, { private: true });
    await surface.acknowledge(open.target, signal);
    await surface.acknowledge(secret.target, signal);
    await new Promise((resolve) => setTimeout(resolve, 70));
    await surface.create(open.target, text('late'), placed(0), signal);
    expect(server.messages(channel).map(({ content }) => content)).toEqual(['late']);
    expect(await kindOf(surface.create(secret.target, text('late'), placed(0), signal))).toMatchObject({
      kind: 'expired',
    });
    // The bot's own token is untouched by the refusal of the other one.
    await surface.create(open.target, text('more'), placed(1), signal);
    expect(server.messages(channel).map(({ content }) => content)).toEqual(['late', 'more']);
  });

  it('know when Discord has shown the failure itself', async () => {
    const { server, r, channel, surface, signal } = await inServer({ discord: { timing: { respondMs: 40 } } });
    const { used, target } = await asked(r, channel);
    await server.waitFor(() => used.state() === 'failed');
    expect(await kindOf(surface.acknowledge(target, signal))).toMatchObject({ kind: 'expired' });
    expect(await kindOf(surface.adopt?.(target, [], [], signal) ?? Promise.resolve())).toMatchObject({ kind: 'gone' });
  });

  it('count a response whose answer was lost', async () => {
    const { server, r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel);
    server.rule({ match: ({ path }) => path.endsWith('/callback'), drop: 'after', times: 1 });
    expect(await kindOf(surface.acknowledge(target, signal))).toMatchObject({ kind: 'unreachable' });
    await surface.acknowledge(target, signal);
    expect(used.state()).toBe('thinking');
  });
});

describe('refusals', () => {
  const post = '/channels/:c/messages';

  it.each<[string, number, number, object]>([
    ['Missing Access', 403, 50001, { kind: 'forbidden', advice: expect.stringContaining('View Channel') }],
    ['Missing Permissions', 403, 50013, { kind: 'forbidden', advice: expect.stringContaining('Send Messages') }],
    ['Cannot send messages to this user', 403, 50007, { kind: 'forbidden' }],
    ['Cannot send messages to this user', 403, 50278, { kind: 'forbidden' }],
    ['Unknown Channel', 404, 10003, { kind: 'forbidden' }],
    ['Unknown Message', 404, 10008, { kind: 'gone' }],
    ['Invalid Form Body', 400, 50035, { kind: 'rejected', code: 50035 }],
    ['Request entity too large', 413, 40005, { kind: 'rejected' }],
    ['401: Unauthorized', 401, 0, { kind: 'unauthorized', advice: expect.stringContaining('DISCORD_BOT_TOKEN') }],
    ['boom', 502, 0, { kind: 'server', status: 502 }],
  ])('%s', async (message, status, code, fault) => {
    const { server, channel, surface, signal } = await inServer();
    server.fail('POST', post, { status, code, message }, 1);
    const target = messageTarget(channel);
    expect(await kindOf(surface.create(target, text('x'), placed(), signal))).toMatchObject(fault);
    await surface.create(target, text('x'), placed(), signal);
  });

  it('say how long a rate limit lasts, and are not waited for', async () => {
    const limits = { perRoute: 1, windowMs: 60_000, global: 1000 };
    const { channel, surface, signal } = await inServer({ discord: { limits } });
    const target: Target = messageTarget(channel);
    await surface.create(target, text('x'), placed(0), signal);
    const started = Date.now();
    const fault = await kindOf(surface.create(target, text('x'), placed(1), signal));
    expect(fault).toMatchObject({ kind: 'rate_limited', scope: 'chat', retryAfterMs: expect.closeTo(60_000, -4) });
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it('hand back the reason of an abort', async () => {
    const { server, channel, surface } = await inServer();
    server.rule({ match: ({ path }) => path.endsWith('/messages'), hang: true, times: 1 });
    const control = new AbortController();
    const reason = new Error('stopped');
    const made = surface.create(messageTarget(channel), text('x'), placed(), control.signal);
    setTimeout(() => control.abort(reason), 20);
    await expect(made).rejects.toBe(reason);
  });
});

it('leads to messages: of a server it knows, and in private chats', async () => {
  const { channel, surface } = await inServer();
  const to = (chat: string, message: string, group: boolean) => surface.linkTo?.({ chat, message, group });
  const guild = channel.guild?.id;
  // The gateway tells of the server a moment later.
  const there = `https://discord.com/channels/${guild}/${channel.id}/5`;
  await expect.poll(() => to(`discord:${channel.id}`, '5', true)).toBe(there);
  expect(to('discord:77', '5', false)).toBe('https://discord.com/channels/@me/77/5');
  // A channel of a server that the bot has left.
  expect(to('discord:77', '5', true)).toBeUndefined();
  for (const [chat, message] of [
    ['discord:77', 'x'],
    ['discord:x', '5'],
    ['other:77', '5'],
  ] as const)
    expect(to(chat, message, false)).toBeUndefined();
});
