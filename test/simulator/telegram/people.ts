import type { CallbackQuery, Chat, ChatMember, Message, MessageReactionUpdated, Update, User } from 'grammy/types';
import { contentFieldNames } from './contents.ts';
import { stopDraft } from './draft.ts';
import type { Pressable, Presses, PressOptions } from './press.ts';
import { reactTo } from './reactions.ts';
import { mediaFieldNames, type SaidFile } from './said-media.ts';
import { findEntities, MAX_SAID, reachesPrivateBot, type SayOptions, said } from './say.ts';
import type { UpdateQueue } from './updates.ts';
import { type Barred, type Rights, type Room, shared, type World } from './world.ts';

/** What people do; each act makes the message and the update the real server would. */
export interface People {
  user(person: {
    first_name: string;
    last_name?: string;
    id?: number;
    username?: string;
    language_code?: string;
    is_bot?: boolean;
  }): User;
  /** The private chat of a person who pressed Start. */
  privateChat(user: User): Chat.PrivateChat;
  /** A supergroup the bot is in. */
  group(options: { title: string; forum?: boolean; id?: number }): Chat.SupergroupChat;
  /** A small group of the old kind, which can be upgraded by `migrate`. */
  basicGroup(options: { title: string }): Chat.GroupChat;
  channel(options: { title: string }): Chat.ChannelChat;
  join(chat: Chat, user: User): Message;
  /**
   * Somebody leaves. The chat is told by a service message, and admins by chat_member; in large groups (`silently`)
   * nobody is told.
   */
  leave(chat: Chat, user: User, silently?: boolean): void;
  /** A new topic in a forum or a private chat; its thread id. `implicit`: nobody chose its name. */
  topic(chat: Chat, user: User, name: string, implicit?: 'implicit'): number;
  say(chat: Chat, user: User, text: string, options?: SayOptions): Message;
  /** Several pictures sent at once, so many or these; the first has the caption. */
  album(chat: Chat, user: User, pictures: number | readonly SaidFile[], caption?: string): Message[];
  /** A long text, split by the client at 4096. */
  paste(chat: Chat, user: User, text: string): Message[];
  /** The person edits a message of theirs, or its caption. */
  edit(message: Message, text: string): void;
  /** The person puts an emoji under a message, or takes it away; told to a bot that asks for such news, and in groups to admins. */
  react(message: Message, user: User, emoji: string | undefined): void;
  /** A person deletes a message; the bot is told nothing. */
  erase(message: Message): void;
  channelPost(chat: Chat, text: string): Message;
  /** The basic group becomes a supergroup; the new chat. */
  migrate(chat: Chat, user: User): Chat.SupergroupChat;
  /** Presses a button under a message; it must be there, unless the person is faster than an edit (`stale`). */
  press(chat: Chat, user: User, message: Pressable, data: string, options?: PressOptions): CallbackQuery;
  /** Presses the Stop under a draft. */
  stopDraft(chat: Chat): void;
  /** Somebody (or the bot) becomes an admin, or is none any more. */
  appoint(chat: Chat, user: User, admin?: boolean): void;
  /** What everybody may send, or what the bot alone may. */
  allow(chat: Chat, rights: Rights, whom: 'everybody' | 'bot'): void;
  /** Whether a person takes no voice messages, as those with Premium may decide. */
  forbidVoices(chat: Chat, forbidden?: boolean): void;
  /** The server no longer has the file of an id. */
  loseFile(id: string): void;
  /** A topic takes no more messages. */
  closeTopic(chat: Chat, user: User, topic: number): void;
  /** A topic's id is no longer found, though it is there; people write in it as ever. */
  loseTopic(chat: Chat, topic: number): void;
  /** The bot may not write here any more, or (undefined) may again; the bot is told by my_chat_member. */
  bar(chat: Chat, user: User, barred: Barred | undefined): void;
}

