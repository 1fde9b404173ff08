import type { Exchange } from '../ports/index.ts';
import { messageIdsOf } from './exchange.ts';
import type { State } from './state.ts';

/** Links from each message and bubble to its exchange, so that replies, edits and presses find it. */

/** Links the bubbles that show an exchange. */
export function linkBubbles(state: State, bubbles: readonly string[], { id }: Exchange): void {
  for (const bubble of bubbles) state.links.set(bubble, { exchange: id });
}

/** Links the messages that asked for an exchange. */
export function linkPrompt(state: State, { id, prompt }: Exchange): void {
  for (const message of messageIdsOf(prompt)) state.links.set(message, { exchange: id, prompt: true });
}
