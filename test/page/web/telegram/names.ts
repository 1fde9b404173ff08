import type { Chat, Message, MessageOrigin, User } from 'grammy/types';
import type { Person } from '../../protocol.ts';

/** Who speaks. */
export interface Author {
  id: number;
  name: string;
}

export function userName({ first_name: first, last_name: last }: User): string {
  return last ? `${first} ${last}` : first;
}

function chatName(chat: Chat): string {
  return chat.title ?? ([chat.first_name, chat.last_name].filter(Boolean).join(' ') || `${chat.id}`);
}

/** Author of a message; a chat that speaks goes before the user whom the server puts in for it. */
export function authorOf({ sender_chat: chat, from, chat: place }: Message): Author {
  if (chat) return { id: chat.id, name: chatName(chat) };
  if (from) return { id: from.id, name: userName(from) };
  return { id: place.id, name: chatName(place) };
}

export function originName(origin: MessageOrigin): string {
  switch (origin.type) {
    case 'user':
      return userName(origin.sender_user);
    case 'hidden_user':
      return origin.sender_user_name;
    case 'chat':
      return chatName(origin.sender_chat);
    case 'channel':
      return chatName(origin.chat);
    default:
      return '';
  }
}

/** Whether this message is the person's own. */
export function isOwn(message: Message, me: Person): boolean {
  return message.sender_chat === undefined && `telegram:${message.from?.id}` === me.id;
}
