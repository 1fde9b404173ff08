import type { ConversationEvent, Exchange } from '../ports/index.ts';
import { endsOf, pathBack, withTips } from './branch-tips.ts';
import { type BranchExchange, bubblesOn, isOnBranch, showing, tombstone, withAnswer } from './exchange.ts';
import { decide, revoke, withoutLeaves } from './leaves.ts';
import { linkBubbles, linkPrompt } from './links.ts';
import { shownIn } from './move.ts';
import { record } from './off-branch.ts';
import { lineage, pathTo, pinsOf, trimmed, withPins } from './path.ts';
import {
  type Applying,
  chatOf,
  entryOf,
  exchangeOf,
  indexOf,
  livingExchange,
  putExchange,
  putIndex,
  type State,
  type Steps,
  threadOf,
} from './state.ts';
import type { Head, PathEntry, ThreadEntry } from './stored.ts';
import {
  inThread,
  isUntidy,
  rename,
  withEntry,
  withHint,
  withLeft,
  withoutEntry,
  withoutWordsOf,
  withTitle,
} from './threads.ts';
import { counted, omitted, pinned } from './turn-marks.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Most applied marks and deleted threads kept. Turns of a conversation close soon, so few are enough. */
const MARKS = 32;

/**
 * Applies the events of a turn to a conversation in `state`; false when they were applied before. An event about
 * something that is gone changes nothing.
 */
export function* applyEvents(state: State, applying: Applying, events: readonly ConversationEvent[]): Steps<boolean> {
  const { turn } = applying;
  const { applied } = state.head;
  // Versions before marked a turn as `T.1`.
  if (applied.includes(turn) || applied.includes(`${turn}.1`)) return yield* shownLate(state, applying, events);
  state.head = { ...state.head, applied: [...applied, turn].slice(-MARKS) };
  for (const event of events) yield* applyEvent(state, applying, event);
  if (isUntidy(state)) state.head = { ...state.head, untidy: true };
  return true;
}

function* applyEvent(state: State, applying: Applying, event: ConversationEvent): Steps<void> {
  switch (event.type) {
    case 'answered':
      return yield* answered(state, applying, event);
    case 'revised':
      return yield* revised(state, applying, event);
    case 'shown':
      return yield* shown(state, applying, event);
    case 'removed':
      return yield* forget(state, [event.turn]);
    case 'released':
      return void state.released.push(...event.sources);
    case 'omitted':
      return yield* omitted(state, event);
    case 'pinned':
      return yield* pinned(state, event);
    case 'counted':
      return yield* counted(state, event);
    case 'reset':
      return yield* begin(state, event.thread ?? applying.turn, event.title);
    case 'switched':
      yield* switched(state, event.thread);
      return touch(state, applying, event.thread);
    case 'titled':
      return yield* titled(state, event);
    case 'dropped':
      return yield* dropped(state, applying, event.thread);
    case 'unsummarised':
      return void state.letGo.add(event.thread);
    case 'decided':
      return yield* decide(state, applying, event);
    case 'revoked':
      return revoke(state, event);
    case 'recorded':
      return yield* record(state, applying, event);
  }
}

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

function* answered(state: State, applying: Applying, event: Of<'answered'>): Steps<void> {
  const { turn: id, asker, at, parts, files, entries = [] } = applying;
  // Turns are never answered a second time by this event: it is one that was applied long ago.
  if (yield* exchangeOf(state, id)) return void (yield* shownLate(state, applying, [event]));
  const { head } = state;
  const thread = event.thread ?? threadOf(head);
  const entry = thread === threadOf(head) ? undefined : yield* entryOf(state, thread);
  const before = yield* pathBefore(state, event.parent, entry);
  const parent = before.at(-1)?.id ?? null;
  const { prompt, answer } = event;
  const stood = thread === threadOf(head) ? head.head : (entry?.head ?? null);
  const from = stood === null || stood === parent ? {} : { from: stood };
  const place = { parent, thread, ...from };
  const screen = { ...bubblesOn({ parts, files }), entries: [...entries] };
  const exchange: Exchange = { v: 2, id, asker, place, prompt, answers: [answer], ...screen, ...chatOf(applying) };
  const gone = head.dropped?.includes(thread) === true;
  putExchange(state, gone ? tombstone(exchange) : exchange);
  linkBubbles(state, parts, exchange);
  linkPrompt(state, exchange);
  if (gone) return;
  const path = trimmed([...before, { id }], state.limit);
  // A thread that is named after the turn begins with it; any other was left while the answer was written.
  if (thread !== threadOf(head) && thread !== id) {
    const { naming, ...thereBefore }: ThreadEntry = entry ?? { id: thread, head: null, at };
    const ends = withTips(thereBefore, from.from ?? null, [parent]);
    const left = { ...withPins(ends, path), head: id, at, naming: withHint(naming, id, prompt) };
    putIndex(state, withEntry(yield* indexOf(state), left));
    return;
  }
  yield* begin(state, thread);
  const stays = withTips(state.head, from.from ?? null, [parent]);
  state.head = { ...stays, head: id, path, at, naming: withHint(state.head.naming, id, prompt) };
}

