import type { AppliedTurn, Conversations, Whereabouts } from '../conversation/conversations.ts';
import { entriesOf } from '../conversation/entries.ts';
import { eventsElsewhere } from '../conversation/move.ts';
import { aloneIn } from '../conversation/scope.ts';
import type { ShownBubbles } from '../delivery/bubble-content.ts';
import type { Claim, Clock, ConversationEvent, Final, Task } from '../ports/index.ts';
import { applyToBatches, type BatchActParts } from './batch-acts.ts';

export interface ApplyParts extends BatchActParts {
  conversations: Conversations;
  clock: Clock;
  /** Told after a turn's events were applied. */
  applied?(turn: AppliedTurn, events: readonly ConversationEvent[], task: Task): void;
}

/**
 * Applies what a turn did to its conversation. `chat` is where its bubbles are: their ids mean nothing in the chat it was
 * asked in, if that has moved meanwhile.
 */
export async function applyTurn(
  parts: ApplyParts,
  { id, task }: Pick<Claim, 'id' | 'task'>,
  final: Final,
  { ids, files }: ShownBubbles,
  chat: string,
): Promise<void> {
  if (final.traceless) return;
  const { conversations, clock, applied } = parts;
  const { conversation, actor, target, settingsChat = chat } = task;
  const moved = chat !== target.chat;
  // The platform may tell of it later: what is kept from here on has its bubbles in the new chat.
  if (moved) await conversations.move(wholeChat(target.chat), wholeChat(chat));
  const events = moved ? eventsElsewhere(final.events) : final.events;
  const { settings: to, settingsBefore: from, settingsOf: of } = final;
  const how = { ...(from ? { from } : {}), ...(of === undefined ? {} : { of }) };
  const settings = to ? { settings: { to, ...how } } : {};
  const who = { turn: id, asker: actor.id, settingsChat, at: clock.now() };
  const alone = aloneIn(task);
  const screen = { parts: ids, files, entries: entriesOf(final.buttons ?? []) };
  const elsewhere = askedElsewhere(task, chat);
  const turn = {
    ...{ conversation, chat, ...screen, ...who, ...settings },
    ...(alone ? { alone } : {}),
    ...(elsewhere ? { askedElsewhere: elsewhere } : {}),
  };
  await conversations.apply(turn, events);
  await applyToBatches(parts, { id, task }, { ...final, events }, ids[0]);
  applied?.(turn, events, task);
}

/** Tells where a question was asked that is answered in a thread of its own. */
function askedElsewhere(task: Task, chat: string): AppliedTurn['askedElsewhere'] {
  const { target, place } = task;
  const { askedAt = target } = task.kind === 'prompt' ? task : {};
  if (askedAt.chat === chat || target.chat !== chat) return undefined;
  const { prompt: _, ...answer } = target;
  return { chat: askedAt.chat, answeredAt: { place, target: answer } };
}

/** A chat that can move has one conversation that is called as it is. */
function wholeChat(chat: string): Whereabouts {
  return { conversation: chat, chat };
}
