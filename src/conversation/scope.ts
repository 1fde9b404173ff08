import type { ChatSettings, Inbound } from '../ports.ts';

/** The event in the conversation it belongs to, where a group has one history for all its topics, or one a member. */
export function placed<T extends Inbound>(inbound: T, history: NonNullable<ChatSettings['history']>): T {
  const { conversation, ownConversation, groupConversation, actor } = inbound;
  if (inbound.place.kind !== 'group') return inbound;
  // What is asked in private has a conversation of its own already.
  if (history === 'topic' || conversation === ownConversation) return inbound;
  if (history === 'group') return { ...inbound, conversation: groupConversation ?? conversation };
  return { ...inbound, conversation: `${conversation}@${actor.id}` };
}
