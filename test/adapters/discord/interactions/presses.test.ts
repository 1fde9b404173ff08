import { describe, expect, it } from 'vitest';
import type { Controls, Target } from '../../../../src/ports/index.ts';
import type { SimMessage } from '../../../simulator/discord/index.ts';
import { answered, asked, inServer, kindOf, messageTarget, nth, placed, type Rig, retry, text } from '../setup.ts';

/** What becomes of a press, and the buttons themselves. */

/** Somebody presses the first button of a message. */
async function press(r: Rig, message: SimMessage, user = r.server.user({ username: 'ada' })) {
  const index = r.received.length;
  const used = r.server.press(message, user, message.buttons[0]?.[0]?.id ?? '');
  return { used, target: (await nth(r, index, 'press')).reply };
}

/** An answer with a button that only its asker sees. */
async function secret({ r, channel }: Awaited<ReturnType<typeof inServer>>) {
  const { used, target } = await asked(r, channel, { private: true });
  await r.adapter.surface.create(target, { ...text('secret'), controls: retry }, placed(), r.signal);
  const [message] = used.messages();
  if (!message?.interaction) throw new Error('no answer');
  return { message, asker: message.interaction.user };
}

describe('buttons', () => {
  const labels = ({ buttons }: SimMessage) => buttons.map((row) => row.map(({ label }) => label));

  it('are shown, changed and taken away with the text they stand under', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const controls: Controls = [
      [
        { data: 'retry turn=k3', label: 'Again' },
        { data: 'delete turn=k3', label: 'Delete', style: 'danger' },
      ],
      [{ data: 'stop turn=k3', label: 'Stop', style: 'danger' }],
    ];
    const message = await answered(r, channel, controls);
    expect(message.buttons).toEqual([
      [
        { id: 'retry turn=k3', label: 'Again', style: 2 },
        { id: 'delete turn=k3', label: 'Delete', style: 4 },
      ],
      [{ id: 'stop turn=k3', label: 'Stop', style: 4 }],
    ]);
    const target = messageTarget(channel);
    await surface.edit(target, message.id, { ...text('an answer'), controls: retry }, signal);
    expect(labels(message)).toEqual([['Regenerate']]);
    await surface.edit(target, message.id, text('an answer'), signal);
    expect(message.buttons).toEqual([]);
    expect(server.calls.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('are never more or longer than Discord takes', async () => {
    const { r, channel } = await inServer();
    const row = Array.from({ length: 7 }, (_, index) => ({ data: `show answer=${index}`, label: `${index}` }));
    const controls = [row, row, ...Array.from({ length: 6 }, (_, n) => [{ data: `x${n}`, label: 'y'.repeat(90) }])];
    const message = await answered(r, channel, [...controls, [{ data: 'empty', label: ' ' }]]);
    expect(labels(message)).toEqual([
      ['0', '1', '2', '3', '4'],
      ['5', '6'],
      ...Array.from({ length: 3 }, () => ['y'.repeat(80)]),
    ]);
    const plain = await answered(r, channel, [[{ data: 'chats', label: '' }]]);
    expect(plain.id).toBe(message.id);
    expect(labels(plain)).toEqual([['…']]);
  });

  it('come with the first words, also when the answer to the call was lost', async () => {
    const { server, channel, surface, signal } = await inServer();
    const target = messageTarget(channel);
    const path = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/messages');
    server.rule({ match: path, drop: 'after', times: 1 });
    await kindOf(surface.create(target, text('one'), placed(), signal));
    await surface.create(target, { ...text('one'), controls: retry }, placed(), signal);
    expect(server.messages(channel)).toMatchObject([{ content: 'one', buttons: [[{ label: 'Regenerate' }]] }]);
    await surface.create(target, { ...text('one'), controls: retry }, placed(), signal);
    // What is as it should be needs no edit.
    expect(server.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('stand under answers to slash commands', async () => {
    const { r, channel, surface, signal } = await inServer();
    const { used, target } = await asked(r, channel);
    await surface.acknowledge(target, signal);
    await surface.create(target, { ...text('one'), controls: retry }, placed(), signal);
    const again = await asked(r, channel);
    await surface.create(again.target, { ...text('at once'), controls: retry }, placed(), signal);
    for (const each of [used, again.used]) expect(each.messages().map(labels)).toEqual([[['Regenerate']]]);
  });
});

describe('a press', () => {
  it('is acknowledged once, and nothing is seen of it', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const message = await answered(r, channel);
    const { used, target } = await press(r, message);
    await Promise.all([surface.acknowledge(target, signal), surface.acknowledge(target, signal)]);
    expect(used.state()).toBe('answered');
    expect(server.calls.filter(({ path }) => path.endsWith('/callback')).map(({ body }) => body)).toEqual([
      { type: 6 },
    ]);
    expect(server.messages(channel)).toMatchObject([{ id: message.id, content: 'an answer', edits: 0 }]);
  });

  it('changes its message and adds to it in the channel', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const message = await answered(r, channel);
    const { target } = await press(r, message);
    await surface.acknowledge(target, signal);
    await surface.typing(target, signal);
    expect(server.calls.at(-1)?.path).toBe(`/channels/${channel.id}/typing`);
    await surface.edit(target, message.id, text('another answer'), signal);
    const [more] = await surface.create(target, text('and more'), { ...placed(1, message.id), nonce: 'm' }, signal);
    await surface.create(target, text('and more'), { ...placed(1, message.id), nonce: 'm' }, signal);
    expect(server.messages(channel)).toMatchObject([
      { id: message.id, content: 'another answer', buttons: [] },
      { id: more, reference: message.id, content: 'and more' },
    ]);
    expect(await surface.adopt?.(target, [message.id], [], signal)).toEqual([message.id, more]);
    await surface.remove(target, more ?? '', signal);
    await surface.remove(target, message.id, signal);
    await surface.remove(target, message.id, signal);
    expect(server.messages(channel)).toEqual([]);
  });

  it('has no bubble of its own to be found', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const { target } = await press(r, await answered(r, channel));
    await surface.acknowledge(target, signal);
    const before = server.calls.length;
    expect(await surface.adopt?.(target, [], [], signal)).toEqual([]);
    expect(server.calls).toHaveLength(before);
  });

  it.each([
    ['at once', false],
    ['after the acknowledgement', true],
  ])('is refused to the presser alone, %s', async (_, acknowledged) => {
    const { r, server, channel, surface, signal } = await inServer();
    const message = await answered(r, channel);
    const { used, target } = await press(r, message);
    if (acknowledged) await surface.acknowledge(target, signal);
    const [id] = await surface.create({ ...target, privately: true }, text('Not yours.'), placed(), signal);
    expect(used.messages()).toMatchObject([{ id, content: 'Not yours.', flags: 4 | 64 }]);
    await surface.acknowledge(target, signal);
    expect(server.messages(channel)).toMatchObject([{ id: message.id, content: 'an answer', buttons: [[{}]] }]);
  });

  it('is refused once more when the answer to the first call was lost', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const { used, target } = await press(r, await answered(r, channel));
    server.rule({ match: ({ path }) => path.endsWith('/callback'), drop: 'after', times: 1 });
    const alone: Target = { ...target, privately: true };
    expect(await kindOf(surface.create(alone, text('no'), placed(), signal))).toMatchObject({ kind: 'unreachable' });
    await surface.create(alone, text('no'), placed(), signal);
    expect(used.messages().map(({ flags }) => flags & 64)).toEqual([64, 64]);
  });

  it('under an answer for one person changes it by the token', async () => {
    const rig = await inServer();
    const { r, server, channel, surface, signal } = rig;
    const { message, asker } = await secret(rig);
    const { used, target } = await press(r, message, asker);
    // Whoever writes first responds first.
    await surface.edit(target, message.id, { ...text('another secret'), controls: retry }, signal);
    const before = server.calls.length;
    await surface.typing(target, signal);
    expect(server.calls).toHaveLength(before);
    const [more] = await surface.create(target, text('more'), placed(1, message.id), signal);
    await surface.edit(target, more ?? '', text('more!'), signal);
    expect(message.content).toBe('another secret');
    expect(used.messages()).toMatchObject([{ content: 'more!', flags: 4 | 64 }]);
    await surface.remove(target, more ?? '', signal);
    await surface.remove(target, message.id, signal);
    await surface.remove(target, message.id, signal);
    expect(used.messages()).toEqual([]);
    expect(server.messages(channel)).toEqual([]);
  });

  it('goes on after a restart, with what the first life has stored', async () => {
    const rig = await inServer();
    const { message, asker } = await secret(rig);
    const { target } = await press(rig.r, message, asker);
    await rig.surface.acknowledge(target, rig.signal);
    await rig.r.stop();
    const again = await (await import('../setup.ts')).rig({ server: rig.server });
    const stored: Target = JSON.parse(JSON.stringify(target));
    await again.adapter.surface.edit(stored, message.id, text('after all'), again.signal);
    expect(message.content).toBe('after all');
  });

  it('works where the bot is no member, by the token alone', async () => {
    const { r, server, channel, surface, signal } = await inServer({}, false);
    const first = await asked(r, channel);
    await surface.create(first.target, { ...text('one'), controls: retry }, placed(), signal);
    const [message] = first.used.messages();
    if (!message) throw new Error('no answer');
    const { used, target } = await press(r, message);
    await surface.create(target, text('more'), placed(1, message.id), signal);
    await surface.edit(target, message.id, text('changed'), signal);
    expect(message.content).toBe('changed');
    expect(used.messages()).toMatchObject([{ content: 'more', flags: 4 }]);
    expect(server.calls.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('too late is told so', async () => {
    const rig = await inServer({ discord: { timing: { respondMs: 60 } } });
    const { r, server, surface, signal } = rig;
    const { message, asker } = await secret(rig);
    const { used, target } = await press(r, message, asker);
    await server.waitFor(() => used.state() === 'failed');
    expect(await kindOf(surface.edit(target, message.id, text('late'), signal))).toMatchObject({ kind: 'expired' });
    const alone = { ...target, privately: true };
    expect(await kindOf(surface.create(alone, text('late'), placed(), signal))).toMatchObject({ kind: 'expired' });
  });

  it('on a message that is gone meanwhile', async () => {
    const { r, server, channel, surface, signal } = await inServer();
    const message = await answered(r, channel);
    const { target } = await press(r, message);
    server.erase(message);
    expect(await kindOf(surface.edit(target, message.id, text('x'), signal))).toMatchObject({ kind: 'gone' });
  });
});

describe('what only the asker sees', () => {
  it('can be said to whoever used a command or a button, not to whoever wrote', async () => {
    const { r, channel, surface, signal, server } = await inServer();
    const { used, target } = await asked(r, channel);
    const alone = surface.privateTarget?.(target, { id: 'discord:1', name: '' });
    expect(alone).toMatchObject({ privately: true, expiresAt: expect.any(Number) });
    if (alone) await surface.create(alone, text('psst'), placed(), signal);
    expect(used.messages()).toMatchObject([{ flags: 4 | 64 }]);
    const message = await answered(r, channel);
    const pressed = await press(r, message);
    const beside = surface.privateTarget?.(pressed.target, { id: 'discord:1', name: '' });
    const [id] = beside ? await surface.create(beside, text('psst'), placed(), signal) : [];
    if (beside) await surface.edit(beside, id ?? '', text('psst!'), signal);
    expect(pressed.used.messages()).toMatchObject([{ content: 'psst!', flags: 4 | 64 }]);
    expect(server.messages(channel)).toMatchObject([{ content: 'an answer' }]);
    // The message itself is still everybody's.
    if (beside) await surface.edit(beside, message.id, text('changed'), signal);
    expect(message.content).toBe('changed');
    expect(pressed.used.messages()).toMatchObject([{ content: 'psst!' }]);
    expect(surface.privateTarget?.(messageTarget(channel), { id: 'discord:1', name: '' })).toBeUndefined();
  });
});
