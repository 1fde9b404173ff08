import type { PromptRecord } from '../ports/index.ts';
import { clip, oneLine } from '../util/text.ts';
import { ownWords } from './prompt-record.ts';
import { emptyHead, type Head, type Naming, type Shelf, type ShelfEntry, threadOf } from './state.ts';

/** The threads of a conversation: the current one in its head, the others on the shelf. */

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

/** Most threads on the shelf; the one whose last turn is the oldest leaves the list. */
const THREADS = 100;
/** Longest title and hint, in UTF-16 units. */
const TITLE = 100;
const HINT = 60;

/** Current first, then the newest. */
export function listed(current: Head, { threads }: Shelf): Thread[] {
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

function told({ title, hint }: Naming = {}) {
  return { ...(title === undefined ? {} : { title }), ...(hint === undefined ? {} : { hint: hint.text }) };
}

/** From when on the silence in the current thread is counted, epoch ms; 0 where nothing was said that could be gone on with. */
export function lastActive({ at = 0, touched = 0 }: Head): number {
  return at > 0 ? Math.max(at, touched) : 0;
}

/** The shelf with the current thread on it. */
export function shelved(shelf: Shelf, head: Head): Shelf {
  const pins = head.path.flatMap(({ id, pinned }) => (pinned ? id : []));
  return withEntry(shelf, {
    id: threadOf(head),
    head: head.head,
    at: head.at ?? 0,
    ...(head.naming ? { naming: head.naming } : {}),
    ...(pins.length > 0 ? { pins } : {}),
    ...(head.tips ? { tips: head.tips } : {}),
  });
}

/** The shelf with this entry in the place of the one with its id; without it where there is nothing to remember of it. */
export function withEntry(shelf: Shelf, entry: ShelfEntry): Shelf {
  if (entry.head === null && entry.naming?.title === undefined) return withoutEntry(shelf, entry.id);
  const at = shelf.threads.findIndex(({ id }) => id === entry.id);
  const threads = at < 0 ? [entry, ...shelf.threads] : shelf.threads.with(at, entry);
  return { v: 1, threads: threads.toSorted((a, b) => b.at - a.at).slice(0, THREADS) };
}

export function withoutEntry({ threads }: Shelf, id: string): Shelf {
  return { v: 1, threads: threads.filter((entry) => entry.id !== id) };
}

/** The head with another thread in it; what belongs to the conversation stays. */
export function inThread(
  { applied, movedTo, movedFrom, pinning, dropped }: Head,
  thread: Pick<Head, 'thread'> & Partial<Head>,
): Head {
  return {
    ...emptyHead,
    applied,
    ...(pinning ? { pinning } : {}),
    ...(dropped ? { dropped } : {}),
    ...(movedTo === undefined ? {} : { movedTo }),
    ...(movedFrom === undefined ? {} : { movedFrom }),
    ...thread,
  };
}

/** With a title, or without one where it is blank. */
export function withTitle(naming: Naming = {}, title = ''): Naming {
  const { title: _, ...rest } = naming;
  const line = clip(oneLine(title), TITLE);
  return line === '' ? rest : { ...rest, title: line };
}

/** With the first words of a prompt, where the thread has none yet or had them from this very turn. */
export function withHint(naming: Naming = {}, turn: string, prompt: PromptRecord): Naming {
  if (naming.hint && naming.hint.turn !== turn) return naming;
  const text = clip(oneLine(ownWords(prompt)), HINT);
  return text === '' ? withoutHint(naming) : { ...naming, hint: { text, turn } };
}

/** Without the words of a turn, which is gone. */
export function withoutHint({ hint: _, ...naming }: Naming): Naming {
  return naming;
}
