import type { ChatSettings, Inbound } from '../ports/index.ts';

/** The event in the conversation it belongs to, where a group has one history for all its topics, or one a member. */
export function placed<T extends Inbound>(inbound: T, history: NonNullable<ChatSettings['history']>): T {
  const { conversation, ownConversation, groupConversation, actor } = inbound;
  if (inbound.place.kind !== 'group') return inbound;
  // What is asked in private has a conversation of its own already.
  if (history === 'topic' || conversation === ownConversation) return inbound;
  if (history === 'group') return { ...inbound, conversation: groupConversation ?? conversation };
  return { ...inbound, conversation: ownOf(conversation, actor.id) };
}

/** The conversation of one member of a group. */
export function ownOf(group: string, member: string): string {
  return `${group}@${member}`;
}

/** Whose conversation it is, where it is one member's own. */
export function memberOf(conversation: string): { group: string; member: string } | undefined {
  const at = conversation.indexOf('@');
  return at < 0 ? undefined : { group: conversation.slice(0, at), member: conversation.slice(at + 1) };
}
