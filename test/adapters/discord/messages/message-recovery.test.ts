import { describe, expect, it } from 'vitest';
import type { Clock, Target } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import type { Discord, SimChannel } from '../../../simulator/discord/index.ts';
import { asked, hasty, inServer, kindOf, messageTarget, type Rig, rig, text } from '../setup.ts';

/** What is found of an answer after a kill, by an adapter that remembers nothing. */

/** The next life on the same Discord. */
async function next({ server }: Rig, context = {}) {
  const { adapter, signal } = await rig({ server, context });
  return {
    surface: adapter.surface,
    signal,
    adopt: (target: Target, known: readonly string[] = []) => adapter.surface.adopt?.(target, known, [], signal),
  };
}

function part(index: number, replyTo?: string) {
  return { part: index, nonce: `turn-${index}`, ...(replyTo === undefined ? {} : { replyTo }) };
}

function chatter(server: Discord, channel: SimChannel, count: number): void {
  const bob = server.user({ username: 'bob' });
  for (let at = 0; at < count; at += 1) server.say(channel, bob, `chatter ${at}`);
}

const shown = (server: Discord, channel: SimChannel) => server.messages(channel).map(({ content }) => content);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('bubbles of an answer to a message', () => {
  it('are found far behind their prompt, also when their nonces are forgotten', async () => {
    const { r, server, channel, surface, signal } = await inServer({ discord: { timing: { nonceMs: 0 } } });
    const ada = server.user({ username: 'ada' });
    const prompt = server.say(channel, ada, 'hi');
    const target = messageTarget(channel, prompt);
    chatter(server, channel, 130);
    const [first] = await surface.create(target, text('one'), part(0, prompt.id), signal);
    chatter(server, channel, 130);
    const [second] = await surface.create(target, text('two'), part(1, first), signal);
    chatter(server, channel, 30);
    const { adopt } = await next(r);
    expect(await adopt(target)).toEqual([first, second]);
    expect(await adopt(target, [first ?? ''])).toEqual([first, second]);
    server.erase(prompt);
    expect(await adopt(target)).toEqual([first, second]);
  });

  it('are neither notices nor other messages of its own that reply to the same', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const prompt = server.say(channel, server.user({ username: 'ada' }), 'hi');
    const target = messageTarget(channel, prompt);
    const [picture = ''] = await surface.create(target, text('a picture'), part(7, prompt.id), signal);
    await surface.create(target, text('a notice'), { ...part(8, prompt.id), notice: true }, signal);
    const [first] = await surface.create(target, text('one'), part(0, prompt.id), signal);
    const { surface: again, signal: on } = await next(r);
    expect(await again.adopt?.(target, [], [picture], on)).toEqual([first]);
  });

  it('say what they should, when only the nonce told that they are there', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const target = messageTarget(channel);
    const [first] = await surface.create(target, text('The who'), part(0), signal);
    const { surface: again, adopt, signal: on } = await next(r);
    expect(await adopt(target)).toEqual([]);
    expect(await again.create(target, text('The whole answer.'), part(0), on)).toEqual([first]);
    expect(shown(server, channel)).toEqual(['The whole answer.']);
    expect(await again.create(target, text('The whole answer.'), part(0), on)).toEqual([first]);
    expect(server.messages(channel)[0]?.edits).toBe(1);
  });

  it('are looked for again while Discord is in trouble', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const prompt = server.say(channel, server.user({ username: 'ada' }), 'hi');
    const target = messageTarget(channel, prompt);
    const [first] = await surface.create(target, text('one'), part(0, prompt.id), signal);
    server.fail('GET', '/channels/:c/messages', { status: 502, code: 0, message: 'trouble' }, 2);
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'),
      drop: 'before',
      times: 1,
    });
    const { adopt } = await next(r, { clock: hasty });
    expect(await adopt(target)).toEqual([first]);
  });
});

