import { readFileSync } from 'node:fs';
import { Api } from 'grammy';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOfficial } from '../support/official.ts';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from './telegram/index.ts';

let telegram: TelegramSimulator;
let api: Api;

async function start(options: TelegramOptions = {}): Promise<void> {
  await telegram?.close();
  telegram = await startTelegram(options);
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
}

beforeEach(() => start());
afterEach(() => telegram.close());

// The official description, as data beside the checkout; absent in a plain clone.
const spec = new URL('../../../shared/specs/telegram-bot-api.json', import.meta.url);

describeOfficial(spec, 'against the official description', () => {
  interface Described {
    methods: Record<string, { fields?: { name: string; required: boolean }[] }>;
    types: Record<string, { fields?: { name: string; required: boolean }[] }>;
  }

  const kinds = ['voice', 'sticker', 'video', 'document', 'audio', 'livePhoto', 'animation', 'videoNote'] as const;

  it('makes updates and messages with every required field and no unknown one', async () => {
    const { types }: Described = JSON.parse(readFileSync(spec, 'utf8'));
    const ada = telegram.user({ first_name: 'Ada', username: 'ada', language_code: 'en' });
    const chat = telegram.privateChat(ada);
    const forum = telegram.group({ title: 'Lab', forum: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    telegram.say(chat, ada, 'hi @parley_bot');
    telegram.say(forum, ada, '/new', { topic });
    telegram.album(chat, ada, 2, 'look');
    for (const kind of [...kinds, 'location'] as const) telegram.say(chat, ada, '', { [kind]: true });
    const { voice } = telegram.say(chat, ada, '', { voice: true });
    matches(types, 'File', await api.getFile(voice?.file_id ?? ''));
    telegram.say(chat, ada, '', { poll: { question: 'Lunch?', options: ['Soup', 'Bread'] } });
    telegram.say(chat, ada, '', { checklist: { title: 'Trip', tasks: [['Map', true]] } });
    telegram.say(chat, ada, '', { venue: { title: 'Café', address: 'Main Street 1' } });
    telegram.say(chat, ada, '', { contact: { first_name: 'Bob', phone_number: '+1' } });
    telegram.say(chat, ada, '', {
      rich: { blocks: [{ type: 'paragraph', text: ['Hi ', { type: 'bold', text: 'you' }] }] },
    });
    const buttons = { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] };
    const { message_id } = await api.sendMessage(chat.id, 'x', { reply_markup: buttons });
    matches(types, 'CallbackQuery', telegram.press(chat, ada, message_id, 'x'));
    telegram.appoint(forum, ada);
    matches(types, 'ChatMemberAdministrator', spared((await api.getChatAdministrators(forum.id))[0]));
    matches(types, 'ChatFullInfo', await api.getChat(forum.id));
    telegram.edit(telegram.say(chat, ada, 'a'), 'b');
    const updates = await api.getUpdates();
    matches(types, 'Message', updates.at(-1)?.edited_message);
    expect(updates.length).toBeGreaterThan(9);
    const shapes = {
      photo: 'PhotoSize',
      voice: 'Voice',
      audio: 'Audio',
      live_photo: 'LivePhoto',
      animation: 'Animation',
      video_note: 'VideoNote',
      sticker: 'Sticker',
      video: 'Video',
      document: 'Document',
      poll: 'Poll',
      checklist: 'Checklist',
      venue: 'Venue',
      contact: 'Contact',
      location: 'Location',
      rich_message: 'RichMessage',
    };
    for (const { message } of updates) {
      if (!message) continue;
      matches(types, 'Message', message);
      matches(types, 'Chat', message?.chat);
      matches(types, 'User', message?.from);
      for (const [field, type] of Object.entries(shapes)) {
        const value: unknown = message && Object.entries(message).find(([key]) => key === field)?.[1];
        if (value !== undefined) matches(types, type, Array.isArray(value) ? value[0] : value);
      }
    }
    matches(types, 'User', await api.getMe());
    matches(types, 'WebhookInfo', await api.getWebhookInfo());
  });

  it('refuses every method it has when a required parameter is missing', async () => {
    const { methods }: Described = JSON.parse(readFileSync(spec, 'utf8'));
    const chat = telegram.privateChat(telegram.user({ first_name: 'Ada' }));
    const { message_id } = await api.sendMessage(chat.id, 'a');
    const whole: Record<string, Record<string, unknown>> = {
      sendMessage: { chat_id: chat.id, text: 'x' },
      sendPhoto: { chat_id: chat.id, photo: '' },
      sendMediaGroup: { chat_id: chat.id, media: [] },
      sendDocument: { chat_id: chat.id, document: '' },
      sendAudio: { chat_id: chat.id, audio: '' },
      sendVoice: { chat_id: chat.id, voice: '' },
      getFile: { file_id: 'x' },
      sendChatAction: { chat_id: chat.id, action: 'typing' },
      sendMessageDraft: { chat_id: chat.id, draft_id: 1, text: 'x' },
      editMessageText: { chat_id: chat.id, message_id, text: 'y' },
      editMessageMedia: { chat_id: chat.id, message_id, media: {} },
      deleteMessage: { chat_id: chat.id, message_id },
      setMyCommands: { commands: [] },
      editForumTopic: { chat_id: chat.id, message_thread_id: 1 },
      setMessageReaction: { chat_id: chat.id, message_id, reaction: [] },
      answerCallbackQuery: { callback_query_id: '1' },
      getChat: { chat_id: chat.id },
      getChatMember: { chat_id: chat.id, user_id: chat.id },
      getChatAdministrators: { chat_id: chat.id },
    };
    for (const [method, params] of Object.entries(whole)) {
      const fields = methods[method]?.fields ?? [];
      expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(params)));
      for (const { name } of fields.filter(({ required }) => required)) {
        const { [name]: _, ...rest } = params;
        const reply = await fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(rest),
        });
        expect([method, name, reply.status]).toEqual([method, name, 400]);
      }
    }
  });

  /** Without what is newer than the description. */
  function spared(member: object | undefined): object {
    return Object.fromEntries(Object.entries(member ?? {}).filter(([field]) => field !== 'can_send_welcome_messages'));
  }

  function matches(types: Described['types'], type: string, value: unknown): void {
    const fields = types[type]?.fields ?? [];
    const keys = Object.keys(value ?? {});
    const required = fields.filter((field) => field.required).map(({ name }) => name);
    expect({ type, missing: required.filter((name) => !keys.includes(name)) }).toEqual({ type, missing: [] });
    const known = fields.map(({ name }) => name);
    expect({ type, unknown: keys.filter((key) => !known.includes(key)) }).toEqual({ type, unknown: [] });
  }
});
