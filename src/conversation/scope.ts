import type { Actor, ChatSettings, InboundEvent, Owner, Place, Task } from '../ports/index.ts';

/** Derives conversations from places. Their ids are stored, so these forms stay. */

const OWN = 'person:';

/** Conversations that a place has part in. */
export interface ConversationIds {
  /** Conversation of the topic, thread or chat itself. */
  here: string;
  /** Conversation of the whole group, where `here` is that of one topic or thread in it. */
  group?: string;
  /** Conversation of what the person asks for themselves alone, where the platform can keep that apart. */
  own?: string;
}

export function conversationsAt({
  chat,
  thread,
  parent,
  member,
}: Pick<Place, 'chat' | 'thread' | 'parent' | 'member'>): ConversationIds {
  const group = parent ?? (thread === undefined ? undefined : chat);
  return {
    here: thread === undefined ? chat : `${chat}:${thread}`,
    ...(group === undefined ? {} : { group }),
    ...(member === undefined ? {} : { own: `${chat}:${member}` }),
  };
}

/** The conversation an event belongs to, where the place has one history a topic, for the whole group, or one a member. */
export function conversationOf(
  { at, actor, own: isOwn }: Pick<InboundEvent, 'at' | 'actor' | 'own'>,
  history: NonNullable<ChatSettings['history']>,
): string {
  const { here, group, own } = conversationsAt(at);
  if (isOwn && own !== undefined) return own;
  if (at.kind !== 'group' || history === 'topic') return here;
  if (history === 'member') return ownOf(here, actor.id);
  // A history flows only to places whose readers could all read its source: what fewer read stays where it is.
  return at.restricted ? here : (group ?? here);
}

/** Tells whether a conversation is a chat's own, or that of a topic or member in it. */
export function isWithin(conversation: string, chat: Place['chat']): boolean {
  return conversation === chat || conversation.startsWith(`${chat}:`) || conversation.startsWith(`${chat}@`);
}

/** Name of the surface of a conversation: its id begins so. */
export function surfaceOf(conversation: string): string {
  return conversation.split(':', 1)[0] ?? '';
}

/** The chat of a conversation that is a chat's own, or that of a topic or asker in it. A chat's id has two parts. */
export function chatOf(conversation: string): string {
  return conversation.split(':', 2).join(':');
}

/** The conversation of one member of a group. */
export function ownOf(group: string, member: Actor['id']): string {
  return `${group}@${member}`;
}

/** Id under which a person's own choices are kept: they hold in chats in which nobody else is. */
export function ownSettings(person: Actor['id']): string {
  return `${OWN}${person}`;
}

/** Person whose own choices are kept under an id; undefined for any other. */
export function personOf(settings: string): Actor['id'] | undefined {
  return settings.startsWith(OWN) ? settings.slice(OWN.length) : undefined;
}

/** Group and member of a member's own conversation; undefined for any other. */
export function memberOf(conversation: string): { group: string; member: string } | undefined {
  const at = conversation.indexOf('@');
  return at < 0 ? undefined : { group: conversation.slice(0, at), member: conversation.slice(at + 1) };
}

/** Tells what of a task's place belongs to the asker alone: the whole chat, only the conversation, or nothing. */
export function aloneIn({ place, conversation, ownConversation }: Task): 'chat' | 'conversation' | undefined {
  if (place.kind === 'private') return 'chat';
  const own = conversation === ownConversation || memberOf(conversation) !== undefined;
  return own ? 'conversation' : undefined;
}

/** Owner of a conversation as far as its id tells. */
export function ownerOf(conversation: string): Owner {
  const own = memberOf(conversation);
  return own ? { conversation, person: own.member } : { conversation };
}

/** Queue of a menu's own: its pages do not wait for the answers of its conversation. */
export function laneOf(conversation: string, message: string): string {
  return `${conversation}#${message}`;
}

/** Tells whether a task is in no order but that of its own menu or command. */
export function isLane({ conversation, queue }: Pick<Task, 'conversation' | 'queue'>): boolean {
  return queue.startsWith(laneOf(conversation, ''));
}

/**
 * Chat of a task's messages, where its conversation is that of another private chat: linked accounts share it. Undefined where the
 * messages are in the conversation's own chat.
 */
export function guestChat({
  place,
  conversation,
  target: { chat },
  settingsChat = chat,
}: Pick<Task, 'place' | 'conversation' | 'target' | 'settingsChat'>): string | undefined {
  const isOwn = place.kind !== 'private' || settingsChat !== chat || isWithin(conversation, chat);
  return isOwn ? undefined : chat;
}
