import { Api, GrammyError } from 'grammy';
import type { Chat, InlineKeyboardMarkup, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from './telegram/index.ts';

let telegram: TelegramSimulator;
let api: Api;
let now: number;
let ada: User;
let grace: User;
let home: Chat;
let lab: Chat;

async function start(options: TelegramOptions = {}): Promise<void> {
  await telegram?.close();
  now = 1_800_000_000_000;
  telegram = await startTelegram({ clock: { now: () => now }, ...options });
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
  ada = telegram.user({ first_name: 'Ada' });
  grace = telegram.user({ first_name: 'Grace' });
  home = telegram.privateChat(ada);
  lab = telegram.group({ title: 'Lab' });
}

beforeEach(() => start());
afterEach(() => telegram.close());

const bot = (): User => ({ ...telegram.bot });

/** The description of the refusal a call ends in. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GrammyError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.description;
}

const keys = (...data: string[]): { reply_markup: InlineKeyboardMarkup } => ({
  reply_markup: { inline_keyboard: [data.map((each) => ({ text: 'x', callback_data: each }))] },
});

describe('edits by people', () => {
  it('tell what the message says now, caption or text, and when', async () => {
    const text = telegram.say(home, ada, 'a @parley_bot');
    const photo = telegram.say(home, ada, 'b', { photo: true });
    now += 5000;
    telegram.edit(text, 'c');
    telegram.edit(photo, '/d');
    const edits = (await api.getUpdates()).map((update) => update.edited_message).filter((edit) => edit !== undefined);
    expect(edits).toMatchObject([
      { message_id: text.message_id, text: 'c', date: text.date, edit_date: text.date + 5 },
      { caption: '/d', caption_entities: [{ type: 'bot_command', offset: 0, length: 2 }] },
    ]);
    expect(edits[0]).not.toHaveProperty('entities');
    expect(edits[1]).not.toHaveProperty('text');
  });

  it('reach a bot in privacy mode only where the message did, before or after', async () => {
    telegram.edit(telegram.say(lab, ada, 'one'), 'two');
    telegram.edit(telegram.say(lab, ada, '@parley_bot three'), 'four');
    telegram.edit(telegram.say(lab, ada, 'five'), '@parley_bot six');
    const edits = (await api.getUpdates()).flatMap(({ edited_message: edit }) => edit?.text ?? []);
    expect(edits).toEqual(['four', '@parley_bot six']);
  });
});

describe('keyboards', () => {
  it.each<[string, unknown]>([
    ['BUTTON_DATA_INVALID', { inline_keyboard: [[{ text: 'x', callback_data: 'ß'.repeat(33) }]] }],
    ['text buttons are unallowed in the inline keyboard', { inline_keyboard: [[{ text: 'x' }]] }],
    ['text buttons are unallowed in the inline keyboard', { inline_keyboard: [[{ text: 'x', callback_data: '' }]] }],
    ['inline keyboard button text must be non-empty', { inline_keyboard: [[{ text: ' ', callback_data: 'x' }]] }],
    ['must be of the type Array', { inline_keyboard: 'x' }],
    ['expected an Array', { inline_keyboard: [{ text: 'x', callback_data: 'x' }] }],
    ['expected an Object', { inline_keyboard: [['x']] }],
    ['reply markup is too long', { inline_keyboard: [Array(101).fill({ text: 'x', callback_data: 'x' })] }],
    ['object expected as reply markup', []],
    ['inline keyboard expected', { keyboard: [] }],
  ])('are refused where they are none: %s', async (reason, reply_markup) => {
    const reply = await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: home.id, text: 'x', reply_markup }),
    });
    expect(reply.status).toBe(400);
    expect(JSON.stringify(await reply.json())).toContain(reason);
  });

  it('hold 64 bytes a button, and are taken away by an edit without one', async () => {
    const { message_id } = await api.sendMessage(home.id, 'a', keys('ß'.repeat(32)));
    expect(telegram.messages(home).at(-1)?.buttons).toEqual([[{ text: 'x', data: 'ß'.repeat(32) }]]);
    expect(await refusal(api.editMessageText(home.id, message_id, 'a', keys('ß'.repeat(32))))).toMatch(/not modified/);
    await api.editMessageText(home.id, message_id, 'a');
    expect(telegram.messages(home).at(-1)).toMatchObject({ buttons: [], editCount: 1 });
    expect(await refusal(api.editMessageText(home.id, message_id, 'a'))).toMatch(/not modified/);
    await api.editMessageReplyMarkup(home.id, message_id, keys('y'));
    expect(telegram.messages(home).at(-1)?.buttons).toEqual([[{ text: 'x', data: 'y' }]]);
  });

  it('that ask for a reply leave nothing to edit', async () => {
    const { message_id } = await api.sendMessage(home.id, 'Title?', { reply_markup: { force_reply: true } });
    expect(telegram.messages(home).at(-1)).toMatchObject({ form: true, buttons: [] });
    expect(telegram.messages(home).at(-1)).not.toHaveProperty('asked');
    const selective = { reply_markup: { force_reply: true, selective: true } } as const;
    await api.sendMessage(home.id, 'Title?', selective);
    expect(telegram.messages(home).at(-1)).toMatchObject({ form: true, asked: [] });
    expect(await refusal(api.editMessageText(home.id, message_id, 'x'))).toBe("Bad Request: message can't be edited");
    const other = await api.sendMessage(home.id, 'a');
    const reply = await fetch(
      `${telegram.apiRoot}/bot${telegram.token}/editMessageText?chat_id=${home.id}&message_id=${other.message_id}&text=b&reply_markup={"force_reply":true}`,
    );
    expect(await reply.json()).toMatchObject({ description: 'Bad Request: inline keyboard expected' });
    await api.deleteMessage(home.id, message_id);
  });
});

describe('presses', () => {
  it('are of buttons that are there, unless the person was faster', async () => {
    const { message_id: id } = await api.sendMessage(home.id, 'a', keys('x', 'y'));
    telegram.press(home, ada, id, 'y');
    expect(() => telegram.press(home, ada, id, 'z')).toThrow('no button z');
    await api.editMessageText(home.id, id, 'b');
    expect(() => telegram.press(home, ada, id, 'y')).toThrow('no button y');
    telegram.press(home, ada, id, 'y', { stale: true });
    telegram.press(home, ada, id, 'y', { stale: true, inaccessible: true });
    const queries = (await api.getUpdates()).map(({ callback_query: query }) => query);
    expect(queries).toMatchObject([
      { data: 'y', from: { id: ada.id }, message: { text: 'a', reply_markup: keys('x', 'y').reply_markup } },
      { data: 'y', message: { text: 'b' } },
      { data: 'y' },
    ]);
    expect(queries[2]?.message).toEqual({ chat: home, message_id: id, date: 0 });
  });

  it('are answered once, and soon', async () => {
    const { message_id: id } = await api.sendMessage(home.id, 'a', keys('x'));
    const query = telegram.press(home, ada, id, 'x');
    expect(await refusal(api.answerCallbackQuery(query.id, { text: 'x'.repeat(201) }))).toMatch(/MESSAGE_TOO_LONG/);
    await api.answerCallbackQuery(query.id, { text: 'Not yours', show_alert: true });
    expect(telegram.notifications).toEqual([{ query: query.id, user: ada.id, text: 'Not yours', alert: true }]);
    const late = telegram.press(home, ada, id, 'x');
    now += 16_000;
    const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
    for (const old of [query.id, late.id, 'none']) expect(await refusal(api.answerCallbackQuery(old))).toBe(tooOld);
  });
});

describe('private chats', () => {
  it('are opened by people only', async () => {
    expect(await refusal(api.sendMessage(grace.id, 'x'))).toBe(
      "Forbidden: bot can't initiate conversation with a user",
    );
    expect(await refusal(api.sendMessage(424242, 'x'))).toBe('Bad Request: chat not found');
    telegram.privateChat(grace);
    await api.sendMessage(grace.id, 'x');
  });
});

describe('members', () => {
  it('are told of to an admin; the bot learns about itself and the admins in any case', async () => {
    telegram.appoint(lab, grace);
    expect((await api.getChatMember(lab.id, telegram.bot.id)).status).toBe('member');
    expect(await refusal(api.getChatMember(lab.id, grace.id))).toMatch(/CHAT_ADMIN_REQUIRED/);
    expect((await api.getChatAdministrators(lab.id)).map(({ user }) => user.id)).toEqual([grace.id]);
    telegram.appoint(lab, bot());
    expect((await api.getChatMember(lab.id, grace.id)).status).toBe('administrator');
    expect((await api.getChatMember(lab.id, ada.id)).status).toBe('left');
    expect(await refusal(api.getChatMember(lab.id, 424242))).toMatch(/PARTICIPANT_ID_INVALID/);
    telegram.appoint(lab, grace, false);
    expect((await api.getChatMember(lab.id, grace.id)).status).toBe('member');
    expect(await refusal(api.getChatAdministrators(home.id))).toMatch(/no administrators in the private chat/);
  });

  it('may be kept from writing, in all or in a topic', async () => {
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    telegram.closeTopic(forum, ada, topic);
    expect(await refusal(api.sendMessage(forum.id, 'x', { message_thread_id: topic }))).toMatch(/TOPIC_CLOSED/);
    expect(await refusal(api.sendChatAction(forum.id, 'typing', { message_thread_id: topic }))).toMatch(/TOPIC_CLOSED/);
    telegram.allow(forum, { messages: false, photos: true }, 'everybody');
    expect(await refusal(api.sendMessage(forum.id, 'x'))).toMatch(/not enough rights to send text messages/);
    expect(await api.getChat(forum.id)).toMatchObject({ permissions: { can_send_messages: false } });
    telegram.appoint(forum, bot());
    await api.sendMessage(forum.id, 'x', { message_thread_id: topic });
    telegram.allow(lab, { messages: false, photos: false }, 'bot');
    expect(await refusal(api.sendMessage(lab.id, 'x'))).toMatch(/not enough rights/);
    expect(await api.getChatMember(lab.id, telegram.bot.id)).toMatchObject({ status: 'restricted' });
  });
});

describe('messages one person sees', () => {
  const to = (user: User, more = {}) => ({
    ephemeral_message_parameters: { receiver_user_id: user.id, ...more },
  });

  it('are sent by an admin, or on a member’s press just now; to members of groups', async () => {
    telegram.say(lab, ada, 'hi');
    expect(await refusal(api.sendMessage(lab.id, 'x', to(ada)))).toMatch(/CHAT_ADMIN_REQUIRED/);
    const { message_id: id } = await api.sendMessage(lab.id, 'a', keys('x'));
    const query = telegram.press(lab, ada, id, 'x').id;
    telegram.say(lab, grace, 'hi');
    expect(await refusal(api.sendMessage(lab.id, 'x', to(grace, { callback_query_id: query })))).toMatch(/QUERY_ID/);
    await api.sendMessage(lab.id, 'on the press', to(ada, { callback_query_id: query }));
    now += 16_000;
    expect(await refusal(api.sendMessage(lab.id, 'x', to(ada, { callback_query_id: query })))).toMatch(/too old/);
    telegram.appoint(lab, bot());
    await api.sendMessage(lab.id, 'by an admin', to(ada));
    expect(await refusal(api.sendMessage(lab.id, 'x', to(telegram.user({ first_name: 'Eve' }))))).toMatch(
      /PARTICIPANT/,
    );
    expect(await refusal(api.sendMessage(home.id, 'x', to(ada)))).toMatch(/PEER_ID_INVALID/);
    expect(telegram.messagesFor(lab, ada).map(({ text }) => text)).toEqual(['on the press', 'by an admin']);
    expect(telegram.messagesFor(lab, grace)).toEqual([]);
    expect(telegram.answers(lab)).toEqual(['a']);
  });

  it('have ids and methods of their own', async () => {
    telegram.appoint(lab, bot());
    telegram.say(lab, ada, 'hi');
    const sent = await api.sendMessage(lab.id, 'a', { ...to(ada), ...keys('x') });
    const id = sent.ephemeral_message_id ?? 0;
    expect(sent).toMatchObject({ message_id: 0, receiver_user: { id: ada.id } });
    expect(await refusal(api.editMessageText(lab.id, id, 'b'))).toMatch(/message to edit not found/);
    expect(await refusal(api.deleteMessage(lab.id, id))).toMatch(/message to delete not found/);
    expect(await refusal(api.editEphemeralMessageText(lab.id, grace.id, id, 'b'))).toMatch(/to edit not found/);
    expect(await refusal(api.editEphemeralMessageCaption(lab.id, ada.id, id, 'b'))).toMatch(/there is no caption/);
    telegram.press(lab, ada, { id: 0, ephemeral: id }, 'x');
    expect((await api.getUpdates()).at(-1)?.callback_query?.message).toMatchObject({
      message_id: 0,
      ephemeral_message_id: id,
    });
    await api.editEphemeralMessageText(lab.id, ada.id, id, 'b');
    expect(telegram.messagesFor(lab, ada)).toMatchObject([{ text: 'b', buttons: [], ephemeral: id }]);
    expect(await refusal(api.editEphemeralMessageText(lab.id, ada.id, id, 'b'))).toMatch(/not modified/);
    await api.deleteEphemeralMessage(lab.id, ada.id, id);
    expect(telegram.messagesFor(lab, ada)).toEqual([]);
    expect(await refusal(api.deleteEphemeralMessage(lab.id, ada.id, id))).toMatch(/message to delete not found/);
  });
});

describe('drafts', () => {
  it('are refused in groups, without an id, and when they are too long', async () => {
    expect(await refusal(api.sendMessageDraft(lab.id, 1, 'x'))).toMatch(/TEXTDRAFT_PEER_INVALID/);
    expect(await refusal(api.sendMessageDraft(home.id, 0, 'x'))).toMatch(/draft_id must be non-zero/);
    expect(await refusal(api.sendMessageDraft(home.id, 1, 'x'.repeat(4097)))).toMatch(/message is too long/);
    expect(telegram.draft(home)).toBeUndefined();
  });

  it('pass after half a minute, or with the message', async () => {
    await api.sendMessageDraft(home.id, 1, '');
    expect(telegram.draft(home)).toBe('');
    now += 31_000;
    expect(telegram.draft(home)).toBeUndefined();
    await api.sendMessageDraft(home.id, 1, 'so far');
    expect(telegram.draft(home)).toBe('so far');
    telegram.say(home, ada, 'hm');
    expect(telegram.draft(home)).toBe('so far');
    await api.sendMessage(home.id, 'whole');
    expect(telegram.draft(home)).toBeUndefined();
  });

  it('are stopped by the person where they may be', async () => {
    await api.sendMessageDraft(home.id, 4, 'so far');
    expect(() => telegram.stopDraft(home)).toThrow('no draft to stop');
    await api.sendMessageDraft(home.id, 4, 'so far', { can_stop: true });
    telegram.stopDraft(home);
    expect(telegram.draft(home)).toBeUndefined();
    expect(() => telegram.stopDraft(home)).toThrow('no draft to stop');
    await api.sendMessageDraft(home.id, 5, 'so far', { can_stop: true, keep_on_stop: true });
    telegram.stopDraft(home);
    expect(telegram.draft(home)).toBe('so far');
    expect((await api.getUpdates()).map((update) => update.stopped_message_generation)).toEqual([
      { chat: home, draft_id: 4 },
      { chat: home, draft_id: 5 },
    ]);
  });
});
