import type { Actor, Inbound, Place } from '../../src/ports/index.ts';
import { type Address, actorId, chatId, conversationId, encodeTarget, surfaceName } from './ids.ts';
import type { TelegramMessage, TelegramUser } from './message.ts';

/** What every event has, whatever it says. */
export type Envelope = Omit<Inbound, 'kind' | 'key'>;

/** What tells where a message belongs. */
export type Whereabouts = Pick<TelegramMessage, 'chat' | 'message_thread_id' | 'is_topic_message'>;

/** Who did something where; `sentAt` in epoch ms, `message` the one to reply to, if any. */
export function envelope(where: Whereabouts, actor: Actor, sentAt: number, message?: number): Envelope {
  const address = addressOf(where);
  const group = where.chat.type !== 'private';
  return {
    v: 1,
    surface: surfaceName,
    conversation: conversationId(address),
    ...(address.thread === undefined ? {} : { groupConversation: conversationId({ chat: address.chat }) }),
    place: placeOf(where.chat.id, group),
    actor,
    sentAt,
    target: encodeTarget(address, message, group),
  };
}

/** A message thread outside a forum is only a chain of replies, no place. General has no thread. */
function addressOf({ chat, is_topic_message: topic, message_thread_id: thread }: Whereabouts): Address {
  return topic && thread !== undefined ? { chat: chat.id, thread } : { chat: chat.id };
}

function placeOf(chat: number, group: boolean): Place {
  return { kind: group ? 'group' : 'private', scopes: [chatId(chat)] };
}

export function actorOf(user: Pick<TelegramUser, 'id' | 'first_name' | 'last_name' | 'language_code'>): Actor {
  const locale = user.language_code;
  return { id: actorId(user.id), name: nameOf(user), ...(locale ? { locale } : {}) };
}

export function nameOf({ first_name: first, last_name: last }: Pick<TelegramUser, 'first_name' | 'last_name'>): string {
  return last ? `${first} ${last}` : first;
}

/** Channels and anonymous admins speak as a chat: there is nobody whose permission could be asked. */
export function speakerOf({ from, sender_chat: sender, chat }: TelegramMessage): TelegramUser | undefined {
  return !from || from.is_bot || sender || chat.type === 'channel' ? undefined : from;
}
