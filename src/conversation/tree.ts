import type { AnswerRecord, ConversationEvent, PromptRecord } from '../ports/index.ts';
import { byteLength, isBlank } from '../util/text.ts';

/**
 * A conversation is a forest of turns, and its threads are named pointers into it. Each turn is a document of its own
 * that names its parent; where the current thread stands is in the head, the other threads are on the shelf. All of it
 * is plain JSON; the functions are pure.
 */

/** One turn: a prompt and its answers. */
export interface TurnNode {
  v: 1;
  id: string;
  /** The turn before it on its branch; null at the start of a thread. */
  parent: string | null;
  /** Where its thread stood when it was said, if not at its parent: it began a branch there. */
  from?: string;
  prompt: PromptRecord;
  /** In the order they were made. */
  answers: AnswerRecord[];
  /** The thread it was said in; FIRST where absent. */
  thread?: string;
  /** Actor.id of who asked. */
  asker?: string;
  /** Which answer is shown, from 0; the last one where absent. */
  shown?: number;
  /** It never leaves the window. */
  pinned?: true;
  /** The model is not told of it, though the chat shows it. */
  omitted?: true;
  /** It was taken away: only its place in the tree is left. */
  removed?: true;
  /** Platform ids of its bubbles now. Versions before kept them with the answer. */
  parts?: string[];
}

/** The thread of conversations that never had another. */
export const FIRST = 'first';

/** Most answers kept of one turn; the oldest leaves. */
export const ANSWERS = 20;

/** Which answer of a turn is shown, and is the one in context; undefined when it has none. */
export function shownAnswer({ answers, shown }: TurnNode): AnswerRecord | undefined {
  return answers[shown ?? -1] ?? answers.at(-1);
}

/** The answers to go back to: what failed or was stopped before a word was said is none. */
export function answersOf({ answers }: TurnNode): AnswerRecord[] {
  return answers.filter(({ text }) => !isBlank(text));
}

/** Whether the model hears of a turn. What only failed it does not: that could poison the next answer. */
export function isHeard(turn: TurnNode): boolean {
  if (turn.omitted) return false;
  const answer = shownAnswer(turn);
  return answer?.reason !== 'error' || answer.text !== '';
}

/** Platform ids of a turn's bubbles now. */
export function bubblesOf(turn: TurnNode): string[] {
  return turn.parts ?? shownAnswer(turn)?.parts ?? [];
}

/** Platform ids of the messages a prompt was put together from. */
export function messageIdsOf({ id, pieces = [] }: PromptRecord): string[] {
  return [...new Set([...(id === undefined ? [] : [id]), ...pieces.map((piece) => piece.id)])];
}

/**
 * The turn with another answer, which is shown from now on. Who asks again, in other words or has an answer go on counts on
 * it: one that was left out of the context is in it again.
 */
export function withAnswer(
  turn: TurnNode,
  { answer, prompt, replace }: Extract<ConversationEvent, { type: 'revised' }>,
  parts: readonly string[],
): TurnNode {
  const { shown, omitted: _, ...rest } = turn;
  const before = prompt ? [] : replace ? turn.answers : answersOf(turn);
  const old = shownAnswer(turn);
  const replaced = replace === true && old !== undefined && before.length > 0;
  return {
    ...withParts(rest, parts),
    prompt: prompt ?? turn.prompt,
    answers: replaced ? before.map((each) => (each === old ? answer : each)) : [...before, answer].slice(-ANSWERS),
    ...(replaced && shown !== undefined ? { shown } : {}),
  };
}

/** The turn as it shows one of its answers; as it was when it has no such answer. */
export function showing(turn: TurnNode, answer: number, parts: readonly string[]): TurnNode {
  return turn.answers[answer] ? { ...withParts(turn, parts), shown: answer } : turn;
}

/** Where an answer could not be shown, the bubbles of the one before are still there. */
function withParts(turn: TurnNode, parts: readonly string[]): TurnNode {
  return parts.length > 0 ? { ...turn, parts: [...parts] } : { ...turn, parts: bubblesOf(turn) };
}

export function withPin({ pinned: _, ...turn }: TurnNode, pinned: boolean): TurnNode {
  return pinned ? { ...turn, pinned: true } : turn;
}

export function withOmission({ omitted: _, ...turn }: TurnNode, omitted: boolean): TurnNode {
  return omitted ? { ...turn, omitted: true } : turn;
}

/** What is left of a turn that was taken away: its place, none of what was said. */
export function tombstone({ id, parent, from, thread }: TurnNode): TurnNode {
  const branch = from === undefined ? {} : { from };
  const place = { v: 1 as const, id, parent, ...branch, ...(thread === undefined ? {} : { thread }) };
  return { ...place, prompt: { text: '' }, answers: [], parts: [], removed: true };
}

/** Size of what a turn puts into a request, in UTF-8 bytes. */
export function turnBytes(turn: TurnNode): number {
  const { text, speaker, quote } = turn.prompt;
  const quoted = quote ? byteLength(quote.text) + byteLength(quote.author ?? '') : 0;
  return byteLength(text) + byteLength(speaker ?? '') + quoted + byteLength(shownAnswer(turn)?.text ?? '');
}
