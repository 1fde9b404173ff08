import type { AnswerRecord, ConversationEvent, PromptRecord } from '../ports.ts';
import { byteLength } from '../text.ts';

/**
 * A conversation is a tree of turns with a head. Each turn is a document of its own that names its parent; the head
 * document holds where the conversation stands and the newest stretch of the path there, so that neither grows with
 * the age of the chat. All of it is plain JSON; the functions are pure.
 */

/** One turn: a prompt and its answers, the newest revision last. */
export interface TurnNode {
  v: 1;
  id: string;
  /** The turn before it on its branch; null at the start of a conversation. */
  parent: string | null;
  prompt: PromptRecord;
  answers: AnswerRecord[];
}

/** Where a conversation stands. */
export interface Head {
  v: 1;
  /** The turn the next one follows; null after a reset. */
  head: string | null;
  /** The newest turns of the path to the head, oldest first, with their size in UTF-8 bytes. */
  path: { id: string; bytes: number }[];
  /** The newest applied (turn, revision) marks: twice is once. */
  applied: string[];
  /** The conversation goes on under this id: its chat was given a new one. */
  movedTo?: string;
}

/** How many applied marks are kept: turns of a conversation close one by one, so few are enough. */
const MARKS = 16;

export const emptyHead: Head = { v: 1, head: null, path: [], applied: [] };

export interface Change {
  head: Head;
  /** Turns to write. */
  turns: TurnNode[];
}

/**
 * What an event of a turn makes of a conversation. `mark` names the turn and revision; an event applied before changes
 * nothing. `pathLimit` bounds the path kept in the head.
 */
export function applyEvents(
  head: Head,
  turn: string,
  revision: number,
  events: readonly ConversationEvent[],
  pathLimit: number,
): Change | undefined {
  const mark = `${turn}.${revision}`;
  if (head.applied.includes(mark)) return undefined;
  const applied = [...head.applied, mark].slice(-MARKS);
  const change: Change = { head: { ...head, applied }, turns: [] };
  for (const event of events) {
    if (event.type === 'reset') change.head = { ...change.head, head: null, path: [] };
    if (event.type === 'answered') addTurn(change, turn, event, pathLimit);
  }
  return change;
}

type Answered = Extract<ConversationEvent, { type: 'answered' }>;

function addTurn(change: Change, id: string, { parent, prompt, answer }: Answered, pathLimit: number): void {
  const node: TurnNode = { v: 1, id, parent, prompt, answers: [answer] };
  const at = change.head.path.findIndex((entry) => entry.id === parent);
  const before = parent === null ? [] : change.head.path.slice(0, at + 1);
  const path = [...before, { id, bytes: turnBytes(node) }].slice(-pathLimit);
  change.head = { ...change.head, head: id, path };
  change.turns.push(node);
}

/** Size of what a turn puts into a request, in UTF-8 bytes. */
export function turnBytes({ prompt, answers }: TurnNode): number {
  const quote = prompt.quote ? byteLength(prompt.quote.text) + byteLength(prompt.quote.author ?? '') : 0;
  const answer = answers.at(-1)?.text ?? '';
  return byteLength(prompt.text) + byteLength(prompt.speaker ?? '') + quote + byteLength(answer);
}