/** Notes where an answer is shown that was applied before its platform took it; whether there is one. */
function* shownLate(
  state: State,
  { turn, parts, files, entries = [] }: Applying,
  events: readonly ConversationEvent[],
): Steps<boolean> {
  if (parts.length === 0 || !events.some(({ type }) => type === 'answered')) return false;
  const exchange = yield* livingExchange(state, turn);
  if (!exchange || exchange.bubbles.length > 0) return false;
  const shown = { ...exchange, ...bubblesOn({ parts, files }), entries: [...entries] };
  putExchange(state, shown);
  linkBubbles(state, parts, shown);
  return true;
}

/** The path a new turn continues. An ordinary one follows the head, and nothing has to be read. */
function* pathBefore(state: State, parent: string | null, entry: ThreadEntry | undefined): Steps<PathEntry[]> {
  const { path } = state.head;
  if (parent === null) return [];
  if (parent === path.at(-1)?.id) return path;
  return yield* pathTo(state, parent, { path, ...(parent === entry?.head ? { pins: entry.pins } : {}) });
}

function* revised(state: State, applying: Applying, event: Of<'revised'>): Steps<void> {
  const exchange = yield* livingExchange(state, event.turn);
  if (!exchange) return;
  const next = withAnswer(shownIn(exchange, applying), event, applying);
  putExchange(state, next);
  linkBubbles(state, applying.parts, next);
  if (event.enters) yield* enter(state, exchange);
  touch(state, applying, exchange.place.thread);
  const { prompt } = event;
  if (!prompt) return;
  linkPrompt(state, next);
  yield* rename(state, new Set([exchange.place.thread]), (naming) => {
    const named = withoutWordsOf(naming, NOBODY);
    return naming.hint?.turn === event.turn ? withHint(named, event.turn, prompt) : named;
  });
}

/** The conversation goes on from a turn: in its thread, if that is there. */
function* enter(state: State, { id, place: { thread } }: BranchExchange): Steps<void> {
  yield* switched(state, thread);
  const { head } = state;
  if (head.head === id || threadOf(head) !== thread) return;
  const path = yield* pathTo(state, id, { path: head.path });
  state.head = { ...withTips(head, head.head, [id]), head: id, path };
}

function* shown(state: State, applying: Applying, event: Of<'shown'>): Steps<void> {
  const exchange = yield* livingExchange(state, event.turn);
  if (!exchange) return;
  const after = showing(shownIn(exchange, applying), event.answer, applying);
  if (after === exchange) return;
  putExchange(state, after);
  linkBubbles(state, applying.parts, after);
  touch(state, applying, exchange.place.thread);
}

