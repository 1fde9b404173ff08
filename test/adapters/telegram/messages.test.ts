import type { Chat, Message } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import type { SayOptions } from '../../simulator/telegram/index.ts';
import { ada, forum, home, inbound, lab, prompts, readEach, telegram } from './reading.ts';

readEach();

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
        body: { type: 'message', text: 'hello', addressed: true, attachments: [], at: 1_700_000_000_000, length: 5 },
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
    ['hey @parley_bot what is up?', 'hey @parley_bot what is up?'],
    ['what is up, @parley_bot', 'what is up, @parley_bot'],
    ['Bob, did @parley_bot answer you yesterday?', 'Bob, did @parley_bot answer you yesterday?'],
    ['@parley_bot, @ops_bot are you both listening?', '@parley_bot, @ops_bot are you both listening?'],
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
    ['😀 @parley_bot 😀', '😀 @parley_bot 😀'],
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
    const said = 'Is Parley faster than Siri?';
    telegram.say(lab, ada, said, { entities: [{ type: 'text_mention', offset: 3, length: 6, user }] });
    expect(prompts()).toMatchObject([{ text: 'hi' }, { text: said }]);
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
    const picture = expect.objectContaining({ kind: 'picture' });
    const quote = { id: String(said.message_id), author: 'Grace', attachments: [picture] };
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
    expect(prompts()[0]?.quote).toEqual({ author: 'Someone', text: 'a part' });
  });

  it('from another chat say what they carry, where nothing of it is chosen', () => {
    const origin = { type: 'hidden_user', sender_user_name: 'Someone', date: 1 };
    telegram.say(home, ada, 'and this?', { extra: { external_reply: { origin, voice: {} } } as never });
    const quote = { author: 'Someone', text: '', attachments: [{ kind: 'voice' }] };
    expect(prompts()[0]?.quote).toEqual(quote);
  });

  it('from another chat carry no id, for here it is another message’s; of another topic they do', () => {
    const grace = telegram.user({ first_name: 'Grace' });
    const said = telegram.say(lab, grace, 'a plan', { photo: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    const other = telegram.say(forum, grace, 'tea first', { topic });
    telegram.say(home, ada, 'and this?', { replyAcross: said, quote: 'plan' });
    telegram.say(forum, ada, '@parley_bot and that?', { replyAcross: other, quote: 'tea' });
    const chosen = { author: 'Grace', chosen: true };
    expect(prompts().map((each) => each.quote)).toEqual([
      { ...chosen, text: 'plan', attachments: [expect.objectContaining({ kind: 'picture' })] },
      { ...chosen, text: 'tea', id: String(other.message_id) },
    ]);
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
