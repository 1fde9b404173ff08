import type { Conversations, Found } from '../conversation/conversations.ts';
import type { Resolved } from '../ports/index.ts';

/**
 * Messages of a private chat that another account's conversation went on in. Once that is not shared any more, nobody there gets
 * into it by a message from before.
 */

/** Finds the exchange of a message where who acts may go on with it. Rejects with Fault('storage'). */
export async function findOpen(
  conversations: Pick<Conversations, 'find'>,
  acting: Pick<Resolved, 'target' | 'conversation'>,
  message: string,
): Promise<Found | undefined> {
  const found = await conversations.find(acting.target.chat, message);
  return isOver(found, acting) ? undefined : found;
}

/** Tells whether an exchange belongs to a conversation that was shared with the chat it is found in, and is not now. */
export function isOver(found: Found | undefined, { conversation }: Pick<Resolved, 'conversation'>): boolean {
  return found?.exchange.chat !== undefined && found.conversation !== conversation;
}
