import * as fc from 'fast-check';
import type { Chat, User } from 'grammy/types';
import { decodeMessage, decodeOffset, decodeTarget, encodeOffset } from '../../adapters/telegram/ids.ts';
import { toInbound } from '../../adapters/telegram/inbound.ts';
import { readUpdate, type TelegramMessage, wordsOf } from '../../adapters/telegram/message.ts';
import { isFault } from '../../src/errors.ts';
import type { Inbound, Target } from '../../src/ports.ts';
import { createPeople, type People } from '../simulator/telegram/people.ts';
import { createPresses } from '../simulator/telegram/press.ts';
import type { SayOptions } from '../simulator/telegram/say.ts';
import { createUpdateQueue } from '../simulator/telegram/updates.ts';
import { createWorld } from '../simulator/telegram/world.ts';
import { type Fuzz, fuzz, hold, holdPlain, wrong } from './property.ts';
import { holdInbound } from './shapes.ts';
import { type Json, json, mutated, text } from './values.ts';

/** What Telegram sends: updates of every shape become events the core can keep, or nothing. */

const bot: User = { id: 777_000_111, is_bot: true, first_name: 'Parley', username: 'parley_bot' };
const reader = {
  self: { id: bot.id, username: 'parley_bot' },
  commands: new Set(['ask', 'image', 'new', 'stop', 'settings', 'start']),
};

const words = fc.array(
  fc.oneof(
    text,
    fc.constantFrom(
      '@parley_bot',
      '@Parley_Bot,',
      '/ask',
      '/ask@parley_bot',
      '/new@other_bot',
      '@ada',
      'https://a.example',
    ),
  ),
  { maxLength: 6 },
);
const said = words.map((all) => all.join(' ').slice(0, 4096));

const entity = fc.record({
  type: fc.oneof(fc.constantFrom('mention', 'text_mention', 'bot_command', 'url', 'custom_emoji'), text),
  offset: fc.integer({ min: -5, max: 60 }),
  length: fc.integer({ min: -5, max: 60 }),
  user: fc.constant(bot),
});

interface Act {
  who: number;
  where: number;
  text: string;
  media: 'photo' | 'voice' | 'sticker' | 'document' | 'location' | 'album' | 'none';
  how: 'say' | 'reply' | 'quote' | 'topic' | 'senderChat' | 'paste' | 'migrate';
  entities: { type: string; offset: number; length: number; user: User }[] | undefined;
}

const act: fc.Arbitrary<Act> = fc.record({
  who: fc.nat({ max: 2 }),
  where: fc.nat({ max: 4 }),
  text: said,
  media: fc.constantFrom('none', 'none', 'photo', 'voice', 'sticker', 'document', 'location', 'album'),
  how: fc.constantFrom('say', 'say', 'reply', 'quote', 'topic', 'senderChat', 'paste', 'migrate'),
  entities: fc.option(fc.array(entity, { maxLength: 4 }), { nil: undefined }),
});

/** Updates as the stand-in makes them of what people do. */
const updates: fc.Arbitrary<Json[]> = fc.array(act, { minLength: 1, maxLength: 5 }).map((acts) => {
  const now = () => 1_790_000_000_000;
  const world = createWorld(bot, now);
  const queue = createUpdateQueue(now);
  const people = createPeople(world, queue, createPresses(world, queue), false);
  const users = [
    people.user({ first_name: 'Ada', last_name: 'L.', language_code: 'en-GB' }),
    people.user({ first_name: '👩‍👩‍👧' }),
    people.user({ first_name: 'Robot', is_bot: true }),
  ];
  const [ada = bot] = users;
  const forum = people.group({ title: 'forum', forum: true });
  const places: Chat[] = [
    people.privateChat(ada),
    people.group({ title: 'group' }),
    forum,
    people.basicGroup({ title: 'old' }),
    people.channel({ title: 'news' }),
  ];
  const topic = people.topic(forum, ada, 'topic');
  for (const each of acts) perform(people, places[each.where] ?? forum, users[each.who] ?? ada, topic, each);
  const made: Json = JSON.parse(JSON.stringify(queue.all));
  return Array.isArray(made) ? made : [];
});

