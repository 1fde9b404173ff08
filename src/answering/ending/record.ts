import type { Conversations } from '../../conversation/conversations.ts';
import { bubblesByKind, isOnBranch } from '../../conversation/exchange.ts';
import { inChat } from '../../conversation/move.ts';
import { isQuestion, messageRecord } from '../../conversation/prompt-record.ts';
import { guestChat } from '../../conversation/scope.ts';
import type { ConversationEvent, Ending, Exchange, Task } from '../../ports/index.ts';
import { contextBefore } from '../context.ts';
import type { Answer, Question } from '../question.ts';

/** Exchanges that an answer belongs to: the earlier one whose place it takes, and the one that is kept of it. */

/** Earlier exchange, where a message was edited or a button of it pressed. */
export interface Earlier {
  exchange?: Exchange;
  /** Platform ids of the bubbles in whose place the answer appears. */
  inPlaceOf: readonly string[];
  /** Bubbles to delete: files cannot be edited into words, and some answers are shown at the bottom. */
  removes: readonly string[];
  /** Bubbles that stay, above the answer. */
  stays: readonly string[];
}

export const NOTHING: Earlier = { inPlaceOf: [], removes: [], stays: [] };

/** Finds the exchange that an answer takes the place of. */
export async function earlierOf(conversations: Conversations, task: Task): Promise<Earlier> {
  const { target, conversation, editOf } = task;
  const pressed = pressedIn(task);
  if (pressed !== undefined) {
    const found = await conversations.find(target.chat, pressed);
    if (!found) return { ...NOTHING, inPlaceOf: [pressed] };
    // A menu goes on in its own message; what it had shown below goes.
    const below = bubblesByKind(found.exchange).files.filter((id) => id !== pressed);
    return { ...NOTHING, exchange: found.exchange, inPlaceOf: [pressed], removes: below };
  }
  if (editOf === undefined || isElsewhere(task)) return { ...NOTHING, stays: besides(task) };
  const found = await conversations.find(target.chat, editOf);
  if (!found || found.conversation !== conversation || found.exchange.removed) return NOTHING;
  const { exchange } = found;
  const { bubbles, lasting } = exchange;
  if (lasting) return { ...NOTHING, exchange, stays: bubbles };
  if (isAtBottom(task)) return { ...NOTHING, exchange, removes: bubbles };
  const { words, files } = bubblesByKind(exchange);
  return { ...NOTHING, exchange, inPlaceOf: words, removes: files };
}

/** Finds the earlier exchange that a command is about, with its messages in the chat where that is asked. */
export async function subjectOf(
  conversations: Pick<Conversations, 'exchange'>,
  task: Task,
): Promise<Exchange | undefined> {
  const turn = task.kind === 'command' ? task.turnId : undefined;
  const found = turn === undefined ? undefined : await conversations.exchange(task.conversation, turn);
  return found && inChat(found, guestChat(task));
}

/** Messages that the answer stands beside: they reply to the same prompt. */
function besides(task: Task): readonly string[] {
  return task.kind === 'command' ? (task.others ?? []) : [];
}

/** Platform id of the message whose button asks for an answer in its own place. */
function pressedIn(task: Task): string | undefined {
  return task.kind === 'command' && task.turnId === undefined ? task.menuMessage : undefined;
}

/** A typed /retry is shown below all else, wherever it was written. */
function isAtBottom(task: Task): boolean {
  return task.kind === 'command' && task.effect === 'renew' && task.turnId === undefined;
}

/** Asks the model in the place of an earlier exchange, where there is one on a branch. */
export function askAgain(
  answer: Answer,
  { exchange }: Earlier,
  { conversations, conversation }: { conversations: Conversations; conversation: string },
): Answer {
  if (!exchange || !isOnBranch(exchange)) return answer;
  return async function* (question: Question) {
    const context = question.before ?? (await contextBefore(conversations, conversation, exchange));
    yield* answer({ ...question, before: context, replaces: question.replaces ?? { turn: exchange, edited: true } });
  };
}

/** Adds to an ending what becomes of the earlier exchange, and what is kept off every branch. */
export function withRecord(task: Task, ending: Ending, earlier: Earlier): Ending & { events: ConversationEvent[] } {
  const { menu: _, ...end } = ending;
  if (end.traceless) return { ...end, events: [] };
  const gone = [...(end.removes ?? []), ...earlier.removes];
  const record = recordOf(task, ending, earlier);
  const stale = staleIn(task, [...end.events, ...record], earlier);
  return { ...end, events: [...stale, ...end.events, ...record], ...(gone.length > 0 ? { removes: gone } : {}) };
}

/** The exchange before an edit is gone, unless the new answer goes on with it. */
function staleIn({ editOf }: Task, events: readonly ConversationEvent[], { exchange }: Earlier) {
  if (editOf === undefined || !exchange?.id) return [];
  const goesOn = events.some(
    (event) =>
      (event.type === 'revised' && event.turn === exchange.id) ||
      (event.type === 'recorded' && event.exchange === exchange.id),
  );
  return goesOn ? [] : [{ type: 'removed' as const, turn: exchange.id }];
}

/** Records a menu, pictures that can be drawn anew, and a message that can be edited, where no branch holds it. */
function recordOf(
  task: Task,
  { events, menu, drawing, hidden }: Pick<Ending, 'events' | 'menu' | 'drawing' | 'hidden'>,
  { exchange }: Earlier,
): ConversationEvent[] {
  if (hidden || isQuestion(task) || events.some(isOfMessage)) return [];
  const { text, ...message } = isAction(task) || isElsewhere(task) ? { text: '' } : messageRecord(task);
  if (!menu && !drawing && message.id === undefined) return [];
  const { goesOn: before, ...shown } = menu ?? {};
  const id = before ?? (exchange && !isOnBranch(exchange) ? exchange.id : '');
  const goesOn = id ? { exchange: id } : {};
  const asker = exchange?.asker === undefined || exchange.asker === task.actor.id ? {} : { asker: exchange.asker };
  const origin = originOf(task);
  return [
    {
      type: 'recorded',
      ...goesOn,
      ...asker,
      prompt: { text, ...message },
      ...(menu ? { menu: { ...shown, ...(origin ? { origin } : {}) } } : {}),
      ...(drawing ? { drawing } : {}),
      ...(task.kind === 'late' || events.some(isBelow) ? { lasting: true } : {}),
    },
  ];
}

/** The message itself is on a branch, as a question or a task. */
function isOfMessage(event: ConversationEvent): boolean {
  return event.type === 'answered' || (event.type === 'revised' && event.prompt !== undefined);
}

/** Another answer to an earlier question, in bubbles that are that question's from now on. */
function isBelow(event: ConversationEvent): boolean {
  return event.type === 'revised' && event.enters === true;
}

/** Came by a button, or by what was done to another message: it is no message of its own. */
function isAction({ cause }: Task): boolean {
  return cause === 'press' || cause === 'edit' || cause === 'delete';
}

/** Is answered to the asker alone, in another place. */
function isElsewhere(task: Task): boolean {
  return task.kind === 'command' && task.askedAt !== undefined;
}

/** A menu about a group that is shown to one person alone remembers the group: a press there tells of that place only. */
function originOf(task: Task) {
  if (task.kind !== 'command') return undefined;
  const { place, askedAt, origin = askedAt } = task;
  if (!origin) return undefined;
  const { prompt: _, ...target } = origin;
  return { place, target };
}
