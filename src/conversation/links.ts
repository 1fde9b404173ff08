import type { ConversationEvent, PromptRecord } from '../ports/index.ts';
import type { Deed, Link, State } from './state.ts';
import { messageIdsOf } from './tree.ts';

/** What each message and bubble belongs to, so that replies, edits and presses find it. */

export function linkAnswer(state: State, { parts }: Deed, turn: string, asker: string | undefined): void {
  for (const id of parts) link(state, id, { turn, ...(asker === undefined ? {} : { asker }) });
}

export function linkPrompt(state: State, prompt: PromptRecord, turn: string, asker: string | undefined): void {
  for (const id of messageIdsOf(prompt)) {
    link(state, id, { turn, ...(asker === undefined ? {} : { asker }), prompt: true });
  }
}

export function linkMenu(
  state: State,
  { parts, asker, about }: Deed,
  { line, home }: Extract<ConversationEvent, { type: 'menu' }>,
): void {
  const kept = { asker, chat: about, ...(home ? { home } : {}), ...(line === undefined ? {} : { line }) };
  for (const id of parts) link(state, id, kept);
}

export function linkNoted(
  state: State,
  { parts, asker }: Deed,
  { type: _, messages, ...noted }: Extract<ConversationEvent, { type: 'noted' }>,
): void {
  for (const id of messages) link(state, id, { asker, prompt: true, noted: { ...noted, parts: [...parts] } });
}

/** An answer may hold a menu as well. */
function link(state: State, message: string, link: Omit<Link, 'conversation'>): void {
  state.links.set(message, { ...state.links.get(message), ...link });
}
