import type { Exchange, Origin } from '../ports/index.ts';
import { messageIdsOf } from './exchange.ts';
import type { State } from './state.ts';
import type { Link } from './stored.ts';
import { exchangeOfLinkV1, type LinkV1, withLinkV1 } from './stored-v1.ts';

/** Links from each message and bubble to its exchange, so that replies, edits and presses find it. */

/** Links the bubbles that show an exchange. */
export function linkBubbles(state: State, bubbles: readonly string[], { id }: Exchange): void {
  for (const bubble of bubbles) state.links.set(bubble, { exchange: id });
}

/** Links the messages that asked for an exchange. */
export function linkPrompt(state: State, { id, prompt }: Exchange): void {
  for (const message of messageIdsOf(prompt)) state.links.set(message, { exchange: id, prompt: true });
}

/** Exchange of a message. */
export interface Found {
  conversation: string;
  exchange: Exchange;
  /** The message asked for it, and is none of its bubbles. */
  isPrompt: boolean;
  /** Place where it is answered, where that is another than the message's. */
  answeredAt?: Origin;
}

/** Follows the link of the message `at`. `read` reads an exchange; undefined when it is gone. */
export async function foundBy(
  link: Link | LinkV1,
  at: { chat: string; message: string },
  read: (conversation: string, id: string) => Promise<Exchange | undefined>,
): Promise<Found | undefined> {
  const { conversation, prompt: isPrompt = false } = link;
  if (link.v === 2) {
    const exchange = await read(conversation, link.exchange);
    const { answeredAt } = link;
    return exchange && { conversation, exchange, isPrompt, ...(answeredAt ? { answeredAt } : {}) };
  }
  if (link.turn === undefined) return { conversation, exchange: exchangeOfLinkV1(link, at), isPrompt };
  const exchange = await read(conversation, link.turn);
  return exchange && { conversation, exchange: withLinkV1(exchange, link), isPrompt };
}
