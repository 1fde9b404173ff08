import type { PromptRecord } from '../ports/index.ts';
import { headline } from '../util/text.ts';
import { withPins } from './path.ts';
import { ownWords } from './prompt-record.ts';
import { emptyHead, indexOf, putIndex, type State, type Steps, threadOf } from './state.ts';
import type { Head, Label, ThreadEntry, ThreadIndex } from './stored.ts';

/** The threads of a conversation: the current one in its head, the others in an index. */

/** A thread as it is listed. */
export interface Thread {
  id: string;
  /** Id of its newest turn; absent where there is none. */
  head?: string;
  title?: string;
  /** Epoch ms of its newest turn; 0 where there is none. */
  at: number;
  /** First words of its first prompt, for want of a title. */
  hint?: string;
  current: boolean;
}

/** Most threads in the index that are kept. Those whose last turn is the oldest are deleted soon after (`pruning.ts`). */
export const THREADS = 250;
/** Most threads in the index at any time. */
const THREADS_FOR_NOW = 2 * THREADS;
/** Longest title and hint, in UTF-16 units. */
const TITLE = 100;
const HINT = 60;

/** Current first, then the newest. */
export function listed(current: Head, { threads }: ThreadIndex): Thread[] {
  const head = current.head === null ? {} : { head: current.head };
  return [
    { id: threadOf(current), ...head, at: current.at ?? 0, ...told(current.naming), current: true },
    ...threads.map(({ id, at, naming, head }) => ({
      id,
      ...(head === null ? {} : { head }),
      at,
      ...told(naming),
      current: false,
    })),
  ];
}

function told({ title, hint }: Label = {}) {
  return { ...(title === undefined ? {} : { title }), ...(hint === undefined ? {} : { hint: hint.text }) };
}

/** From when on the silence in the current thread is counted, epoch ms; 0 where nothing was said that could be gone on with. */
export function lastActive({ at = 0, touched = 0 }: Head): number {
  return at > 0 ? Math.max(at, touched) : 0;
}

/** Puts the current thread into the index. */
export function withLeft(index: ThreadIndex, head: Head): ThreadIndex {
  const left = {
    id: threadOf(head),
    head: head.head,
    at: head.at ?? 0,
    ...(head.naming ? { naming: head.naming } : {}),
    ...(head.tips ? { tips: head.tips } : {}),
  };
  return withEntry(index, withPins(left, head.path));
}

/** Puts an entry in the place of the one with its id; takes that out where there is nothing to remember of the thread. */
export function withEntry(index: ThreadIndex, entry: ThreadEntry): ThreadIndex {
  if (entry.head === null && entry.naming?.title === undefined) return withoutEntry(index, entry.id);
  const at = index.threads.findIndex(({ id }) => id === entry.id);
  const threads = at < 0 ? [entry, ...index.threads] : index.threads.with(at, entry);
  return { v: 1, threads: threads.toSorted((a, b) => b.at - a.at).slice(0, THREADS_FOR_NOW) };
}

export function withoutEntry({ threads }: ThreadIndex, id: string): ThreadIndex {
  return { v: 1, threads: threads.filter((entry) => entry.id !== id) };
}

/** The head with another thread in it; what belongs to the conversation stays. */
export function inThread(
  { applied, movedTo, movedFrom, pinning, dropped, untidy, tidied, recorded, guests }: Head,
  thread: Pick<Head, 'thread'> & Partial<Head>,
): Head {
  return {
    ...emptyHead,
    applied,
    ...(pinning ? { pinning } : {}),
    ...(dropped ? { dropped } : {}),
    ...(untidy ? { untidy } : {}),
    ...(tidied ? { tidied } : {}),
    ...(guests ? { guests } : {}),
    ...(recorded === undefined ? {} : { recorded }),
    ...(movedTo === undefined ? {} : { movedTo }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...thread,
  };
}

/** With a title, or without one where it is blank. `made`: it says again what was said. */
export function withTitle(naming: Label = {}, title = '', made = false): Label {
  const { title: _, made: __, ...rest } = naming;
  const line = headline(title, TITLE);
  return line === '' ? rest : { ...rest, title: line, ...(made ? { made } : {}) };
}

/** Without what turns that are gone have named: their first words, and a title that was made from those of the thread. */
export function withoutWordsOf(naming: Label, gone: { has(turn: string): boolean }): Label {
  const rest = naming.hint && gone.has(naming.hint.turn) ? withoutHint(naming) : naming;
  return rest.made ? withTitle(rest) : rest;
}

/** With the first words of a prompt, where the thread has none yet or had them from this very turn. */
export function withHint(naming: Label = {}, turn: string, prompt: PromptRecord): Label {
  if (naming.hint && naming.hint.turn !== turn) return naming;
  const text = headline(ownWords(prompt), HINT);
  return text === '' ? withoutHint(naming) : { ...naming, hint: { text, turn } };
}

/** Without the words of a turn, which is gone. */
function withoutHint({ hint: _, ...naming }: Label): Label {
  return naming;
}

/** Tells whether there is now something to delete for good. */
export function isUntidy({ changed, exchanges, index, indexChanged }: State): boolean {
  if (indexChanged && index && index.threads.length > THREADS) return true;
  return [...changed].some((id) => exchanges.get(id)?.removed);
}

/** Changes what threads are known by. */
export function* rename(state: State, which: ReadonlySet<string>, change: (naming: Label) => Label): Steps<void> {
  const { naming = {} } = state.head;
  const own = which.has(threadOf(state.head)) ? change(naming) : naming;
  if (own !== naming) state.head = { ...state.head, naming: own };
  const index = yield* indexOf(state);
  const threads = index.threads.map((entry) => {
    const before = entry.naming ?? {};
    const after = which.has(entry.id) ? change(before) : before;
    return after === before ? entry : { ...entry, naming: after };
  });
  if (threads.some((entry, at) => entry !== index.threads[at])) putIndex(state, { ...index, threads });
}
