import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMethod, startTelegram, type TelegramOptions, type TelegramSimulator } from './telegram/index.ts';
import { readParams } from './telegram/params.ts';
import { fixText } from './telegram/text.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let telegram: TelegramSimulator;
let api: Api;

async function start(options: TelegramOptions = {}): Promise<void> {
  await telegram?.close();
  telegram = await startTelegram(options);
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
}

beforeEach(() => start());
afterEach(() => telegram.close());

/** The description of the refusal a call ends in. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GrammyError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.description;
}

describe('connection', () => {
  it('knows its token, its methods and itself', async () => {
    expect(await refusal(new Api('1:wrong', { apiRoot: telegram.apiRoot }).getMe())).toBe('Unauthorized');
    const reply = await fetch(`${telegram.apiRoot}/bot${telegram.token}/noSuchMethod`);
    expect(reply.status).toBe(404);
    expect(await reply.json()).toEqual({ ok: false, error_code: 404, description: 'Not Found' });
    expect(await api.getMe()).toMatchObject({ username: 'parley_bot', can_read_all_group_messages: false });
  });

  it('takes JSON, forms and queries alike', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    const url = `${telegram.apiRoot}/bot${telegram.token}/sendMessage`;
    const entities = JSON.stringify([{ type: 'bold', offset: 0, length: 1 }]);
    await fetch(url, { method: 'POST', body: new URLSearchParams({ chat_id: String(chat.id), text: 'a', entities }) });
    const form = new FormData();
    form.set('chat_id', String(chat.id));
    form.set('text', 'b');
    await fetch(url, { method: 'POST', body: form });
    await fetch(`${url}?chat_id=${chat.id}&text=c`);
    expect(telegram.answers(chat)).toEqual(['a', 'b', 'c']);
    expect(telegram.messages(chat)[0]?.entities).toEqual([{ type: 'bold', offset: 0, length: 1 }]);
  });

  it('breaks calls by rule and by refusal', async () => {
    const chat = telegram.privateChat(telegram.user({ first_name: 'Ada' }));
    telegram.fail('sendMessage', { error_code: 502, description: 'Bad Gateway' });
    expect(await refusal(api.sendMessage(chat.id, 'x'))).toBe('Bad Gateway');
    telegram.rule({ match: isMethod('sendMessage'), times: 1, drop: 'after' });
    await expect(api.sendMessage(chat.id, 'orphan')).rejects.toBeInstanceOf(HttpError);
    expect(telegram.answers(chat)).toEqual(['orphan']);
    await api.sendMessage(chat.id, 'y');
    expect(telegram.callsOf('sendMessage').map(({ ok }) => ok)).toEqual([false, true, true]);
  });
});

describe('updates', () => {
  it('delivers until an offset confirms, and keeps what is above it', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    for (const text of ['1', '2', '3']) telegram.say(chat, ada, text);
    const first = await api.getUpdates();
    expect(first.map((update) => update.message?.text)).toEqual(['1', '2', '3']);
    expect(await api.getUpdates({ limit: 1 })).toEqual(first.slice(0, 1));
    const second = first[1]?.update_id ?? 0;
    expect(await api.getUpdates({ offset: second })).toEqual(first.slice(1));
    expect(await api.getUpdates({ offset: -1 })).toEqual(first.slice(2));
    expect(await api.getUpdates({ offset: second + 2 })).toEqual([]);
    expect(telegram.pending()).toEqual([]);
  });

  it('waits for news, and ends an older poll when a second one comes', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    const long = api.getUpdates({ timeout: 10 });
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 1);
    telegram.say(chat, ada, 'hi');
    expect(await long).toHaveLength(1);

    const offset = ((await long)[0]?.update_id ?? 0) + 1;
    const older = refusal(api.getUpdates({ timeout: 10, offset }));
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 2);
    expect(await api.getUpdates()).toEqual([]);
    expect(await older).toMatch(/^Conflict: terminated by other getUpdates request/);
    telegram.conflict(true);
    expect(await refusal(api.getUpdates())).toMatch(/^Conflict: terminated/);
  });

  it('refuses to be polled while a webhook is set, and loses nothing by deleting it', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    telegram.say(telegram.privateChat(ada), ada, 'hi');
    await api.setWebhook('https://example.org/hook');
    expect(await refusal(api.getUpdates())).toMatch(/webhook is active/);
    expect((await api.getWebhookInfo()).url).toBe('https://example.org/hook');
    await api.deleteWebhook();
    expect(await api.getUpdates()).toHaveLength(1);
  });

  it('remembers the kinds asked for', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    await api.getUpdates({ allowed_updates: ['edited_message'] });
    const message = telegram.say(chat, ada, 'hi');
    telegram.edit(message, 'ho');
    const updates = await api.getUpdates();
    expect(updates.map((update) => update.edited_message?.text)).toEqual(['ho']);
  });

  it('still delivers when ids jump down below the offset', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    telegram.say(chat, ada, 'high');
    const high = (await api.getUpdates())[0]?.update_id ?? 0;
    telegram.nextUpdateId(500);
    const poll = api.getUpdates({ offset: high + 1, timeout: 5 });
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 2);
    telegram.say(chat, ada, 'low');
    expect((await poll).map((update) => [update.update_id, update.message?.text])).toEqual([[500, 'low']]);
  });

  it('honours privacy mode', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const group = telegram.group({ title: 'Lab' });
    const sent = await api.sendMessage(group.id, 'I am here');
    telegram.say(group, ada, 'nobody listens');
    telegram.say(group, ada, 'hey @Parley_Bot');
    telegram.say(group, ada, 'a reply', { replyTo: sent.message_id });
    telegram.say(group, ada, '/new@parley_bot');
    telegram.say(group, ada, '/new@other_bot');
    telegram.join(group, ada);
    const updates = await api.getUpdates();
    expect(updates.map(({ message }) => message?.text ?? 'service')).toEqual([
      'hey @Parley_Bot',
      'a reply',
      '/new@parley_bot',
      'service',
    ]);
    expect(updates[0]?.message?.entities).toEqual([{ type: 'mention', offset: 4, length: 11 }]);
    expect(updates[1]?.message?.reply_to_message?.text).toBe('I am here');
  });
});

describe('sending and editing', () => {
  it('refuses texts as the real one does', async () => {
    const chat = telegram.privateChat(telegram.user({ first_name: 'Ada' }));
    expect(await refusal(api.sendMessage(chat.id, ' \n\t'))).toBe('Bad Request: message text is empty');
    expect(await refusal(api.sendMessage(chat.id, 'x'.repeat(4097)))).toBe('Bad Request: message is too long');
    expect(await refusal(api.sendMessage(1, 'x'))).toBe('Bad Request: chat not found');
    expect(await refusal(api.sendMessage(chat.id, 'x', { reply_parameters: { message_id: 99 } }))).toBe(
      'Bad Request: message to be replied not found',
    );
    expect(await refusal(api.sendMessage(chat.id, 'x', { message_thread_id: 7 }))).toBe(
      'Bad Request: message thread not found',
    );
    await api.sendMessage(chat.id, ` ${'x'.repeat(4096)} `, {
      reply_parameters: { message_id: 99, allow_sending_without_reply: true },
    });
    expect(telegram.answers(chat)[0]).toHaveLength(4096);
  });

  it('edits its own messages only, and tells when nothing changes', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    const theirs = telegram.say(chat, ada, 'hi');
    const { message_id } = await api.sendMessage(chat.id, 'a');
    await api.editMessageText(chat.id, message_id, 'b');
    expect(await refusal(api.editMessageText(chat.id, message_id, ' b '))).toMatch(/message is not modified/);
    expect(await refusal(api.editMessageText(chat.id, theirs.message_id, 'b'))).toBe(
      "Bad Request: message can't be edited",
    );
    expect(telegram.messages(chat)[1]).toMatchObject({ text: 'b', editCount: 1, mine: true });
    await api.editMessageMedia(chat.id, message_id, {
      type: 'photo',
      media: new InputFile(PNG, 'a.png'),
      caption: 'c',
    });
    expect(telegram.messages(chat)[1]).toMatchObject({ text: 'c', caption: 'c', photos: 1, editCount: 2 });
    expect(await refusal(api.editMessageText(chat.id, message_id, 'd'))).toMatch(/there is no text/);
    await api.deleteMessage(chat.id, message_id);
    expect(telegram.answers(chat)).toEqual([]);
    expect(telegram.messages(chat, 'deleted').at(-1)).toMatchObject({ id: message_id, deleted: true });
    expect(await refusal(api.editMessageText(chat.id, message_id, 'd'))).toBe('Bad Request: message to edit not found');
    expect(await refusal(api.deleteMessage(chat.id, message_id))).toBe('Bad Request: message to delete not found');
  });

  it('takes pictures and albums, and nothing that is no picture', async () => {
    const chat = telegram.privateChat(telegram.user({ first_name: 'Ada' }));
    await api.sendPhoto(chat.id, new InputFile(PNG, 'a.png'), { caption: 'one' });
    const album = await api.sendMediaGroup(chat.id, [
      { type: 'photo', media: new InputFile(PNG, 'a.png'), caption: 'two' },
      { type: 'photo', media: new InputFile(PNG, 'b.png') },
    ]);
    expect(new Set(album.map((message) => 'media_group_id' in message && message.media_group_id)).size).toBe(1);
    expect(telegram.answers(chat)).toEqual(['one', 'two', '']);
    expect(await refusal(api.sendPhoto(chat.id, new InputFile(Buffer.from('no'), 'a.png')))).toMatch(/IMAGE_PROCESS/);
    expect(await refusal(api.sendPhoto(chat.id, new InputFile(PNG, 'a.png'), { caption: 'x'.repeat(1025) }))).toBe(
      'Bad Request: message caption is too long',
    );
  });

  it('knows who may not be written to, and where a group went', async () => {
    const ada = telegram.user({ first_name: 'Ada' });
    const chat = telegram.privateChat(ada);
    telegram.bar(chat, ada, 'blocked');
    expect(await refusal(api.sendMessage(chat.id, 'x'))).toBe('Forbidden: bot was blocked by the user');
    telegram.bar(chat, ada, undefined);
    await api.sendMessage(chat.id, 'x');
    const old = telegram.basicGroup({ title: 'Lab' });
    const next = telegram.migrate(old, ada);
    const error = await api.sendMessage(old.id, 'x').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: next.id } });
    const service = (await api.getUpdates()).find((update) => update.message?.migrate_to_chat_id);
    expect(service?.message?.chat.id).toBe(old.id);
  });

  it('answers 429 above its rates and punishes who goes on', async () => {
    let time = 1_000_000;
    await start({ limits: { chatPerSecond: 1, chatBurst: 2 }, clock: { now: () => time } });
    const chat = telegram.privateChat(telegram.user({ first_name: 'Ada' }));
    await api.sendMessage(chat.id, '1');
    await api.sendChatAction(chat.id, 'typing');
    const error = await api.sendMessage(chat.id, '3').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    expect(await refusal(api.sendMessage(chat.id, '3'))).toBe('Too Many Requests: retry after 2');
    time += 2000;
    await api.sendMessage(chat.id, '3');
  });
});

describe('entities', () => {
  const bold = (offset: number, length: number) => ({ type: 'bold', offset, length });

  it('refuses ranges outside the text or inside a character', () => {
    expect(() => fixText('abc', [bold(1, 3)])).toThrow(/ends after the end of the text at UTF-16 offset 4/);
    expect(() => fixText('a😀b', [bold(2, 2)])).toThrow(/begins in a middle of a UTF-16 symbol/);
    expect(() => fixText('a😀b', [bold(0, 2)])).toThrow(/ends in a middle of a UTF-16 symbol/);
    expect(() => fixText('abc', [bold(-1, 2)])).toThrow(/incorrect offset -1/);
    expect(() => fixText('abc', [{ type: 'shiny', offset: 0, length: 1 }])).toThrow(/Unsupported type/);
  });

  it('trims, cleans and moves ranges along', () => {
    expect(fixText('\r\n  a\u0001b \n', [bold(4, 3)])).toEqual({ text: 'a b', entities: [bold(0, 3)] });
  });

  it('keeps nothing inside code, cuts what crosses, and drops what is past a hundred', () => {
    const code = { type: 'code', offset: 0, length: 4 };
    expect(fixText('abcdef', [code, bold(2, 4)]).entities).toEqual([code, bold(4, 2)]);
    expect(fixText('abcdef', [bold(0, 4), { type: 'italic', offset: 2, length: 4 }]).entities).toEqual([
      bold(0, 4),
      { type: 'italic', offset: 2, length: 2 },
      { type: 'italic', offset: 4, length: 2 },
    ]);
    const many = Array.from({ length: 120 }, (_, index) => bold(index * 2, 1));
    expect(fixText('a '.repeat(120), many).entities).toHaveLength(100);
  });
});

describe('commands', () => {
  it('keeps a list for each language, and refuses bad names', async () => {
    await api.setMyCommands([{ command: 'new', description: 'Start over' }]);
    await api.setMyCommands([{ command: 'new', description: '重新开始' }], { language_code: 'zh' });
    expect(await api.getMyCommands()).toEqual([{ command: 'new', description: 'Start over' }]);
    expect(await api.getMyCommands({ language_code: 'zh' })).toHaveLength(1);
    expect(await api.getMyCommands({ language_code: 'de' })).toEqual([]);
    expect(await refusal(api.setMyCommands([{ command: 'Näh', description: 'x' }]))).toMatch(/BOT_COMMAND_INVALID/);
    expect(await refusal(api.setMyCommands([{ command: 'a', description: '' }]))).toMatch(/DESCRIPTION_INVALID/);
  });
});

it('reads the loosely quoted multipart some clients send', () => {
  const body = Buffer.from(
    '--x\r\ncontent-disposition:form-data;name="a"\r\n\r\n1\r\n--x\r\ncontent-disposition:form-data;name="f";filename=p.png\r\n\r\nBYTES\r\n--x--\r\n',
  );
  const { gone } = { gone: new AbortController().signal };
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const call = { id: 1, at: 0, method: 'POST', path: '/', query: new URLSearchParams(), headers, body, gone };
  expect(readParams(call)).toEqual({
    fields: { a: '1' },
    files: { f: { name: 'p.png', bytes: Buffer.from('BYTES') } },
  });
});
