import type { Conversations, Found } from '../conversation/conversations.ts';
import type { Resolved } from '../ports/index.ts';

/**
 * Private chats that go on with the conversation of another account of the person. Once that is not shared any more, nobody there
 * gets into it by a message from before.
 */

export interface Homes {
  /** Finds the conversation with which a person's private one goes on; undefined where that is its own. */
  home(of: Pick<Resolved, 'actor' | 'conversation'>): Promise<string | undefined>;
}

/** Takes what is said in private to the conversation with which that goes on. Rejects with Fault('storage'). */
export async function atHome<Of extends Resolved>(people: Homes, arrival: Of): Promise<Of> {
  const home = arrival.place.kind === 'private' ? await people.home(arrival) : undefined;
  return home === undefined ? arrival : { ...arrival, conversation: home, queue: home };
}

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
