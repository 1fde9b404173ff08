import type { Chat, Message, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toEvents } from '../../../adapters/telegram/inbound.ts';
import { readUpdate, type TelegramUpdate } from '../../../adapters/telegram/update.ts';
import type { InboundEvent } from '../../../src/ports/index.ts';
import { type Flat, flatOf } from '../../events.ts';
import { type SayOptions, startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';

let telegram: TelegramSimulator;
let ada: User;
let home: Chat;
let lab: Chat;
let forum: Chat;

beforeEach(async () => {
  telegram = await startTelegram({ privacy: false });
  ada = telegram.user({
    id: 7,
    first_name: 'Ada',
    last_name: 'Lovelace',
    username: 'ada',
    language_code: 'en',
  } as never);
  home = telegram.privateChat(ada);
  lab = telegram.group({ title: 'Lab' });
  forum = telegram.group({ title: 'Forum', forum: true });
});
afterEach(() => telegram.close());

const now = 1_800_000_000_000;

/** What the adapter makes of updates, taken as one batch. */
function read(updates: readonly unknown[], live = false): InboundEvent[] {
  const shaped = updates.map((update) => readUpdate(structuredClone(update)));
  return toEvents(
    shaped.filter((update): update is TelegramUpdate => update !== undefined),
    {
      self: { id: telegram.bot.id, username: telegram.bot.username },
      commands: new Set(['new', 'ask']),
    },
    { now, live },
  );
}

/** What it makes of everything that happened so far. */
function inbound(): InboundEvent[] {
  return read(telegram.pending());
}

function prompts(): Flat<'message'>[] {
  return flatOf(inbound(), 'message');
}

describe('private chats', () => {
  it('makes a whole prompt of a text', () => {
    const message = telegram.say(home, ada, 'hello', { at: 1_700_000_000_000 });
    expect(inbound()).toEqual([
      {
        v: 2,
        key: `telegram:7:${message.message_id}`,
        at: { surface: 'telegram', chat: 'telegram:7', kind: 'private', scopes: ['telegram:7'] },
        actor: { id: 'telegram:7', name: 'Ada Lovelace', locale: 'en' },
        sentAt: 1_700_000_000_000,
        reply: {
          surface: 'telegram',
          chat: 'telegram:7',
          group: false,
          privately: false,
          prompt: String(message.message_id),
          address: { chat: 7 },
        },
        body: { type: 'message', text: 'hello', addressed: true, attachments: [] },
      },
    ]);
    expect(JSON.parse(JSON.stringify(inbound()))).toEqual(inbound());
  });

  it.each<[SayOptions, string]>([
    [{ photo: true }, 'picture'],
    [{ voice: true }, 'voice'],
    [{ audio: true }, 'audio'],
    [{ video: true }, 'video'],
    [{ sticker: true }, 'sticker'],
    [{ document: true }, 'file'],
    [{ location: true }, 'other'],
  ])('names what is sent along: %o', (options, kind) => {
    telegram.say(home, ada, 'look', options);
    expect(prompts()).toMatchObject([{ text: 'look', attachments: [{ kind }] }]);
  });

  it('keeps commands as text', () => {
    telegram.say(home, ada, '/new');
    telegram.say(home, ada, '/ask@parley_bot why?');
    expect(prompts().map(({ text }) => text)).toEqual(['/new', '/ask why?']);
  });
});

describe('who a group message is meant for', () => {
  it.each<[string, string | undefined]>([
    ['just talking', undefined],
    ['@parley_bot what is up?', 'what is up?'],
    ['@Parley_Bot, what is up?', 'what is up?'],
    ['hey @parley_bot what is up?', 'hey what is up?'],
    ['what is up, @parley_bot', 'what is up,'],
    ['@parley_bot', ''],
    ['mail x@parley_bot', undefined],
    ['@parley_bot2 hi', undefined],
    ['@somebody hi', undefined],
    ['/new', '/new'],
    ['/new@parley_bot', '/new'],
    ['/ask@parley_bot one two', '/ask one two'],
    ['/new@other_bot', undefined],
    ['/ask@other_bot about @parley_bot', undefined],
    ['/unknown', undefined],
    ['try /new some day', undefined],
    ['😀 @parley_bot 😀', '😀 😀'],
  ])('%s', (text, expected) => {
    telegram.say(lab, ada, text);
    expect(prompts().map((prompt) => [prompt.text, prompt.addressed])).toEqual(
      expected === undefined ? [] : [[expected, true]],
    );
  });

  it('knows a mention by id, for bots without a name in the text', () => {
    const { id, first_name } = telegram.bot;
    const user = { id, first_name, is_bot: true };
    telegram.say(lab, ada, 'Parley hi', { entities: [{ type: 'text_mention', offset: 0, length: 6, user }] });
    expect(prompts()).toMatchObject([{ text: 'hi' }]);
  });

  it('takes captions as text, and the group as the place', () => {
    telegram.say(lab, ada, '@parley_bot look', { photo: true });
    expect(prompts()).toMatchObject([
      {
        text: 'look',
        attachments: [{ kind: 'picture' }],
        at: { kind: 'group', scopes: [`telegram:${lab.id}`] },
        reply: { group: true, chat: `telegram:${lab.id}` },
      },
    ]);
  });
});

describe('replies', () => {
  async function botSays(chat: Chat, text: string, thread?: number): Promise<Message> {
    const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: chat.id, text, message_thread_id: thread }),
    });
    const { result }: { result: Message } = await response.json();
    return result;
  }

  it('to the bot are meant for it and quote it without a name', async () => {
    const answer = await botSays(lab, 'forty-two');
    telegram.say(lab, ada, 'why?', { replyTo: answer });
    expect(prompts()).toMatchObject([{ text: 'why?', quote: { id: String(answer.message_id), text: 'forty-two' } }]);
    expect(prompts()[0]?.quote).not.toHaveProperty('author');
  });

  it('to others need a mention and quote them by name, or the part that was chosen', () => {
    const grace = telegram.user({ first_name: 'Grace' });
    const said = telegram.say(lab, grace, 'ships are safe in harbour', { photo: true });
    telegram.say(lab, ada, 'indeed', { replyTo: said });
    telegram.say(lab, ada, '@parley_bot is it so?', { replyTo: said });
    telegram.say(lab, ada, '@parley_bot are they?', { replyTo: said, quote: 'ships' });
    const quote = { id: String(said.message_id), author: 'Grace', attachments: [{ kind: 'picture' }] };
    expect(prompts().map((each) => each.quote)).toEqual([
      { ...quote, text: 'ships are safe in harbour' },
      { ...quote, text: 'ships', chosen: true },
    ]);
  });

  it('from another chat are quoted by their chosen part', () => {
    telegram.say(home, ada, 'and this?', {
      extra: {
        external_reply: { origin: { type: 'hidden_user', sender_user_name: 'Someone', date: 1 } },
        quote: { text: 'a part', position: 0 },
      },
    });
    expect(prompts()[0]?.quote).toEqual({ id: '', author: 'Someone', text: 'a part' });
  });

  it('from another chat say what they carry, where nothing of it is chosen', () => {
    const origin = { type: 'hidden_user', sender_user_name: 'Someone', date: 1 };
    telegram.say(home, ada, 'and this?', { extra: { external_reply: { origin, voice: {} } } as never });
    const quote = { id: '', author: 'Someone', text: '', attachments: [{ kind: 'voice' }] };
    expect(prompts()[0]?.quote).toEqual(quote);
  });

  it('are no places outside forums; topics are', () => {
    const topic = telegram.topic(forum, ada, 'Tea');
    telegram.say(forum, ada, '@parley_bot here', { topic });
    telegram.say(forum, ada, '@parley_bot general');
    telegram.say(lab, ada, '@parley_bot chain', { extra: { message_thread_id: 5 } });
    expect(prompts().map(({ at, reply }) => [at.chat, at.thread, reply.chat, reply.address])).toEqual([
      [`telegram:${forum.id}`, String(topic), `telegram:${forum.id}`, { chat: forum.id, thread: topic }],
      [`telegram:${forum.id}`, undefined, `telegram:${forum.id}`, { chat: forum.id }],
      [`telegram:${lab.id}`, undefined, `telegram:${lab.id}`, { chat: lab.id }],
    ]);
    expect(prompts()[0]).not.toHaveProperty('quote');
  });

  it('to the message that opened a topic are none, even if the bot opened it', () => {
    const topic = telegram.topic(forum, { ...telegram.bot }, 'Tea');
    telegram.say(forum, ada, 'not for the bot', { topic });
    expect(prompts()).toEqual([]);
  });
});

