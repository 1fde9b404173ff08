import type { OpenTurn, UserAction } from '../ports/index.ts';
import { mayEnd, type PressParts } from './presses.ts';
import { tags } from './tags.ts';

/** Choice of the answer that a /stop means, where many may ask and several are open. */

/** The open turn that it ends; `stranger` where there are only others' to end. Rejects with Fault('storage'). */
export async function toStop(
  parts: PressParts,
  acting: UserAction,
  message: string | undefined,
  signal: AbortSignal,
): Promise<OpenTurn | 'stranger' | undefined> {
  const replied = message === undefined ? undefined : await openAt(parts, acting.target.chat, message);
  const candidates = replied ? [replied] : await openFor(parts, acting);
  for (const open of candidates) {
    if (await mayEnd(parts, acting, open, signal)) return open;
  }
  return candidates.length > 0 ? 'stranger' : undefined;
}

/** One's own that is next or under way, then whatever is, then one's own that waits behind others'. */
async function openFor({ inbox }: PressParts, { queue, ownConversation, actor }: UserAction): Promise<OpenTurn[]> {
  const queues = [queue, ...(ownConversation === undefined ? [] : [ownConversation])];
  const open = await Promise.all(queues.map((queue) => inbox.findAll(tags.queue(queue))));
  const isOwn = ({ task }: OpenTurn) => task.actor.id === actor.id;
  const first = open.flatMap((turns) => turns.slice(0, 1));
  const own = open.flatMap((turns) => turns.find(isOwn) ?? []);
  return [...first.filter(isOwn), ...first, ...own];
}

/** The open turn that a message asked for, or whose answer it shows. Rejects with Fault('storage'). */
export async function openAt(
  { inbox, conversations }: Pick<PressParts, 'inbox' | 'conversations'>,
  chat: string,
  message: string,
): Promise<OpenTurn | undefined> {
  const asked = await inbox.find(tags.message(chat, message));
  if (asked) return asked;
  // Another answer is written in the place of the one before, whose bubbles it takes over.
  const found = await conversations.find(chat, message);
  const running = found && (await inbox.find(tags.queue(found.conversation)));
  const about = running?.task.kind === 'command' ? running.task.turnId : undefined;
  return about !== undefined && about === found?.exchange.id ? running : undefined;
}
