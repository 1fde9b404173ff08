import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody, InboundEvent } from '../../../src/ports/index.ts';
import { flatOf } from '../../events.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { type Harness, harness } from './harness.ts';

let telegram: TelegramSimulator;
let core: Harness;
let ada: User;
let home: Chat;
let lab: Chat;
let forum: Chat;

beforeEach(async () => {
  telegram = await startTelegram({ privacy: false });
  core = harness(telegram);
  ada = telegram.user({ id: 7, first_name: 'Ada', language_code: 'en' });
  home = telegram.privateChat(ada);
  lab = telegram.group({ title: 'Lab' });
  forum = telegram.group({ title: 'Forum', forum: true });
  await core.start();
});
afterEach(async () => {
  await core.stop();
  await telegram.close();
});

const actions = (): InboundEvent[] =>
  core.batches.flatMap(({ events }) => events.filter(({ body }) => body.type !== 'message'));

/** The only action there was, once everything is confirmed. */
async function only(): Promise<InboundEvent> {
  await telegram.waitFor(() => telegram.pending().length === 0);
  const [first, ...more] = actions();
  if (!first || more.length > 0) throw new Error(`expected one action, got ${more.length + (first ? 1 : 0)}`);
  return first;
}

async function none(): Promise<void> {
  await telegram.waitFor(() => telegram.pending().length === 0);
  expect(actions()).toEqual([]);
}

async function bubble(chat: Chat, options: object = {}): Promise<number> {
  const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chat.id, text: 'choose', reply_markup: buttons, ...options }),
  });
  const { result }: { result: { message_id: number } } = await response.json();
  return result.message_id;
}

const buttons = { inline_keyboard: [[{ text: 'Again', callback_data: 'retry turn=k3' }]] };

describe('edited messages', () => {
  it('say which message they were, and what it says now', async () => {
    const message = telegram.say(home, ada, 'hello');
    telegram.edit(message, 'hello there');
    const { sentAt, ...rest } = await only();
    const update = telegram.updates.at(-1)?.update_id;
    const said = core.batches.flatMap(({ events }) => events).find(({ body }) => body.type === 'message');
    expect(rest).toEqual({
      v: 2,
      key: `telegram:edit:7:${message.message_id}:${update}`,
      at: { surface: 'telegram', chat: 'telegram:7', kind: 'private', scopes: ['telegram:7'] },
      actor: { id: 'telegram:7', name: 'Ada', locale: 'en' },
      reply: {
        surface: 'telegram',
        chat: 'telegram:7',
        group: false,
        privately: false,
        prompt: String(message.message_id),
        address: { chat: 7 },
      },
      body: {
        type: 'edit',
        of: `telegram:7:${message.message_id}`,
        id: String(message.message_id),
        at: expect.closeTo(message.date * 1000, -4),
        text: 'hello there',
        whole: { ...said, body: { ...said?.body, text: 'hello there', length: 11 }, sentAt: message.date * 1000 },
      },
    });
    expect(Math.abs(sentAt - Date.now())).toBeLessThan(5000);
    expect(core.texts()).toEqual(['hello']);
  });

  it('are new each time', async () => {
    const message = telegram.say(home, ada, 'a');
    telegram.edit(message, 'b');
    telegram.edit(message, 'a');
    await telegram.waitFor(() => telegram.pending().length === 0);
    expect(actions().map(({ body }) => body)).toMatchObject([{ text: 'b' }, { text: 'a' }]);
    expect(new Set(actions().map(({ key }) => key)).size).toBe(2);
  });

  it.each([
    ['@parley_bot what is new?', 'what is new?'],
    ['what is new?', 'what is new?'],
    ['/ask@parley_bot again', '/ask again'],
  ])('in a group count with or without the mention: %s', async (said, text) => {
    const message = telegram.say(lab, ada, '@parley_bot hi');
    telegram.edit(message, said);
    expect((await only()).body).toMatchObject({ type: 'edit', text });
  });

  it('know their topic and the group behind it', async () => {
    const topic = telegram.topic(forum, ada, 'Tea');
    telegram.edit(telegram.say(forum, ada, '@parley_bot hi', { topic }), 'ho');
    expect(await only()).toMatchObject({
      at: { chat: `telegram:${forum.id}`, thread: String(topic) },
      reply: { address: { chat: forum.id, thread: topic } },
    });
  });

  it('of a caption, and of a part of a long text, name the key the message came with', async () => {
    const album = telegram.album(home, ada, 2, 'two');
    const paste = telegram.paste(home, ada, `${'a'.repeat(4096)}b`);
    await telegram.waitFor(() => core.batches.flatMap(({ events }) => events).length === 4);
    const edited = [album[0], album[1], paste[1]].filter((message) => message !== undefined);
    for (const message of edited) telegram.edit(message, 'other');
    await telegram.waitFor(() => actions().length === 3);
    const prompts = core.batches.flatMap(({ events }) => events).filter(({ body }) => body.type === 'message');
    expect(flatOf(actions(), 'edit').map(({ of }) => of)).toEqual([0, 1, 3].map((at) => prompts[at]?.key));
    expect(actions().map(({ body }) => body)).toMatchObject([{ text: 'other' }, { text: 'other' }, { text: 'other' }]);
  });

  it('by bots are none, nor is what moves on a map', async () => {
    const robot = telegram.user({ first_name: 'Robot', is_bot: true });
    telegram.edit(telegram.say(lab, robot, 'x'), 'y');
    telegram.edit(telegram.say(home, ada, '', { location: true }), '');
    await none();
  });
});

