import type { Actor, Attachment, Gesture, Inbound, Place, Prompt, Quote } from '../../src/ports.ts';
import { readAddress, type Self } from './addressing.ts';
import { type Bundle, gather } from './gather.ts';
import {
  type Address,
  actorId,
  albumKey,
  chatId,
  conversationId,
  encodeTarget,
  messageKey,
  moveKey,
  surfaceName,
} from './ids.ts';
import { type TelegramMessage, type TelegramUser, wordsOf } from './message.ts';

/** What translating needs to know of the bot. */
export interface Reader {
  self: Self;
  /** Names of its commands: in a group they count as meant for it even without its name. */
  commands: ReadonlySet<string>;
}

/**
 * What a batch of messages says to the bot, in order; albums and split texts are one prompt each. Messages that came as
 * they were sent count as sent `now` (epoch ms), by our own clock, whatever that says.
 */
export function toInbound(messages: readonly TelegramMessage[], reader: Reader, now?: number): Inbound[] {
  return gather(messages)
    .map((bundle) => translate(bundle, reader))
    .filter((inbound) => inbound !== undefined)
    .map((inbound) => (now === undefined ? inbound : { ...inbound, sentAt: now }));
}

function translate(bundle: Bundle, reader: Reader): Inbound | undefined {
  const { head } = bundle;
  if (head.migrate_to_chat_id !== undefined) return moved(head, head.chat.id, head.migrate_to_chat_id);
  if (head.migrate_from_chat_id !== undefined) return moved(head, head.migrate_from_chat_id, head.chat.id);
  const { from } = head;
  // Channels and anonymous admins speak as a chat: there is nobody whose permission could be asked.
  if (!from || from.is_bot || head.sender_chat || head.chat.type === 'channel') return undefined;
  return prompt(bundle, from, reader);
}

function prompt(bundle: Bundle, from: TelegramUser, reader: Reader): Prompt | undefined {
  const { head, rest } = bundle;
  const all = [head, ...rest];
  const said = all.map((message) => readAddress(message, reader.self, reader.commands));
  const text = said
    .map((part) => part.text)
    .filter((part) => part !== '')
    .join(bundle.kind === 'paste' ? '' : '\n\n');
  const attachments = all.map(attachmentOf).filter((attachment) => attachment !== undefined);
  const worded = all.some((message) => wordsOf(message).text !== '');
  if (!worded && attachments.length === 0) return undefined;
  const group = head.chat.type !== 'private';
  if (group && (said[0]?.foreign || !said.some(({ addressed }) => addressed))) return undefined;
  const quote = quoteOf(all.find((message) => message.reply_to_message ?? message.external_reply) ?? head, reader.self);
  return {
    ...base(head, from),
    ...keys(bundle),
    kind: 'prompt',
    text,
    addressed: true,
    attachments,
    ...(quote ? { quote } : {}),
  };
}

function base(
  head: TelegramMessage,
  from: TelegramUser,
): Omit<Prompt, 'kind' | 'key' | 'text' | 'addressed' | 'attachments'> {
  const address = addressOf(head);
  const group = head.chat.type !== 'private';
  return {
    v: 1,
    surface: surfaceName,
    conversation: conversationId(address),
    place: placeOf(head.chat.id, group),
    actor: actorOf(from),
    sentAt: head.date * 1000,
    target: encodeTarget(address, head.message_id, group),
  };
}

/** A message thread outside a forum is only a chain of replies, no place. General has no thread. */
function addressOf({ chat, is_topic_message: topic, message_thread_id: thread }: TelegramMessage): Address {
  return topic && thread !== undefined ? { chat: chat.id, thread } : { chat: chat.id };
}

function placeOf(chat: number, group: boolean): Place {
  return { kind: group ? 'group' : 'private', scopes: [chatId(chat)] };
}

function actorOf(user: TelegramUser): Actor {
  const locale = user.language_code;
  return { id: actorId(user.id), name: nameOf(user), ...(locale ? { locale } : {}) };
}

function nameOf({ first_name: first, last_name: last }: TelegramUser): string {
  return last ? `${first} ${last}` : first;
}

/**
 * A batch may come again cut differently, so every message that could stand for the bundle uses up its key, and an
 * album without words is known by the album alone.
 */
function keys({ head, rest, kind }: Bundle): { key: string; alsoKeys?: string[] } {
  const chat = head.chat.id;
  const own = (message: TelegramMessage) => messageKey(chat, message.message_id);
  if (kind === 'single') return { key: own(head) };
  if (kind === 'paste') return { key: own(head), alsoKeys: rest.map(own) };
  const album = albumKey(chat, head.media_group_id ?? '');
  if (wordsOf(head).text === '') return { key: album };
  const worded = rest.filter((message) => wordsOf(message).text !== '');
  return { key: own(head), alsoKeys: [album, ...worded.map(own)] };
}

const kinds: readonly (readonly [field: keyof TelegramMessage, kind: Attachment['kind']])[] = [
  ['photo', 'picture'],
  ['live_photo', 'picture'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  // An animation comes with a document that is the same file.
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
  ['document', 'file'],
  ['contact', 'other'],
  ['location', 'other'],
  ['venue', 'other'],
  ['poll', 'other'],
  ['dice', 'other'],
  ['game', 'other'],
  ['story', 'other'],
  ['checklist', 'other'],
  ['paid_media', 'other'],
  ['rich_message', 'other'],
];

function attachmentOf(message: TelegramMessage): Attachment | undefined {
  const found = kinds.find(([field]) => message[field] !== undefined);
  return found && { kind: found[1] };
}

/** What the message replies to: the part the person chose to quote, or all of it. */
function quoteOf(message: TelegramMessage, self: Self): Quote | undefined {
  const { reply_to_message: reply, external_reply: external, quote } = message;
  if (reply && reply.forum_topic_created === undefined) {
    const author = reply.sender_chat?.title ?? (reply.from && nameOf(reply.from));
    const mine = reply.from?.id === self.id;
    return {
      id: String(reply.message_id),
      text: quote?.is_manual ? quote.text : wordsOf(reply).text,
      ...(author === undefined || mine ? {} : { author }),
    };
  }
  if (!external || quote === undefined) return undefined;
  const { sender_user: user, sender_user_name: hidden, sender_chat: chat, chat: channel } = external.origin;
  const author = user ? nameOf(user) : (hidden ?? chat?.title ?? channel?.title);
  return {
    id: String(external.message_id ?? ''),
    text: quote.text,
    ...(author === undefined || user?.id === self.id ? {} : { author }),
  };
}

/** A group became a supergroup; said by either of them, so it has one key. */
function moved(head: TelegramMessage, from: number, to: number): Gesture {
  const { id, first_name = '', ...rest } = head.from ?? { id: from };
  return {
    v: 1,
    kind: 'gesture',
    key: moveKey(from, to),
    surface: surfaceName,
    conversation: conversationId({ chat: to }),
    place: placeOf(to, true),
    actor: actorOf({ id, first_name, is_bot: false, ...rest }),
    sentAt: head.date * 1000,
    target: encodeTarget({ chat: to }, head.message_id, true),
    gesture: { type: 'moved', from: conversationId({ chat: from }) },
  };
}
