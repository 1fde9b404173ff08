import * as fc from 'fast-check';
import type { Chat, User } from 'grammy/types';
import { createPeople, type People } from '../simulator/telegram/people.ts';
import { createPresses } from '../simulator/telegram/press.ts';
import type { SaidFile } from '../simulator/telegram/said-media.ts';
import type { SayOptions } from '../simulator/telegram/say.ts';
import { createUpdateQueue } from '../simulator/telegram/updates.ts';
import { createWorld, type World } from '../simulator/telegram/world.ts';
import { type Json, text } from './values.ts';

/** People on Telegram, and the updates that the stand-in makes of what they do. */

export const bot: User = { id: 777_000_111, is_bot: true, first_name: 'Parley', username: 'parley_bot' };

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
  type: fc.oneof(fc.constantFrom('mention', 'text_mention', 'text_link', 'bot_command', 'url', 'custom_emoji'), text),
  url: fc.constantFrom('https://a.example', ''),
  offset: fc.integer({ min: -5, max: 60 }),
  length: fc.integer({ min: -5, max: 60 }),
  user: fc.constant(bot),
});

const contentNames = ['rich', 'poll', 'checklist', 'venue', 'contact', 'location', 'unshaped'] as const;
type Content = (typeof contentNames)[number];

/** Content that is no file, made of the words of an act. */
function contentOf(name: string, text: string): SayOptions {
  const word = text.slice(0, 60) || 'x';
  switch (name) {
    case 'rich':
      return { rich: richOf(text) };
    case 'poll':
      return { poll: { question: word, options: text.split(' ').slice(0, 10), several: word.length % 2 === 0 } };
    case 'checklist':
      return { checklist: { title: word, tasks: text.split(' ').map((task, at) => [task, at % 2 === 0]) } };
    case 'venue':
      return { venue: { title: word, address: text } };
    case 'contact':
      return { contact: { first_name: word, phone_number: text } };
    case 'unshaped':
      return { extra: JSON.parse(JSON.stringify({ poll: text, checklist: { title: 7 }, rich_message: [text] })) };
    default:
      return { location: true };
  }
}

/** A file whose facts are made of the words of an act. */
function fileOf(text: string): SaidFile {
  const size = text.length % 3 === 0 ? text.length : -1;
  return { name: text, mime: text, size, bytes: Buffer.alloc(1), width: 1 + text.length * 40, height: 1 };
}

function richOf(text: string): NonNullable<SayOptions['rich']> {
  const mention = { type: 'mention' as const, text: '@parley_bot', username: 'parley_bot' };
  const link = { type: 'url' as const, text, url: 'https://a.example' };
  const item = { label: '1.', blocks: [{ type: 'paragraph' as const, text: [mention, text] }] };
  return {
    blocks: [
      { type: 'paragraph', text: text.length % 2 === 0 ? [mention, ' ', text] : text },
      { type: 'list', items: [item] },
      { type: 'blockquote', blocks: [{ type: 'paragraph', text: ['> ', link] }] },
    ],
  };
}

const mediaNames = [
  'photo',
  'livePhoto',
  'voice',
  'audio',
  'animation',
  'video',
  'videoNote',
  'sticker',
  'document',
] as const;
type Media = (typeof mediaNames)[number];

interface Act {
  who: number;
  where: number;
  text: string;
  media: Media | Content | 'album' | 'none';
  how:
    | 'say'
    | 'forward'
    | 'via'
    | 'reply'
    | 'quote'
    | 'topic'
    | 'senderChat'
    | 'across'
    | 'paste'
    | 'migrate'
    | 'edit'
    | 'press'
    | 'stop';
  entities: { type: string; offset: number; length: number; user: User; url: string }[] | undefined;
}