function perform(people: People, chat: Chat, user: User, topic: number, { text, media, how, entities }: Act): void {
  if (chat.type === 'channel') people.channelPost(chat, text);
  else if (how === 'migrate' && chat.type === 'group') people.migrate(chat, user);
  else if (media === 'album') people.album(chat, user, 2, text);
  else if (how === 'paste') people.paste(chat, user, text.repeat(40).slice(0, 9000) || 'x');
  else {
    const first = how === 'reply' || how === 'quote' ? people.say(chat, user, 'before') : undefined;
    const options: SayOptions = {
      ...(media === 'none' ? {} : { [media]: true }),
      ...(first ? { replyTo: first } : {}),
      ...(how === 'quote' ? { quote: 'bef' } : {}),
      ...(how === 'topic' && chat.type === 'supergroup' && 'is_forum' in chat && chat.is_forum ? { topic } : {}),
      ...(how === 'senderChat' ? { senderChat: chat } : {}),
      // Entities as no server sends them: of unknown types, out of range, out of order, one over the other.
      ...(entities ? { extra: JSON.parse(JSON.stringify({ entities })) } : {}),
    };
    people.say(chat, user, text, options);
  }
}

function messagesIn(values: readonly unknown[]): TelegramMessage[] {
  return values.map(readUpdate).flatMap((update) => update?.message ?? []);
}

/** Whole numbers that JSON and SQLite keep, as the ids of messages, chats and people are. */
const key = /^telegram:-?\d{1,16}:(?:-?\d{1,16}|album:[\s\S]*|moved:-?\d{1,16})$/;

function holdEvent(event: Inbound, messages: readonly TelegramMessage[]): void {
  holdInbound(event, 'telegram');
  for (const each of [event.key, ...(event.alsoKeys ?? [])]) hold(key.test(each), () => `the key ${each}`);
  const { chat } = decodeTarget(event.target);
  hold(event.target.chat === `telegram:${chat}`, 'the target names two chats');
  decodeMessage(event.target.prompt ?? '');
  if (event.kind !== 'prompt') return;
  hold(event.place.scopes[0] === event.target.chat, 'permission is asked for another chat');
  const here = messages.filter((message) => message.chat.id === chat).map((message) => wordsOf(message).text);
  hold(isWithin(event.text, here.join('')), 'a text with words nobody wrote');
}

/** Whether `part` is `whole` with some of it left out; white space aside. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.replace(/\s/g, '').split('')) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Everything an update may turn into on the way, each step as the poll loop takes it. */
function take(values: readonly unknown[]): void {
  const messages = messagesIn(values);
  const together = toInbound(messages, reader);
  for (const event of together) holdEvent(event, messages);
  for (const message of messages) for (const event of toInbound([message], reader)) holdEvent(event, [message]);
  for (const value of values) {
    const id = readUpdate(value)?.update_id;
    if (id !== undefined)
      hold(decodeOffset(bot.id, encodeOffset(bot.id, id + 1)) === id + 1 || id === -1, 'an offset that is lost');
  }
}

const targets: fc.Arbitrary<Target> = fc
  .dictionary(fc.constantFrom('chat', 'thread', 'moved', 'x'), fc.oneof(text, fc.double(), fc.integer(), fc.boolean()))
  .map((address) => ({ surface: 'telegram', chat: 'telegram:1', group: false, privately: false, address }));

export const telegramProperties: readonly Fuzz[] = [
  fuzz('telegram-any', fc.array(fc.oneof(json, fc.record({ update_id: json, message: json })), { maxLength: 4 }), take),

  fuzz('telegram-updates', updates, (values) => {
    hold(messagesIn(values).length === values.filter(hasMessage).length, 'a real update that is not read');
    take(values);
  }),

  fuzz(
    'telegram-mutated',
    mutated(
      updates.map((list): Json => list),
      6,
    ),
    (value) => take(Array.isArray(value) ? value : [value]),
  ),

  fuzz('telegram-targets', fc.tuple(targets, text, fc.option(text, { nil: undefined })), ([target, id, stored]) => {
    const offset = decodeOffset(bot.id, stored);
    hold(offset === undefined || Number.isSafeInteger(offset), 'an offset that is no number');
    for (const decode of [() => decodeTarget(target), () => decodeMessage(id)]) {
      try {
        holdPlain(decode(), 'an id');
      } catch (error) {
        if (!isFault(error, 'internal')) wrong(`not a Fault: ${String(error)}`);
      }
    }
  }),
];

function hasMessage(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'message' in value;
}