export function createPeople(world: World, updates: UpdateQueue, presses: Presses, privacy: boolean): People {
  const nextId = () => {
    world.counts.people += 1;
    return world.counts.people;
  };

  function room(chat: Chat): Room {
    const found = world.rooms.get(chat.id);
    if (!found) throw new Error(`simulator: no chat ${chat.id}`);
    return found;
  }

  /** Whether the room shows this bot only what is meant for it: of an admin, nothing is hidden. */
  const hides = ({ admins }: Room): boolean => privacy && !admins.has(world.bot.id);

  /** Delivers a message as an update, if this bot is to see it. */
  function deliver(message: Message): Message {
    const group = message.chat.type === 'group' || message.chat.type === 'supergroup';
    const service = message.text === undefined && message.caption === undefined && isService(message);
    if (message.from?.is_bot && !message.sender_chat && group) return message;
    if (group && hides(room(message.chat)) && !service && !reachesPrivateBot(message, world.bot)) return message;
    if (room(message.chat).barred) return message;
    updates.push(asNews(message));
    return message;
  }

  function service(chat: Chat, user: User, fields: Partial<Message>): Message {
    return deliver(world.add(room(chat), { from: user, ...fields }, false).message);
  }

  const people: People = {
    user(person) {
      const user: User = { is_bot: false, ...person, id: person.id ?? nextId() };
      world.users.set(user.id, user);
      return user;
    },
    privateChat({ id, first_name, username }) {
      const chat: Chat.PrivateChat = { id, type: 'private', first_name, ...(username ? { username } : {}) };
      world.open(chat);
      return chat;
    },
    group({ title, forum, id = -1_000_000_000_000 - nextId() }) {
      const chat: Chat.SupergroupChat = { id, type: 'supergroup', title, ...(forum ? { is_forum: true } : {}) };
      world.open(chat, forum);
      return chat;
    },
    basicGroup({ title }) {
      const chat: Chat.GroupChat = { id: -nextId(), type: 'group', title };
      world.open(chat);
      return chat;
    },
    channel({ title }) {
      const chat: Chat.ChannelChat = { id: -1_000_000_000_000 - nextId(), type: 'channel', title };
      world.open(chat);
      return chat;
    },
    join(chat, user) {
      room(chat).members.add(user.id);
      return service(chat, user, { new_chat_members: [user] });
    },
    leave(chat, user, silently = false) {
      const { members, admins } = room(chat);
      members.delete(user.id);
      admins.delete(user.id);
      if (silently) return;
      service(chat, user, { left_chat_member: user });
      if (!admins.has(world.bot.id)) return;
      updates.push({
        chat_member: {
          chat,
          from: user,
          date: Math.floor(world.now() / 1000),
          old_chat_member: { status: 'member', user },
          new_chat_member: { status: 'left', user },
        },
      });
    },
    topic(chat, user, name, implicit) {
      const place = room(chat);
      // A topic has the id of its first message.
      const thread = place.chat.type === 'private' ? world.counts.messages + 1 : place.lastId + 1;
      place.topics.add(thread);
      place.names.set(thread, name);
      service(chat, user, {
        message_thread_id: thread,
        is_topic_message: true,
        forum_topic_created: { name, icon_color: 7_322_096, ...(implicit ? { is_name_implicit: true } : {}) },
      });
      return thread;
    },
    say: (chat, user, text, options = {}) => deliver(said(world, room(chat), user, text, options)),
    album(chat, user, pictures, caption = '') {
      const album = `9${nextId()}`;
      const photos = typeof pictures === 'number' ? Array<SaidFile>(pictures).fill({}) : pictures;
      return photos.map((photo, index) => people.say(chat, user, index === 0 ? caption : '', { photo, album }));
    },
    paste(chat, user, text) {
      const messages: Message[] = [];
      for (let at = 0; at < text.length; at += MAX_SAID) {
        messages.push(people.say(chat, user, text.slice(at, at + MAX_SAID)));
      }
      return messages;
    },
    edit(message, text) {
      const place = room(message.chat);
      const record = world.find(place, message.message_id);
      if (!record) throw new Error(`simulator: no message ${message.message_id}`);
      const before = record.message;
      const edit_date = Math.floor(world.now() / 1000);
      record.message = { ...reworded(before, text), edit_date };
      record.edits += 1;
      world.changed();
      const group = place.chat.type === 'group' || place.chat.type === 'supergroup';
      const reached = [before, record.message].some((version) => reachesPrivateBot(version, world.bot));
      if (place.barred || (group && hides(place) && !reached)) return;
      const from = message.from ?? world.bot;
      updates.push({ edited_message: { ...shared(record.message), edit_date, from, chat: nonChannel(message.chat) } });
    },
    react(message, user, emoji) {
      const place = room(message.chat);
      const record = world.find(place, message.message_id);
      if (!record) throw new Error(`simulator: no message ${message.message_id}`);
      const before = record.reactions?.get(user.id);
      reactTo(world, record, user.id, emoji);
      if (place.chat.type !== 'private' && !place.admins.has(world.bot.id)) return;
      const { message_id, chat } = message;
      const date = Math.floor(world.now() / 1000);
      const shape = (each: string | undefined) => (each === undefined ? [] : [{ type: 'emoji', emoji: each }]);
      const news = { old_reaction: shape(before), new_reaction: shape(emoji) } as Pick<
        MessageReactionUpdated,
        'old_reaction' | 'new_reaction'
      >;
      updates.push({ message_reaction: { chat, message_id, user, date, ...news } });
    },
    erase(message) {
      const record = world.find(room(message.chat), message.message_id);
      if (record) record.deleted = true;
      world.changed();
    },
    channelPost(chat, text) {
      const message = world.add(room(chat), { sender_chat: chat, text }, false).message;
      if (chat.type === 'channel') updates.push({ channel_post: { ...message, chat, sender_chat: chat } });
      return message;
    },
    migrate(chat, user) {
      if (chat.type !== 'group') throw new Error('simulator: only a basic group is upgraded');
      const next = people.group({ title: chat.title });
      room(chat).movedTo = next.id;
      service(chat, user, { migrate_to_chat_id: next.id });
      service(next, user, { migrate_from_chat_id: chat.id });
      return next;
    },
    press: (chat, user, message, data, options) => presses.press(chat, user, message, data, options),
    stopDraft: (chat) => stopDraft(world, updates, chat),
    appoint(chat, user, admin = true) {
      const { admins, members } = room(chat);
      if (admin) admins.add(user.id);
      else admins.delete(user.id);
      members.add(user.id);
    },
    allow(chat, rights, whom) {
      if (whom === 'everybody') room(chat).everybody = rights;
      else room(chat).restricted = rights;
    },
    forbidVoices(chat, forbidden = true) {
      room(chat).noVoices = forbidden;
    },
    loseFile: (id) => world.files.lose(id),
    loseTopic(chat, topic) {
      room(chat).unreachable.add(topic);
    },
    closeTopic(chat, user, topic) {
      room(chat).closed.add(topic);
      service(chat, user, { message_thread_id: topic, is_topic_message: true, forum_topic_closed: {} });
    },
    bar(chat, user, barred) {
      const place = room(chat);
      const before = membership(place.barred, world.bot);
      if (barred) place.barred = barred;
      else delete place.barred;
      updates.push({
        my_chat_member: {
          chat,
          from: user,
          date: Math.floor(world.now() / 1000),
          old_chat_member: before,
          new_chat_member: membership(barred, world.bot),
        },
      });
      world.changed();
    },
  };
  return people;
}

