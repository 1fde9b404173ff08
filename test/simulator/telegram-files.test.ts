import { Api, GrammyError, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { jpeg, mp3, ogg, pdf } from './samples.ts';
import { startTelegram, type TelegramSimulator } from './telegram/index.ts';

/** Files at the stand-in of Telegram: fetched, uploaded, edited, refused. */

let telegram: TelegramSimulator;
let api: Api;
let clock: FakeClock;

beforeEach(async () => {
  clock = createFakeClock();
  telegram = await startTelegram({ clock });
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
});
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

function chatOf() {
  const ada = telegram.user({ first_name: 'Ada' });
  return { ada, chat: telegram.privateChat(ada) };
}

function fetched(path: string, token = telegram.token): Promise<Response> {
  return fetch(`${telegram.apiRoot}/file/bot${token}/${path}`);
}

describe('getFile', () => {
  it('gives a link to the bytes, which ends and is given anew', async () => {
    const { ada, chat } = chatOf();
    const { voice } = telegram.say(chat, ada, '', { voice: { bytes: ogg(2), duration: 2 } });
    const file = await api.getFile(voice?.file_id ?? '');
    expect(file).toMatchObject({ file_id: voice?.file_id, file_size: ogg(2).length });
    const path = file.file_path ?? '';
    expect(Buffer.from(await (await fetched(path)).arrayBuffer())).toEqual(ogg(2));
    expect((await fetched(path, '1:wrong')).status).toBe(404);
    await clock.advance(60 * 60_000);
    expect((await fetched(path)).status).toBe(404);
    await api.getFile(voice?.file_id ?? '');
    expect((await fetched(path)).status).toBe(200);
  });

  it('refuses ids that mean nothing, and files over 20 MB', async () => {
    const { ada, chat } = chatOf();
    expect(await refusal(api.getFile('x'))).toBe('Bad Request: invalid file_id');
    expect(await refusal(api.getFile('BQACAgIAAx99'))).toMatch(/^Bad Request: wrong file_id/);
    const { document } = telegram.say(chat, ada, '', { document: { size: 20 * 1024 * 1024 + 1 } });
    expect(await refusal(api.getFile(document?.file_id ?? ''))).toBe('Bad Request: file is too big');
    const { audio } = telegram.say(chat, ada, '', { audio: true });
    telegram.loseFile(audio?.file_id ?? '');
    expect(await refusal(api.getFile(audio?.file_id ?? ''))).toMatch(/^Bad Request: wrong file_id/);
  });

  it('makes photos in sizes, the largest last', () => {
    const { ada, chat } = chatOf();
    const { photo = [] } = telegram.say(chat, ada, '', { photo: { width: 4000, height: 3000 } });
    expect(photo.map(({ width, height }) => [width, height])).toEqual([
      [90, 68],
      [320, 240],
      [800, 600],
      [1280, 960],
      [2560, 1920],
    ]);
    expect(new Set(photo.map(({ file_id }) => file_id)).size).toBe(5);
  });
});

describe('uploads', () => {
  const file = (bytes: Buffer, name: string) => new InputFile(bytes, name);

  it('shows Ogg, MP3 and M4A as a voice, and other sound as a file', async () => {
    const { chat } = chatOf();
    const sent = await api.sendVoice(chat.id, file(ogg(3), 'a.ogg'), { duration: 3, caption: 'Hear' });
    expect(sent).toMatchObject({ voice: { duration: 3, mime_type: 'audio/ogg' }, caption: 'Hear' });
    expect(await api.sendVoice(chat.id, file(mp3, 'a.mp3'))).toHaveProperty('voice');
    expect(await api.sendVoice(chat.id, file(Buffer.from('RIFF....WAVE'), 'a.wav'))).toHaveProperty('document');
    expect(await api.sendAudio(chat.id, file(mp3, 'a.mp3'), { duration: 9 })).toHaveProperty('audio.duration', 9);
    expect(await api.sendAudio(chat.id, file(ogg(1), 'a.ogg'))).toHaveProperty('document');
    expect(telegram.messages(chat).map(({ voice, audio, file: name }) => voice ?? audio ?? name)).toEqual([
      3,
      0,
      'a.wav',
      9,
      'a.ogg',
    ]);
  });

  it('refuses a voice where the person or the group takes none', async () => {
    const { ada, chat } = chatOf();
    telegram.forbidVoices(chat);
    expect(await refusal(api.sendVoice(chat.id, file(ogg(1), 'a.ogg')))).toBe('Bad Request: VOICE_MESSAGES_FORBIDDEN');
    expect(await api.getChat(chat.id)).toHaveProperty('has_restricted_voice_and_video_messages', true);
    await api.sendAudio(chat.id, file(mp3, 'a.mp3'));
    const group = telegram.group({ title: 'Lab' });
    telegram.join(group, ada);
    telegram.allow(group, { messages: true, photos: true, voices: false }, 'everybody');
    expect(await refusal(api.sendVoice(group.id, file(ogg(1), 'a.ogg')))).toMatch(
      /not enough rights to send voice notes/,
    );
    await api.sendPhoto(group.id, file(jpeg, 'a.jpg'));
  });

  it('edits media, but no voice, and in an album only to the same kind', async () => {
    const { chat } = chatOf();
    const media = (type: 'photo' | 'document' | 'audio') =>
      ({ type, media: type === 'photo' ? file(jpeg, 'b.jpg') : file(type === 'audio' ? mp3 : pdf, 'b') }) as const;
    const { message_id: voice } = await api.sendVoice(chat.id, file(ogg(1), 'a.ogg'));
    expect(await refusal(api.editMessageMedia(chat.id, voice, media('audio')))).toMatch(/no media in the message/);
    await api.editMessageCaption(chat.id, voice, { caption: 'Heard' });
    const { message_id: text } = await api.sendMessage(chat.id, 'a');
    await api.editMessageMedia(chat.id, text, media('audio'));
    const album = await api.sendMediaGroup(chat.id, [media('document'), media('document')] as never);
    const first = album[0]?.message_id ?? 0;
    expect(await refusal(api.editMessageMedia(chat.id, first, media('photo')))).toMatch(/in an album/);
    await api.editMessageMedia(chat.id, first, media('document'));
  });

  it('takes albums of one kind, of 2 to 10, without buttons', async () => {
    const { chat } = chatOf();
    const group = (...items: object[]) => api.sendMediaGroup(chat.id, items as never);
    const document = { type: 'document', media: file(pdf, 'a.pdf') };
    expect(await refusal(group(document))).toMatch(/wrong number/);
    expect(await refusal(group(document, { type: 'photo', media: file(jpeg, 'a.jpg') }))).toMatch(/can't be mixed/);
    const markup = { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] } };
    const call = api.sendMediaGroup(chat.id, [document, document] as never, markup as never);
    expect(await refusal(call)).toMatch(/no reply markup/);
    await group({ type: 'audio', media: file(mp3, 'a.mp3') }, { type: 'audio', media: file(mp3, 'b.mp3') });
  });
});
