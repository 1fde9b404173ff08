import type { Exchange, MediaSource } from '../ports/index.ts';
import { type BranchExchange, FIRST, isOnBranch, type Screen, sourcesOf } from './exchange.ts';
import type { Head, Link, ThreadEntry, ThreadIndex } from './stored.ts';
import { isReworded } from './summary.ts';

/** A conversation in memory while it is read or changed. */

export const emptyHead: Head = { v: 1, head: null, path: [], applied: [] };
export const emptyIndex: ThreadIndex = { v: 1, threads: [] };

/**
 * A conversation in memory. Values that were read are shared and never changed in place; what was not read yet is asked
 * for (`Steps`) by whoever needs it.
 */
export interface State {
  /** Most exchanges of a path. */
  readonly limit: number;
  head: Head;
  index: ThreadIndex | undefined;
  /** Exchanges that were read, undefined where there is none. */
  readonly exchanges: Map<string, Exchange | undefined>;
  /** Ids of the exchanges to write. */
  readonly changed: Set<string>;
  /** By message id, to write. */
  readonly links: Map<string, Pick<Link, 'exchange' | 'prompt'>>;
  indexChanged: boolean;
  /** Media that exchanges referred to and do no more. */
  readonly released: MediaSource[];
  /** Turns that say something else than before, or nothing any more: their threads by their ids. */
  readonly reworded: Map<string, string>;
  /** Threads whose summaries somebody let go. */
  readonly letGo: Set<string>;
}

/** Turn whose events are applied: who acted, and where the answer is shown. */
export interface Applying extends Screen {
  /** Id of the turn. */
  turn: string;
  /** Actor.id of who asked for it. */
  asker: string;
  /** The chat whose settings it is about. */
  settingsChat: string;
  /** Epoch ms. */
  at: number;
  /** As Exchange.chat. */
  guest?: string | undefined;
}

/** Document that is to be put into the state before the next step. */
export type Wanted = { exchange: string } | 'index';

/**
 * Pure function over a state that is only partly in memory. It yields the documents it wants to read, and goes on once
 * they are in the state. Same state and documents in, same result out.
 */
export type Steps<T> = Generator<Wanted, T, void>;

/** Head of a conversation, or of one that begins, with the chat whose choices hold in it. */
export function headAt(conversation: string, settingsChat: string, head: Head = emptyHead): Head {
  return settingsChat === conversation || settingsChat === head.settingsChat ? head : { ...head, settingsChat };
}

/** Field of an exchange that tells where its messages are. */
export function chatOf({ guest }: Pick<Applying, 'guest'>): Pick<Exchange, 'chat'> {
  return guest === undefined ? {} : { chat: guest };
}

/** The head, with an account that goes on with the conversation from another private chat. */
export function withGuest(head: Head, account: string): Head {
  const { guests = [] } = head;
  return guests.includes(account) ? head : { ...head, guests: [...guests, account] };
}

export function stateOf(head: Head, limit: number): State {
  const nothing = { exchanges: new Map(), changed: new Set<string>(), links: new Map(), released: [] };
  const summaries = { reworded: new Map<string, string>(), letGo: new Set<string>() };
  return { limit, head, index: undefined, indexChanged: false, ...nothing, ...summaries };
}

/** Reads an exchange, on a branch or off every branch, removed or not. */
export function* exchangeOf(state: State, id: string): Steps<Exchange | undefined> {
  if (!state.exchanges.has(id)) yield { exchange: id };
  return state.exchanges.get(id);
}

/** Reads an exchange on a branch, removed or not. One off every branch is none: no way leads through it. */
export function* branchExchange(state: State, id: string): Steps<BranchExchange | undefined> {
  const exchange = yield* exchangeOf(state, id);
  return exchange && isOnBranch(exchange) ? exchange : undefined;
}

/** Reads an exchange on a branch that is there and not removed. */
export function* livingExchange(state: State, id: string): Steps<BranchExchange | undefined> {
  const exchange = yield* branchExchange(state, id);
  return exchange?.removed ? undefined : exchange;
}

export function putExchange(state: State, exchange: Exchange): void {
  const before = state.exchanges.get(exchange.id);
  if (before === exchange) return;
  if (before) {
    const left = sourcesOf(exchange);
    for (const [key, source] of sourcesOf(before)) if (!left.has(key)) state.released.push(source);
    if (isOnBranch(before) && isReworded(before, exchange)) state.reworded.set(exchange.id, before.place.thread);
  }
  state.exchanges.set(exchange.id, exchange);
  state.changed.add(exchange.id);
}

/** Reads the threads beside the current one. */
export function* indexOf(state: State): Steps<ThreadIndex> {
  if (!state.index) yield 'index';
  return state.index ?? emptyIndex;
}

export function putIndex(state: State, index: ThreadIndex): void {
  state.index = index;
  state.indexChanged = true;
}

/** Finds a thread beside the current one. */
export function* entryOf(state: State, thread: string): Steps<ThreadEntry | undefined> {
  return (yield* indexOf(state)).threads.find(({ id }) => id === thread);
}

/** Id of the current thread. */
export function threadOf({ thread = FIRST }: Head): string {
  return thread;
}