function membership(barred: Barred | undefined, user: User): ChatMember {
  if (!barred) return { status: 'member', user };
  return barred === 'left' ? { status: 'left', user } : { status: 'kicked', user, until_date: 0 };
}

/** The message with other words, in its text or under what it shows. */
function reworded(message: Message, text: string): Message {
  const { text: _, entities: __, caption: ___, caption_entities: ____, ...rest } = message;
  const found = findEntities(text);
  if (message.text !== undefined) return { ...rest, text, ...(found.length > 0 ? { entities: found } : {}) };
  if (message.rich_message) return { ...rest, rich_message: { blocks: [{ type: 'paragraph', text }] } };
  if (text === '') return rest;
  return { ...rest, caption: text, ...(found.length > 0 ? { caption_entities: found } : {}) };
}

function isService(message: Message): boolean {
  const kinds = [...mediaFieldNames, ...contentFieldNames] as const;
  return kinds.every((kind) => message[kind] === undefined);
}

function nonChannel(chat: Chat): Exclude<Chat, Chat.ChannelChat> {
  if (chat.type === 'channel') throw new Error('simulator: people do not speak in channels');
  return chat;
}

function asNews(message: Message): Omit<Update, 'update_id'> {
  const { from } = message;
  if (!from) throw new Error('simulator: a message has a sender');
  return { message: { ...message, from, chat: nonChannel(message.chat) } };
}