describe('pressed buttons', () => {
  it('say what the button says, where it is and who pressed', async () => {
    const message = await bubble(home);
    const query = telegram.press(home, ada, message, 'retry turn=k3');
    const { sentAt, ...rest } = await only();
    expect(rest).toEqual({
      v: 2,
      key: `telegram:press:${query.id}`,
      at: { surface: 'telegram', chat: 'telegram:7', kind: 'private', scopes: ['telegram:7'] },
      actor: { id: 'telegram:7', name: 'Ada', locale: 'en' },
      reply: {
        surface: 'telegram',
        chat: 'telegram:7',
        group: false,
        privately: false,
        address: { chat: 7, callback: query.id, user: 7 },
      },
      body: { type: 'press', data: 'retry turn=k3', message: String(message) },
    });
    expect(Math.abs(sentAt - Date.now())).toBeLessThan(5000);
  });

  it('belong to the topic of their message', async () => {
    const topic = telegram.topic(forum, ada, 'Tea');
    telegram.press(forum, ada, await bubble(forum, { message_thread_id: topic }), 'retry turn=k3');
    expect(await only()).toMatchObject({
      at: { chat: `telegram:${forum.id}`, thread: String(topic), kind: 'group', scopes: [`telegram:${forum.id}`] },
      reply: { group: true, address: { chat: forum.id, thread: topic } },
    });
  });

  it('are taken though the message is too old to be looked at', async () => {
    const message = await bubble(lab);
    telegram.press(lab, ada, message, 'retry turn=k3', { inaccessible: true });
    expect(await only()).toMatchObject({
      at: { chat: `telegram:${lab.id}` },
      body: { type: 'press', data: 'retry turn=k3', message: String(message) },
    });
  });

  it('under a message one person sees lead to what only that person sees', async () => {
    telegram.appoint(lab, { ...telegram.bot });
    telegram.say(lab, ada, 'hi');
    await bubble(lab, { ephemeral_message_parameters: { receiver_user_id: ada.id } });
    const [seen] = telegram.messagesFor(lab, ada);
    if (!seen) throw new Error('nothing to press');
    const query = telegram.press(lab, ada, seen, 'retry turn=k3');
    expect(await only()).toMatchObject({
      at: { chat: `telegram:${lab.id}`, kind: 'group' },
      reply: {
        chat: 'telegram:7',
        group: false,
        privately: false,
        address: { chat: 7, group: lab.id, callback: query.id, user: 7 },
      },
      body: { type: 'press', message: `e:${lab.id}:7:${seen.ephemeral}` },
    });
  });

  it('of messages that are not there are answered and forgotten', async () => {
    const from = { ...ada };
    telegram.push({ callback_query: { id: '1', from, chat_instance: '1', inline_message_id: 'x', data: 'new' } });
    telegram.push({ callback_query: { id: '2', from, chat_instance: '1', game_short_name: 'chess' } });
    await telegram.waitFor(() => telegram.callsOf('answerCallbackQuery').length === 2);
    await none();
    expect(telegram.callsOf('answerCallbackQuery').map(({ params }) => params['callback_query_id'])).toEqual([
      '1',
      '2',
    ]);
    // The queue knows neither press: both refusals are as good as success.
    expect(core.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('Telegram’s own Stop', () => {
  it('stops what runs in the private chat', async () => {
    const target = { surface: 'telegram', chat: 'telegram:7', group: false, privately: false, address: { chat: 7 } };
    await core.adapter.surface.draft?.(target, 3, { rendered: { text: 'so f' } }, new AbortController().signal);
    telegram.stopDraft(home);
    const update = telegram.updates.at(-1)?.update_id;
    expect(await only()).toMatchObject({
      key: `telegram:stop:7:${update}`,
      at: { chat: 'telegram:7', kind: 'private' },
      actor: { id: 'telegram:7', name: 'Ada' },
      reply: target,
      body: { type: 'stop' },
    });
  });
});

describe('a batch', () => {
  it('keeps its order across kinds', async () => {
    await core.stop();
    const message = await bubble(home);
    const first = telegram.say(home, ada, 'x'.repeat(4096));
    telegram.press(home, ada, message, 'retry turn=k3');
    telegram.say(home, ada, 'tail');
    telegram.edit(first, 'short');
    telegram.say(home, ada, 'last');
    core = harness(telegram);
    await core.start();
    await telegram.waitFor(() => telegram.pending().length === 0);
    expect(core.batches).toHaveLength(1);
    const kinds = core.batches[0]?.events.map(({ body }) =>
      body.type === 'message' ? body.text.slice(-4) : body.type,
    );
    expect(kinds).toEqual(['xxxx', 'press', 'tail', 'edit', 'last']);
  });

  it('skips what cannot be read and takes the rest', async () => {
    telegram.redeliver(
      JSON.parse('{"update_id": 5, "edited_message": {"text": "a secret"}}'),
      JSON.parse('{"update_id": 6, "callback_query": {"id": 9}}'),
      JSON.parse('{"update_id": 7, "stopped_message_generation": null}'),
    );
    telegram.edit(telegram.say(home, ada, 'a'), 'b');
    expect((await only()).body).toMatchObject({ type: 'edit' } satisfies Partial<EventBody>);
    const skipped = core.lines.filter(({ message }) => /cannot be read/.test(message));
    expect(skipped.map(({ fields }) => fields)).toEqual([
      { update: 5, type: 'edited_message' },
      { update: 6, type: 'callback_query' },
      { update: 7, type: 'stopped_message_generation' },
    ]);
    expect(JSON.stringify(core.lines)).not.toContain('a secret');
  });
});
