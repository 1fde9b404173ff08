import type { Home, Noted } from '../ports/index.ts';
import { FIRST, type TurnNode } from './tree.ts';

/** What of a conversation is kept beside its turns, and how it is in memory while it is read or changed. */

/** A turn on a path. */
export interface PathEntry {
  id: string;
  pinned?: true;
}

/** What a thread is known by. */
export interface Naming {
  title?: string;
  /** First words of its first prompt, and the turn they are from. */
  hint?: { text: string; turn: string };
}

/** Where a conversation stands: its current thread. Its size does not grow with the age of the chat. */
export interface Head {
  v: 1;
  /** The turn the next one follows; null at the start of a thread. */
  head: string | null;
  /** The path there (`path.ts`). */
  path: PathEntry[];
  /** Ids of the turns that were applied last: twice is once. */
  applied: string[];
  /** Id of the current thread; FIRST where absent. */
  thread?: string;
  naming?: Naming;
  /** When its newest turn was applied, epoch ms. */
  at?: number;
  /** When somebody last went back to this thread, or had a turn of it show another answer, epoch ms. */
  touched?: number;
  /** The newest turns of this thread's other branches, the one left last at the end. */
  tips?: string[];
  /** The threads that were deleted last: an answer that was still written in one does not bring it back. */
  dropped?: string[];
  /** Something was pinned here at some time, so that pinned turns are worth looking for. */
  pinning?: true;
  /** The conversation goes on under this id: its chat was given a new one. */
  movedTo?: string;
  /** The id it had before. */
  movedFrom?: string;
}

/** A thread that is not the current one. */
export interface ShelfEntry {
  id: string;
  /** Its newest turn; null where nothing was said in it yet. */
  head: string | null;
  /** When that was applied, epoch ms; 0 where there is none, or a version before did not say. */
  at: number;
  naming?: Naming;
  /** Its pinned turns when it was left, oldest first. */
  pins?: string[];
  /** The newest turns of its other branches, the one left last at the end. */
  tips?: string[];
}

/** The threads of a conversation beside the current one, newest first. */
export interface Shelf {
  v: 1;
  threads: ShelfEntry[];
}

/** What a bubble, or a prompt's message, belongs to. */
export interface Link {
  conversation: string;
  /** The turn it shows or asks for; absent for a menu. */
  turn?: string;
  /** Actor.id of who asked. */
  asker?: string;
  /** It is the prompt's message, not the answer's. */
  prompt?: boolean;
  /** The chat whose settings the menu is about. */
  chat?: string;
  /** Where that chat is, if the menu is shown to one person alone elsewhere. A version before did not keep it. */
  home?: Home;
  /** A reply to it completes this command. */
  line?: string;
  /** It was answered as what is no plain question. `parts`: platform ids of the bubbles, where they belong to no turn. */
  noted?: Noted & { parts: string[] };
}

export const emptyHead: Head = { v: 1, head: null, path: [], applied: [] };
export const emptyShelf: Shelf = { v: 1, threads: [] };

/**
 * A conversation in memory. Values that were read are shared and never changed in place; what was not read yet is asked
 * for (`Steps`) by whoever needs it.
 */
export interface State {
  /** Most turns of a path. */
  readonly limit: number;
  head: Head;
  shelf: Shelf | undefined;
  /** Turns that were read, undefined where there is none. */
  readonly turns: Map<string, TurnNode | undefined>;
  /** Ids of the turns to write. */
  readonly changed: Set<string>;
  /** By message id, to write. */
  readonly links: Map<string, Omit<Link, 'conversation'>>;
  shelfChanged: boolean;
}

/** What was done, by whom, and where it is shown. */
export interface Deed {
  /** Id of the turn that did it. */
  turn: string;
  /** Actor.id of who asked for it. */
  asker: string;
  /** The chat whose settings it is about. */
  about: string;
  /** Epoch ms. */
  at: number;
  /** Platform ids of its bubbles. */
  parts: readonly string[];
}

/** What is to be put into the state before the next step. */
export type Wanted = { turn: string } | 'shelf';

/**
 * A pure function over a state that is only partly in memory: it yields what it wants to read, and goes on once that is
 * in the state. Same state and documents in, same out.
 */
export type Steps<T> = Generator<Wanted, T, void>;

export function stateOf(head: Head, limit: number): State {
  const nothing = { turns: new Map(), changed: new Set<string>(), links: new Map() };
  return { limit, head, shelf: undefined, shelfChanged: false, ...nothing };
}

/** A turn by its id, removed or not; undefined when there is none. */
export function* turnOf(state: State, id: string): Steps<TurnNode | undefined> {
  if (!state.turns.has(id)) yield { turn: id };
  return state.turns.get(id);
}

/** A turn that is there and not removed. */
export function* livingTurn(state: State, id: string): Steps<TurnNode | undefined> {
  const turn = yield* turnOf(state, id);
  return turn?.removed ? undefined : turn;
}

export function putTurn(state: State, id: string, turn: TurnNode): void {
  if (state.turns.get(id) === turn) return;
  state.turns.set(id, turn);
  state.changed.add(id);
}

/** The threads beside the current one. */
export function* shelfOf(state: State): Steps<Shelf> {
  if (!state.shelf) yield 'shelf';
  return state.shelf ?? emptyShelf;
}

export function putShelf(state: State, shelf: Shelf): void {
  state.shelf = shelf;
  state.shelfChanged = true;
}

/** Id of the current thread. */
export function threadOf({ thread = FIRST }: Head): string {
  return thread;
}
