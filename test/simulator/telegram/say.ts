import type { Chat, Message, MessageEntity, MessageOrigin, User } from 'grammy/types';
import { type ContentOptions, contentFields, richNames } from './contents.ts';
import { type MediaOptions, mediaFieldNames, mediaFields } from './said-media.ts';
import { asReply, type Room, type World } from './world.ts';

/** How something is said. Kinds of media exclude one another. */
export interface SayOptions extends ContentOptions, MediaOptions {
  /** The message replied to, by id or itself. */
  replyTo?: number | Message;
  /** The message replied to, of another chat or another topic. */
  replyAcross?: Message;
  /** The quoted part of the message replied to. */
  quote?: string;
  /** Thread id of the topic. */
  topic?: number;
  /** Instead of those found in the text. */
  entities?: MessageEntity[];
  /** Epoch ms; now when absent. */
  at?: number;
  /** Whose words are forwarded: a person's, a chat's, or somebody's who hides behind a name. */
  forward?: User | Chat | string;
  /** Inline bot that wrote it for the person. */
  via?: User;
  /** Anonymous admins and channels speak for a chat. */
  senderChat?: Chat;
  /** Further fields, as they are. */
  extra?: Partial<Message>;
}

/** Longest text a client sends at once; it splits what is longer. */
export const MAX_SAID = 4096;

/** Puts a person's message into the room, shaped as the real server shapes it. */
export function said(world: World, room: Room, user: User, text: string, options: SayOptions): Message {
  if (text.length > MAX_SAID) throw new Error('simulator: a client splits texts over 4096 units, use paste()');
  const media = mediaFields(world.files, options) ?? contentFields(options);
  const entities = options.entities ?? findEntities(text);
  const captioned = Object.keys(media).length > 0;
  const worded = captioned
    ? { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) }
    : { text, ...(entities.length > 0 ? { entities } : {}) };
  const fields = {
    from: senderOf(room, user, options),
    ...(options.senderChat ? { sender_chat: options.senderChat } : {}),
    ...topicFields(room, options.topic),
    ...replyFields(world, room, options),
    ...media,
    ...(options.forward === undefined ? {} : { forward_origin: originOf(options.forward) }),
    ...(options.via ? { via_bot: options.via } : {}),
    ...(text === '' ? {} : worded),
    ...options.extra,
  };
  return world.add(room, fields, false, options.at).message;
}

/** For old clients the server names a bot of its own where a chat speaks (Bot API, Message.from). */
function senderOf(room: Room, user: User, { senderChat, extra }: SayOptions): User {
  if (!senderChat) return user;
  if (extra?.is_automatic_forward) return { id: 777_000, is_bot: false, first_name: 'Telegram' };
  return senderChat.id === room.chat.id
    ? { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }
    : { id: 136_817_688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' };
}

function originOf(from: User | Chat | string): MessageOrigin {
  const date = 1_700_000_000;
  if (typeof from === 'string') return { type: 'hidden_user', sender_user_name: from, date };
  if ('is_bot' in from) return { type: 'user', sender_user: from, date };
  if (from.type === 'channel') return { type: 'channel', chat: from, message_id: 1, date };
  return { type: 'chat', sender_chat: from, date };
}

function topicFields(room: Room, topic: number | undefined): Partial<Message> {
  if (topic === undefined) return {};
  if (!room.topics.has(topic)) throw new Error(`simulator: no topic ${topic}`);
  return { message_thread_id: topic, is_topic_message: true };
}

function replyFields(world: World, room: Room, { replyTo, replyAcross, quote, topic }: SayOptions): Partial<Message> {
  if (replyAcross)
    return {
      ...externalReply(replyAcross),
      ...(quote === undefined ? {} : { quote: { text: quote, position: 0, is_manual: true } }),
    };
  const id = typeof replyTo === 'object' ? replyTo.message_id : (replyTo ?? topic);
  if (id === undefined) return {};
  const record = world.find(room, id);
  // Every message of a topic that replies to nothing carries the topic's own first message as its reply.
  if (!record) return {};
  return {
    reply_to_message: asReply(record),
    ...(quote === undefined ? {} : { quote: { text: quote, position: 0, is_manual: true } }),
    ...(topic === undefined && room.chat.type === 'supergroup' && record.message.message_thread_id !== undefined
      ? { message_thread_id: record.message.message_thread_id }
      : {}),
  };
}

/** Fields that a reply to another chat's message brings along (Bot API, ExternalReplyInfo). */
const told = [...mediaFieldNames, 'poll', 'checklist', 'venue'] as const;

/** The chat and the number are told of supergroups and channels alone (Bot API, ExternalReplyInfo). */
function externalReply(message: Message): Partial<Message> {
  const { chat, message_id, from, date } = message;
  if (!from) throw new Error('simulator: people reply to what somebody said');
  const tells = chat.type === 'supergroup' || chat.type === 'channel';
  const origin = { type: 'user', sender_user: from, date } as const;
  const shown = Object.fromEntries(told.flatMap((name) => (message[name] ? [[name, message[name]]] : [])));
  return { external_reply: { origin, ...(tells ? { chat, message_id } : {}), ...shown } };
}

/** Mentions, commands and links, with their places counted in UTF-16 units. */
export function findEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const match of text.matchAll(/(?<![\w@/])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w@/])/g)) {
    found.push({ type: 'bot_command', offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(/(?<![\w@/])@[A-Za-z]\w{2,31}/g)) {
    found.push({ type: 'mention', offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(/https?:\/\/\S+/g)) {
    found.push({ type: 'url', offset: match.index, length: match[0].length });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Whether the bot in privacy mode gets this group message: commands for it, mentions of it, replies to it. */
export function reachesPrivateBot(message: Message, bot: User): boolean {
  if (message.reply_to_message?.from?.id === bot.id) return true;
  if (richNames(message.rich_message, bot)) return true;
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const name = `@${bot.username?.toLowerCase() ?? ''}`;
  return entities.some((entity) => {
    const part = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
    if (entity.type === 'mention') return part === name;
    if (entity.type === 'text_mention') return entity.user.id === bot.id;
    return entity.type === 'bot_command' && (!part.includes('@') || part.endsWith(name));
  });
}