describe('what belongs together', () => {
  it('makes one prompt of an album', () => {
    const [first] = telegram.album(home, ada, 3, 'three');
    const key = `telegram:7:${first?.message_id}`;
    expect(prompts()).toMatchObject([
      { key, text: 'three', attachments: [{ kind: 'picture' }, { kind: 'picture' }, { kind: 'picture' }] },
    ]);
    const others = [1, 2].map((more) => `telegram:7:${(first?.message_id ?? 0) + more}`);
    expect(prompts()[0]?.alsoKeys).toEqual([`telegram:7:album:${first?.media_group_id}`, ...others]);
    expect(prompts()[0]).toMatchObject({
      pieces: [
        { key, id: String(first?.message_id), text: 'three' },
        { key: others[0], text: '' },
        { key: others[1], text: '' },
      ],
      joint: '\n\n',
    });
  });

  it('knows an album without words by the album, however it is cut', () => {
    telegram.album(home, ada, 3);
    const whole = prompts();
    expect(whole).toHaveLength(1);
    expect(whole[0]?.key).toMatch(/^telegram:7:album:/);
    const alone = read(telegram.updates.slice(-1));
    expect(alone[0]?.key).toBe(whole[0]?.key);
  });

  it('puts an album where it began, and its words first, whichever picture has them', () => {
    telegram.say(home, ada, '', { photo: true, album: '9' });
    telegram.say(home, ada, 'between');
    const worded = telegram.say(home, ada, 'words', { photo: true, album: '9' });
    expect(prompts().map(({ text }) => text)).toEqual(['words', 'between']);
    expect(prompts()[0]).toMatchObject({
      key: `telegram:7:${worded.message_id}`,
      reply: { prompt: String(worded.message_id) },
      pieces: [{ id: String(worded.message_id), text: 'words' }, { text: '' }],
    });
  });

  it('joins what the client had split, of one person in one chat', () => {
    const long = `${'a'.repeat(4096)}${'b'.repeat(4096)}c`;
    const grace = telegram.user({ first_name: 'Grace' });
    const pieces = telegram.paste(home, ada, long);
    telegram.say(telegram.privateChat(grace), grace, 'between');
    telegram.say(home, ada, 'next');
    expect(prompts().map(({ text }) => text)).toEqual([long, 'between', 'next']);
    expect(prompts()[0]?.alsoKeys).toEqual(pieces.slice(1).map(({ message_id }) => `telegram:7:${message_id}`));
    expect(prompts()[0]).toMatchObject({
      joint: '',
      pieces: pieces.map(({ message_id: id, text }) => ({ key: `telegram:7:${id}`, id: String(id), text })),
    });
    expect(prompts()[1]).not.toHaveProperty('pieces');
  });

  it('leaves a command after a full message by itself', () => {
    const full = 'a'.repeat(4096);
    for (const text of [full, '/help', 'next']) telegram.say(home, ada, text);
    expect(prompts().map(({ text }) => text.slice(-5))).toEqual(['aaaaa', '/help', 'next']);
  });
});