describe('the answer to a slash command', () => {
  it('killed before the first response and back in time, is acknowledged then', async () => {
    const { r, channel } = await inServer();
    const { used, target } = await asked(r, channel);
    const { surface, adopt, signal } = await next(r);
    expect(await adopt(target)).toEqual([]);
    expect(used.state()).toBe('thinking');
    const [id] = await surface.create(target, text('here'), part(0), signal);
    expect(used.messages()).toMatchObject([{ id, content: 'here' }]);
  });

  it('killed before the first response and back too late, is not given below the failure Discord shows', async () => {
    const { r, server, channel } = await inServer({ discord: { timing: { respondMs: 30 } } });
    const { used, target } = await asked(r, channel);
    await server.waitFor(() => used.state() === 'failed');
    const { surface, adopt, signal } = await next(r);
    expect(await kindOf(adopt(target) ?? Promise.resolve())).toMatchObject({ kind: 'gone' });
    // A first attempt looks for nothing.
    expect(await kindOf(surface.create(target, text('late'), part(0), signal))).toMatchObject({ kind: 'expired' });
    expect(shown(server, channel)).toEqual([]);
  });

  it('is found while the token tells', async () => {
    const { r, channel, surface, signal } = await inServer();
    const { target } = await asked(r, channel);
    await surface.acknowledge(target, signal);
    const [first] = await surface.create(target, text('one'), part(0), signal);
    const [second] = await surface.create(target, text('two'), part(1, first), signal);
    const { adopt } = await next(r);
    expect(await adopt(target)).toEqual([first, second]);
    expect(await adopt(target, [first ?? ''])).toEqual([first, second]);
  });

  it('is found in the channel once the token has run out', async () => {
    const { r, server, channel, surface, signal } = await inServer({ discord: { timing: { tokenMs: 150 } } });
    const { target } = await asked(r, channel);
    const other = await asked(r, channel);
    await surface.acknowledge(other.target, signal);
    await surface.create(other.target, text('another answer'), part(0), signal);
    await surface.acknowledge(target, signal);
    const [first] = await surface.create(target, text('one'), part(0), signal);
    const [second] = await surface.create(target, text('two'), part(1, first), signal);
    await later(160);
    const { surface: again, adopt, signal: on } = await next(r);
    expect(await adopt(target)).toEqual([first, second]);
    await again.edit(target, first ?? '', text('one, changed'), on);
    expect(shown(server, channel)).toEqual(['another answer', 'one, changed', 'two']);
  });

  it('takes the place of "thinking" after the token, or stands below where Discord refuses', async () => {
    const { r, server, channel, surface, signal } = await inServer({ discord: { timing: { tokenMs: 150 } } });
    const [a, b] = [await asked(r, channel), await asked(r, channel)];
    for (const { target } of [a, b]) await surface.acknowledge(target, signal);
    await later(160);
    const { surface: again, adopt, signal: on } = await next(r);
    expect(await adopt(a.target)).toEqual([]);
    await again.create(a.target, text('in place'), { part: 0, nonce: 'a' }, on);
    server.fail('PATCH', '/channels/:c/messages/:m', { status: 403, code: 50005, message: 'Cannot edit' });
    await again.create(b.target, text('below'), { part: 0, nonce: 'b' }, on);
    await again.create(b.target, text('below'), { part: 0, nonce: 'b' }, on);
    expect(shown(server, channel)).toEqual(['in place', '', 'below']);
  });

  it('in private never gets to the channel', async () => {
    const { r, server, channel, surface, signal } = await inServer({ discord: { timing: { tokenMs: 150 } } });
    const { target } = await asked(r, channel, { private: true });
    await surface.acknowledge(target, signal);
    await later(160);
    const { surface: again, adopt, signal: on } = await next(r);
    expect(await adopt(target)).toEqual([]);
    expect(await kindOf(again.create(target, text('secret'), part(0), on))).toMatchObject({ kind: 'expired' });
    expect(shown(server, channel)).toEqual([]);
  });

  it.each([
    ['in public', {}],
    ['in private', { private: true }],
  ])('that somebody deleted is still owed, %s', async (_, options) => {
    const { r, channel, server, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel, options);
    await surface.acknowledge(target, signal);
    const [first] = await surface.create(target, text('one'), part(0), signal);
    server.erase({ id: first ?? '' });
    // Past the time of first responses, which would make a 404 one that came too late.
    const clock: Clock = { ...systemClock, now: () => Date.now() + 5000 };
    const { surface: again, adopt, signal: on } = await next(r, { clock });
    expect(await adopt(target)).toEqual([]);
    await again.create(target, text('again'), part(0), on);
    const seen = 'private' in options ? used.messages() : server.messages(channel);
    expect(seen.map(({ content }) => content)).toEqual(['again']);
  });
});
