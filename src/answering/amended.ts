import { form } from '../commands/form.ts';
import { retry } from '../commands/retry.ts';
import { before } from '../commands/subject.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { isQuestion, isSkipped, saidOf } from '../conversation/prompt-record.ts';
import { bubblesOf, messageIdsOf, type TurnNode } from '../conversation/tree.ts';
import type { Command, ConversationEvent, Ending, Progress, Prompt } from '../ports/index.ts';
import type { Answer, Question } from './question.ts';

/**
 * An edited message that is answered anew as a whole (`amends`), because it was no plain question before: what its answer
 * takes the place of, and what is noted of every such message, so that an edit finds it again.
 */

/** What answered a message before it was edited. */
export interface Earlier {
  /** What is kept of that in the conversation, if anything. */
  turn?: TurnNode;
  /** Platform ids of the bubbles in whose place the answer appears. */
  inPlaceOf: readonly string[];
  /** Of those that go: pictures, where no words can come; what stands above the bottom, where its answer is shown. */
  removes: readonly string[];
  /** Of those that stay, above it. */
  stays: readonly string[];
}

export const NOTHING: Earlier = { inPlaceOf: [], removes: [], stays: [] };

/** What stands where an edited message was answered; nothing where it is gone, or is another conversation's. */
export async function earlierOf(conversations: Conversations, inbound: Prompt | Command): Promise<Earlier> {
  const { amends, target, conversation } = inbound;
  if (amends === undefined || isElsewhere(inbound)) return NOTHING;
  const link = await conversations.link(target.chat, amends);
  if (!link || link.conversation !== conversation) return NOTHING;
  if (link.turn !== undefined) {
    const turn = await conversations.turn(conversation, link.turn);
    if (!turn) return NOTHING;
    const bubbles = bubblesOf(turn);
    return { ...NOTHING, turn, ...(isAtBottom(inbound) ? { removes: bubbles } : { inPlaceOf: bubbles }) };
  }
  const { parts = [], pictures, skipped, elsewhere } = link.noted ?? {};
  if (skipped || elsewhere) return { ...NOTHING, stays: parts };
  return pictures || isAtBottom(inbound) ? { ...NOTHING, removes: parts } : { ...NOTHING, inPlaceOf: parts };
}

/** A typed /retry is shown below all else, wherever it was written. */
function isAtBottom(inbound: Prompt | Command): boolean {
  return inbound.kind === 'command' && inbound.name === retry.spec.name && inbound.subject === undefined;
}

/** A question of its own: it takes the place of nothing, and is found again by its turn. */
export function isPlainQuestion(inbound: Prompt | Command): boolean {
  return inbound.amends === undefined && isQuestion(inbound);
}

/** Asks the model in the place of what was kept of the message before. */
export async function* answeredAgain(
  answer: Answer,
  question: Question,
  turn: TurnNode,
  { conversations, conversation }: { conversations: Conversations; conversation: string },
): AsyncGenerator<Progress> {
  const context = question.before ?? (await before(conversations, conversation, turn));
  yield* answer({ ...question, before: context, replaces: question.replaces ?? { turn, reworded: true } });
}

/** The ending with what else becomes of the conversation: what it took the place of is gone, and what it answered is noted. */
export function withNote(inbound: Prompt | Command, end: Ending, earlier: Earlier): Ending {
  const { removes = [] } = end;
  const events = withNoted(inbound, end.events, earlier, end.pictures !== undefined);
  const gone = [...removes, ...earlier.removes];
  return { ...end, events, ...(gone.length > 0 ? { removes: gone } : {}) };
}

export function withNoted(
  inbound: Prompt | Command,
  events: readonly ConversationEvent[],
  { turn }: Earlier,
  pictures = false,
): ConversationEvent[] {
  const stale = turn && !events.some((event) => event.type === 'revised' && event.turn === turn.id) ? turn : undefined;
  return [
    ...(stale ? [{ type: 'removed', turn: stale.id } as const] : []),
    ...events,
    ...(isNoteworthy(inbound, events) ? [noted(inbound, pictures, events.some(isBelow))] : []),
  ];
}

function noted(inbound: Prompt | Command, pictures: boolean, elsewhere: boolean): ConversationEvent {
  const { target, pieces, joint } = inbound;
  return {
    type: 'noted',
    messages: messageIdsOf({ text: '', id: target.prompt ?? '', ...(pieces ? { pieces } : {}) }),
    said: saidOf(inbound),
    ...(elsewhere ? { elsewhere } : {}),
    ...(pictures ? { pictures } : {}),
    ...(isSkipped(inbound) ? { skipped: true } : {}),
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
  };
}

/** A message that can be edited, and is not found as the question of a turn when it is. */
function isNoteworthy(inbound: Prompt | Command, events: readonly ConversationEvent[]): boolean {
  const { target } = inbound;
  if (target.prompt === undefined || isQuestion(inbound) || isGesture(inbound) || isElsewhere(inbound)) return false;
  const kept = events.filter((event) => event.type === 'answered' || event.type === 'revised');
  return kept.every((event) => event.prompt?.id === target.prompt || isBelow(event));
}

/** Another answer to an earlier question, in bubbles that are that question's from now on. */
function isBelow(event: ConversationEvent): boolean {
  return event.type === 'revised' && event.enters === true;
}

/** It came by a button, or by what was done to another message. */
function isGesture(inbound: Prompt | Command): boolean {
  if (inbound.kind === 'prompt') return false;
  return inbound.subject !== undefined || inbound.pressed !== undefined || inbound.name === form.spec.name;
}

/** It is answered to the asker alone, in another place. */
function isElsewhere(inbound: Prompt | Command): boolean {
  return inbound.kind === 'command' && inbound.openly !== undefined;
}