describe('what is left out', () => {
  it('ignores bots, channels, anonymous admins and service messages', () => {
    const robot = telegram.user({ first_name: 'Robot', is_bot: true });
    const channel = telegram.channel({ title: 'News' });
    telegram.say(telegram.privateChat(robot), robot, 'beep');
    telegram.say(lab, ada, '@parley_bot hi', { senderChat: lab });
    telegram.say(lab, ada, '@parley_bot hi', { senderChat: channel });
    telegram.channelPost(channel, '@parley_bot hi');
    telegram.join(lab, ada);
    telegram.say(lab, ada, 'hi');
    expect(inbound()).toEqual([]);
  });

  it('tells of a group that moved, once', () => {
    const old = telegram.basicGroup({ title: 'Lab' });
    const next = telegram.migrate(old, ada);
    const moves = inbound();
    expect(moves.map(({ key }) => key)).toEqual(Array(2).fill(`telegram:${old.id}:moved:${next.id}`));
    expect(moves[0]).toMatchObject({
      at: { chat: `telegram:${next.id}` },
      body: { type: 'move', from: `telegram:${old.id}` },
      reply: { chat: `telegram:${next.id}`, address: { chat: next.id } },
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['no id', { message: {} }],
    ['an empty message', { update_id: 1, message: {} }],
    [
      'a text that is a number',
      { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, text: 1 } },
    ],
    [
      'entities that are none',
      { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, entities: {} } },
    ],
  ])('cannot read %s', (_, value) => {
    expect(readUpdate(value)).toBeUndefined();
  });
});
