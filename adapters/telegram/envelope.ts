import type { Actor, InboundEvent, Place } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import { headOf } from '../../src/util/text.ts';
import { type Address, actorId, chatId, encodeTarget, surfaceName } from './ids.ts';
import type { TelegramMessage, TelegramUser } from './message.ts';

/** Longest title of a place, in UTF-16 units (Place). */
const LONGEST_TITLE = 128;

/** Parts that every event has, whatever it says. */
export type Envelope = Omit<InboundEvent, 'key' | 'body'>;

/** Facts that tell where a message belongs. */
export type MessagePlace = Pick<TelegramMessage, 'chat' | 'message_thread_id' | 'is_topic_message'> &
  Partial<Pick<TelegramMessage, 'reply_to_message'>>;

/** Person and place of an update. `sentAt` is in epoch ms; `message` is the one to reply to, if any. */
export function envelope(where: MessagePlace, actor: Actor, sentAt: number, message?: number): Envelope {
  const address = addressOf(where);
  const group = where.chat.type !== 'private';
  return { v: 2, at: placeOf(address, where, group), actor, sentAt, reply: encodeTarget(address, message, group) };
}

/** A message thread outside a forum is only a chain of replies, no place. General has no thread. */
function addressOf({ chat, is_topic_message: topic, message_thread_id: thread }: MessagePlace): Address {
  return topic && thread !== undefined ? { chat: chat.id, thread } : { chat: chat.id };
}

function placeOf(
  { chat, thread }: Address,
  { chat: there, reply_to_message: reply }: MessagePlace,
  group: boolean,
): Place {
  // What replies to nothing else in a topic replies to the message that made it.
  const unnamed = thread !== undefined && reply?.forum_topic_created?.is_name_implicit === true;
  return {
    surface: surfaceName,
    chat: chatId(chat),
    kind: group ? 'group' : 'private',
    scopes: [chatId(chat)],
    ...(there.title ? { title: headOf(there.title, LONGEST_TITLE) } : {}),
    ...(thread === undefined ? {} : { thread: String(thread) }),
    ...(unnamed ? { unnamed } : {}),
  };
}

export function actorOf(user: Named & Pick<TelegramUser, 'language_code'>): Actor {
  const locale = user.language_code;
  return { id: actorId(user.id), name: nameOf(user), ...(locale ? { locale } : {}) };
}

type Named = Pick<TelegramUser, 'id' | 'first_name' | 'last_name' | 'username'>;

/** The name a person chose, else the one they are found by. */
export function nameOf({ id, first_name: first, last_name: last, username }: Named): string {
  return displayName(last ? `${first} ${last}` : first, username ?? String(id));
}

type Spoken = Pick<TelegramMessage, 'from' | 'sender_chat' | 'author_signature' | 'is_automatic_forward' | 'chat'>;

/**
 * Finds who says a message: a person, or the chat that an anonymous admin or a member speaks for. Undefined for bots, and for
 * a channel's posts, also where its group repeats them.
 */
export function speakerOf(message: Spoken): Actor | undefined {
  const { sender_chat: sender, author_signature: signed, is_automatic_forward: repeated, chat } = message;
  if (!sender) {
    const person = personOf(message);
    return person && actorOf(person);
  }
  if (chat.type === 'channel' || chat.type === 'private' || repeated) return undefined;
  const title = displayName(sender.title ?? '', String(sender.id));
  return {
    id: chatId(sender.id),
    name: signed === undefined ? title : displayName(`${title} (${signed})`),
    kind: 'chat',
  };
}

/** Finds the person who says a message for themselves. */
export function personOf({ from, sender_chat: sender, chat }: Spoken): TelegramUser | undefined {
  return !from || from.is_bot || sender || chat.type === 'channel' ? undefined : from;
}