/** Takes turns away: none of what was said is left, and every thread stands on a turn that is there. */
function* forget(state: State, ids: readonly string[]): Steps<void> {
  const gone = new Set<string>();
  const threads = new Set<string>();
  for (const id of ids) {
    const exchange = yield* exchangeOf(state, id);
    if (!exchange || exchange.removed) continue;
    putExchange(state, tombstone(exchange));
    if (!isOnBranch(exchange)) continue;
    gone.add(id);
    threads.add(exchange.place.thread);
  }
  if (gone.size === 0) return;
  yield* rename(state, threads, (naming) => withoutWordsOf(naming, gone));
  state.head = withoutLeaves(state.head, ({ exchange }) => gone.has(exchange));
  const { head } = state;
  if (head.path.some(({ id }) => gone.has(id))) {
    const start = head.path.slice(-state.limit).findLast(({ id }) => !gone.has(id))?.id ?? head.head;
    const left = yield* pathTo(state, start, { pins: pinsOf(head.path) });
    state.head = yield* goneBack(state, head, left);
  }
  for (const entry of (yield* indexOf(state)).threads.filter((each) => each.head !== null && gone.has(each.head))) {
    const left = yield* pathTo(state, entry.head, { pins: entry.pins });
    const { path, ...place } = yield* goneBack(state, entry, left);
    putIndex(state, withEntry(yield* indexOf(state), withPins(place, path)));
  }
}

/** Moves a thread's head back after turns were deleted. `left` is the path to the nearest remaining turn before it. */
function* goneBack<T extends Pick<ThreadEntry, 'head' | 'tips'>>(
  state: State,
  place: T,
  left: PathEntry[],
): Steps<T & Pick<Head, 'head' | 'path'>> {
  const end = left.at(-1)?.id ?? null;
  const path = place.head === end ? left : yield* pathBack(state, place.head, left);
  const head = path.at(-1)?.id ?? null;
  return { ...(withTips(place, head === end ? null : end, [head]) as T), head, path };
}

/** A thread of this id becomes the current one, a new one unless there is one. */
function* begin(state: State, thread: string, title?: string): Steps<void> {
  if (thread === threadOf(state.head)) return;
  const index = yield* indexOf(state);
  if (index.threads.some(({ id }) => id === thread)) return yield* switched(state, thread);
  putIndex(state, withLeft(index, state.head));
  state.head = inThread(state.head, { thread, naming: withTitle({}, title) });
}

function* switched(state: State, thread: string): Steps<void> {
  const index = yield* indexOf(state);
  const entry = index.threads.find(({ id }) => id === thread);
  if (!entry) return;
  const path = yield* pathTo(state, entry.head, { pins: entry.pins });
  putIndex(state, withLeft(withoutEntry(index, thread), state.head));
  const { at, naming = {}, tips } = entry;
  const head = path.at(-1)?.id ?? null;
  state.head = inThread(state.head, { thread, head, path, at, naming, ...(tips ? { tips } : {}) });
}

/** Ends the silence of the current thread when somebody returns to it, so that the next message continues it. */
function touch(state: State, { at }: Applying, thread: string): void {
  if (thread === threadOf(state.head)) state.head = { ...state.head, touched: at };
}

function* titled(state: State, { thread, title, of }: Of<'titled'>): Steps<void> {
  // What it was made from may have been taken away meanwhile.
  for (const id of of ?? []) if (!(yield* livingExchange(state, id))) return;
  yield* rename(state, new Set([thread]), (naming) => withTitle(naming, title, of !== undefined));
}

/** Forgets a thread's turns on all its branches, unless they are also on a branch of another thread. */
function* dropped(state: State, applying: Applying, thread: string): Steps<void> {
  const index = yield* indexOf(state);
  const current = thread === threadOf(state.head);
  const place = current ? state.head : index.threads.find(({ id }) => id === thread);
  if (!place) return;
  state.head = { ...state.head, dropped: [...(state.head.dropped ?? []), thread].slice(-MARKS) };
  if (current) state.head = inThread(state.head, { thread: applying.turn });
  else putIndex(state, withoutEntry(index, thread));
  const lost = new Set<string>();
  for (const end of endsOf(place)) for (const id of yield* lineage(state, end, lost)) lost.add(id);
  const kept = new Set<string>();
  for (const other of [state.head, ...(yield* indexOf(state)).threads]) {
    for (const end of endsOf(other)) {
      // From where the ways meet back to the start, both are the same.
      const meeting = (yield* lineage(state, end, lost)).at(-1);
      if (meeting === undefined || !lost.has(meeting)) continue;
      for (const id of yield* lineage(state, meeting, kept)) kept.add(id);
    }
  }
  yield* forget(state, [...lost.difference(kept)]);
}