const act: fc.Arbitrary<Act> = fc.record({
  who: fc.nat({ max: 2 }),
  where: fc.nat({ max: 4 }),
  text: said,
  media: fc.constantFrom('none', 'none', 'none', 'album', ...mediaNames, ...contentNames),
  how: fc.constantFrom(
    'say',
    'say',
    'forward',
    'via',
    'reply',
    'quote',
    'topic',
    'senderChat',
    'across',
    'paste',
    'migrate',
    'edit',
    'press',
    'stop',
  ),
  entities: fc.option(fc.array(entity, { maxLength: 4 }), { nil: undefined }),
});

/** Updates as the stand-in makes them of what people do. */
export const updates: fc.Arbitrary<Json[]> = fc.array(act, { minLength: 1, maxLength: 5 }).map((acts) => {
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
  const topic = people.topic(forum, ada, 'topic', 'implicit');
  for (const each of acts) perform(world, people, places[each.where] ?? forum, users[each.who] ?? ada, topic, each);
  const made: Json = JSON.parse(JSON.stringify(queue.all));
  return Array.isArray(made) ? made : [];
});

function isContent(name: string): name is Content {
  return contentNames.some((content) => content === name);
}

function perform(world: World, people: People, chat: Chat, user: User, topic: number, act: Act): void {
  const { text, media, how, entities } = act;
  if (chat.type === 'channel') people.channelPost(chat, text);
  else if (how === 'edit')
    people.edit(people.say(chat, user, 'before', media === 'photo' ? { photo: true } : {}), text);
  else if (how === 'press') press(world, people, chat, user, act);
  else if (how === 'stop' && chat.type === 'private') {
    const draft = { id: 1, text: '', entities: [], at: world.now(), stoppable: true, kept: true };
    world.open(chat).draft = draft;
    people.stopDraft(chat);
  } else if (how === 'migrate' && chat.type === 'group') people.migrate(chat, user);
  else if (media === 'album') people.album(chat, user, 2, text);
  else if (how === 'paste') people.paste(chat, user, text.repeat(40).slice(0, 9000) || 'x');
  else {
    const passed = how === 'forward' ? { forward: entities ? text : chat } : {};
    const first =
      how === 'reply' || how === 'quote'
        ? people.say(chat, user, 'before', media === 'photo' ? { forward: text } : {})
        : undefined;
    const options: SayOptions = {
      ...(isContent(media) ? contentOf(media, text) : media === 'none' ? {} : { [media]: fileOf(text) }),
      ...(first ? { replyTo: first } : {}),
      ...(how === 'quote' ? { quote: 'bef' } : {}),
      ...(how === 'topic' && chat.type === 'supergroup' && 'is_forum' in chat && chat.is_forum ? { topic } : {}),
      ...passed,
      ...(how === 'via' ? { via: bot } : {}),
      ...(how === 'senderChat' ? { senderChat: chat } : {}),
      ...(how === 'across'
        ? {
            replyAcross: people.say(
              chat,
              user,
              'there',
              isContent(media) ? contentOf(media, text) : { document: fileOf(text) },
            ),
          }
        : {}),
      // Entities as no server sends them: of unknown types, out of range, out of order, one over the other.
      ...(entities ? { extra: JSON.parse(JSON.stringify({ entities })) } : {}),
    };
    people.say(chat, user, text, options);
  }
}

/** A button under a bubble of the bot's: of one everybody sees, of one that is gone, or of one for this person alone. */
function press(world: World, people: People, chat: Chat, user: User, { text, media }: Act): void {
  const room = world.open(chat);
  const data = text.slice(0, 20) || 'x';
  const reply_markup = { inline_keyboard: [[{ text: 'x', callback_data: data }]] };
  const { message } = world.add(room, { from: bot, text: 'x', reply_markup }, true);
  if (media === 'sticker' && chat.type !== 'private') {
    const ephemeral = room.ephemerals.length + 1;
    const alone = { ...message, message_id: 0, ephemeral_message_id: ephemeral, receiver_user: user };
    room.ephemerals.push({ message: alone, mine: true, form: false, selective: false, edits: 0, deleted: false });
    people.press(chat, user, { id: 0, ephemeral }, data);
  } else {
    people.press(chat, user, message, data, { inaccessible: media === 'photo' });
  }
}
