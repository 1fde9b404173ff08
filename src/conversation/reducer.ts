import type { ConversationEvent } from '../ports/index.ts';
import { linkAnswer, linkMenu, linkNoted, linkPrompt } from './links.ts';
import { lineage, PINS, pathTo, trimmed } from './path.ts';
import {
  type Deed,
  type Head,
  livingTurn,
  type Naming,
  type PathEntry,
  putShelf,
  putTurn,
  type ShelfEntry,
  type State,
  type Steps,
  shelfOf,
  threadOf,
  turnOf,
} from './state.ts';
import { inThread, shelved, withEntry, withHint, withoutEntry, withoutHint, withTitle } from './threads.ts';
import { pathBack, withTips } from './tips.ts';
import { FIRST, showing, type TurnNode, tombstone, withAnswer, withOmission, withPin } from './tree.ts';

/** How many applied marks and deleted threads are kept: turns of a conversation close soon, so few are enough. */
const MARKS = 32;

/**
 * What the events of a turn make of a conversation, in `state`; false when they were applied before. An event about
 * something that is gone changes nothing.
 */
export function* applyEvents(state: State, deed: Deed, events: readonly ConversationEvent[]): Steps<boolean> {
  const { turn } = deed;
  const { applied } = state.head;
  // Versions before marked a turn as `T.1`.
  if (applied.includes(turn) || applied.includes(`${turn}.1`)) return false;
  state.head = { ...state.head, applied: [...applied, turn].slice(-MARKS) };
  for (const event of events) yield* applyEvent(state, deed, event);
  return true;
}

function* applyEvent(state: State, deed: Deed, event: ConversationEvent): Steps<void> {
  switch (event.type) {
    case 'answered':
      return yield* answered(state, deed, event);
    case 'revised':
      return yield* revised(state, deed, event);
    case 'shown':
      return yield* shown(state, deed, event);
    case 'removed':
      return yield* forget(state, [event.turn]);
    case 'omitted':
      return yield* omitted(state, event);
    case 'pinned':
      return yield* pinned(state, event);
    case 'reset':
      return yield* begin(state, event.thread ?? deed.turn, event.title);
    case 'switched':
      yield* switched(state, event.thread);
      return touch(state, deed, event.thread);
    case 'titled':
      return yield* titled(state, event);
    case 'dropped':
      return yield* dropped(state, deed, event.thread);
    case 'menu':
      return linkMenu(state, deed, event);
    case 'noted':
      return linkNoted(state, deed, event);
  }
}

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

function* answered(state: State, deed: Deed, event: Of<'answered'>): Steps<void> {
  const { turn: id, asker, at, parts } = deed;
  // Turns are never answered a second time by this event: it is one that was applied long ago.
  if (yield* turnOf(state, id)) return;
  const { head } = state;
  const thread = event.thread ?? threadOf(head);
  const entry =
    thread === threadOf(head) ? undefined : (yield* shelfOf(state)).threads.find((each) => each.id === thread);
  const before = yield* pathBefore(state, event.parent, entry);
  const parent = before.at(-1)?.id ?? null;
  const { prompt, answer } = event;
  const stood = thread === threadOf(head) ? head.head : (entry?.head ?? null);
  const from = stood === null || stood === parent ? {} : { from: stood };
  const turn = { v: 1 as const, id, parent, ...from, prompt, answers: [answer], thread, asker, parts: [...parts] };
  const gone = head.dropped?.includes(thread) === true;
  putTurn(state, id, gone ? tombstone(turn) : turn);
  linkAnswer(state, deed, id, asker);
  linkPrompt(state, prompt, id, asker);
  if (gone) return;
  const path = trimmed([...before, { id }], state.limit);
  // A thread that is named after the turn begins with it; any other was left while the answer was written.
  if (thread !== threadOf(head) && thread !== id) {
    const { naming, ...place }: ShelfEntry = entry ?? { id: thread, head: null, at };
    const ends = withTips(place, from.from ?? null, [parent]);
    const left = { ...withPins(ends, path), head: id, at, naming: withHint(naming, id, prompt) };
    putShelf(state, withEntry(yield* shelfOf(state), left));
    return;
  }
  yield* begin(state, thread);
  const place = withTips(state.head, from.from ?? null, [parent]);
  state.head = { ...place, head: id, path, at, naming: withHint(state.head.naming, id, prompt) };
}

/** The path a new turn continues. An ordinary one follows the head, and nothing has to be read. */
function* pathBefore(state: State, parent: string | null, entry: ShelfEntry | undefined): Steps<PathEntry[]> {
  const { path } = state.head;
  if (parent === null) return [];
  if (parent === path.at(-1)?.id) return path;
  return yield* pathTo(state, parent, { path, ...(parent === entry?.head ? { pins: entry.pins } : {}) });
}

function* revised(state: State, deed: Deed, event: Of<'revised'>): Steps<void> {
  const turn = yield* livingTurn(state, event.turn);
  if (!turn) return;
  putTurn(state, event.turn, withAnswer(turn, event, deed.parts));
  linkAnswer(state, deed, event.turn, turn.asker);
  if (event.enters) yield* enter(state, turn);
  touch(state, deed, turn.thread);
  const { prompt } = event;
  if (!prompt) return;
  linkPrompt(state, prompt, event.turn, turn.asker);
  yield* rename(state, (naming) => (naming.hint?.turn === event.turn ? withHint(naming, event.turn, prompt) : naming));
}

/** The conversation goes on from a turn: in its thread, if that is there. */
function* enter(state: State, { id, thread = FIRST }: TurnNode): Steps<void> {
  yield* switched(state, thread);
  const { head } = state;
  if (head.head === id || threadOf(head) !== thread) return;
  const path = yield* pathTo(state, id, { path: head.path });
  state.head = { ...withTips(head, head.head, [id]), head: id, path };
}

function* shown(state: State, deed: Deed, event: Of<'shown'>): Steps<void> {
  const turn = yield* livingTurn(state, event.turn);
  if (!turn) return;
  const after = showing(turn, event.answer, deed.parts);
  if (after === turn) return;
  putTurn(state, event.turn, after);
  linkAnswer(state, deed, event.turn, turn.asker);
  touch(state, deed, turn.thread);
}

/** Takes turns away: none of what was said is left, and every thread stands on a turn that is there. */
function* forget(state: State, ids: readonly string[]): Steps<void> {
  const gone = new Set<string>();
  for (const id of ids) {
    const turn = yield* livingTurn(state, id);
    if (!turn) continue;
    putTurn(state, id, tombstone(turn));
    gone.add(id);
  }
  if (gone.size === 0) return;
  yield* rename(state, (naming) => (naming.hint && gone.has(naming.hint.turn) ? withoutHint(naming) : naming));
  const { head } = state;
  if (head.path.some(({ id }) => gone.has(id))) {
    const start = head.path.slice(-state.limit).findLast(({ id }) => !gone.has(id))?.id ?? head.head;
    const left = yield* pathTo(state, start, { pins: pinsOf(head.path) });
    state.head = yield* goneBack(state, head, left);
  }
  for (const entry of (yield* shelfOf(state)).threads.filter((each) => each.head !== null && gone.has(each.head))) {
    const left = yield* pathTo(state, entry.head, { pins: entry.pins });
    const { path, ...place } = yield* goneBack(state, entry, left);
    putShelf(state, withEntry(yield* shelfOf(state), withPins(place, path)));
  }
}

/** Where a thread stands once turns are gone, and `left` is the path to the nearest one before its head that is there. */
function* goneBack<T extends Pick<ShelfEntry, 'head' | 'tips'>>(
  state: State,
  place: T,
  left: PathEntry[],
): Steps<T & Pick<Head, 'head' | 'path'>> {
  const end = left.at(-1)?.id ?? null;
  const path = place.head === end ? left : yield* pathBack(state, place.head, left);
  const head = path.at(-1)?.id ?? null;
  return { ...(withTips(place, head === end ? null : end, [head]) as T), head, path };
}

/** It keeps its place on the path: only the window passes it over. */
function* omitted(state: State, { turn: id, omitted }: Of<'omitted'>): Steps<void> {
  const turn = yield* livingTurn(state, id);
  if (turn && (turn.omitted === true) !== omitted) putTurn(state, id, withOmission(turn, omitted));
}

/** A thread takes no more than PINS: one more changes nothing. */
function* pinned(state: State, event: Of<'pinned'>): Steps<void> {
  const { turn: id, pinned } = event;
  const turn = yield* livingTurn(state, id);
  if (!turn || (turn.pinned === true) === pinned) return;
  const { path } = state.head;
  const onPath = path.some((each) => each.id === id);
  const { threads } = yield* shelfOf(state);
  const entry = onPath ? undefined : threads.find((each) => each.id === (turn.thread ?? FIRST));
  if (pinned && (entry ? (entry.pins ?? []) : pinsOf(path)).length >= PINS) return;
  putTurn(state, id, withPin(turn, pinned));
  if (pinned) state.head = { ...state.head, pinning: true };
  state.head = { ...state.head, path: yield* pathTo(state, state.head.head, { pins: pinsOf(path) }) };
  if (!entry) return;
  const there = yield* pathTo(state, entry.head, { pins: entry.pins });
  putShelf(state, withEntry(yield* shelfOf(state), withPins(entry, there)));
}

/** A thread of this id becomes the current one, a new one unless there is one. */
function* begin(state: State, thread: string, title?: string): Steps<void> {
  if (thread === threadOf(state.head)) return;
  const shelf = yield* shelfOf(state);
  if (shelf.threads.some(({ id }) => id === thread)) return yield* switched(state, thread);
  putShelf(state, shelved(shelf, state.head));
  state.head = inThread(state.head, { thread, naming: withTitle({}, title) });
}

function* switched(state: State, thread: string): Steps<void> {
  const shelf = yield* shelfOf(state);
  const entry = shelf.threads.find(({ id }) => id === thread);
  if (!entry) return;
  const path = yield* pathTo(state, entry.head, { pins: entry.pins });
  putShelf(state, shelved(withoutEntry(shelf, thread), state.head));
  const { at, naming = {}, tips } = entry;
  const head = path.at(-1)?.id ?? null;
  state.head = inThread(state.head, { thread, head, path, at, naming, ...(tips ? { tips } : {}) });
}

/** Who turns to the current thread breaks the silence in it, as by a word: what is said next goes on there. */
function touch(state: State, { at }: Deed, thread = FIRST): void {
  if (thread === threadOf(state.head)) state.head = { ...state.head, touched: at };
}

function* titled(state: State, { thread, title }: Of<'titled'>): Steps<void> {
  if (thread === threadOf(state.head)) {
    state.head = { ...state.head, naming: withTitle(state.head.naming, title) };
    return;
  }
  const shelf = yield* shelfOf(state);
  const entry = shelf.threads.find(({ id }) => id === thread);
  if (entry) putShelf(state, withEntry(shelf, { ...entry, naming: withTitle(entry.naming, title) }));
}

/** What was said in a thread is forgotten, on all its branches, as far as it is not on a branch of another one. */
function* dropped(state: State, deed: Deed, thread: string): Steps<void> {
  const shelf = yield* shelfOf(state);
  const current = thread === threadOf(state.head);
  const place = current ? state.head : shelf.threads.find(({ id }) => id === thread);
  if (!place) return;
  state.head = { ...state.head, dropped: [...(state.head.dropped ?? []), thread].slice(-MARKS) };
  if (current) state.head = inThread(state.head, { thread: deed.turn });
  else putShelf(state, withoutEntry(shelf, thread));
  const lost = new Set<string>();
  for (const end of endsOf(place)) for (const id of yield* lineage(state, end, lost)) lost.add(id);
  const kept = new Set<string>();
  for (const other of [state.head, ...(yield* shelfOf(state)).threads]) {
    for (const end of endsOf(other)) {
      // From where the ways meet back to the start, both are the same.
      const meeting = (yield* lineage(state, end, lost)).at(-1);
      if (meeting === undefined || !lost.has(meeting)) continue;
      for (const id of yield* lineage(state, meeting, kept)) kept.add(id);
    }
  }
  yield* forget(state, [...lost.difference(kept)]);
}

/** Where the branches of a thread end. */
function endsOf({ head, tips = [] }: Pick<ShelfEntry, 'head' | 'tips'>): string[] {
  return [...(head === null ? [] : [head]), ...tips];
}

/** Changes what the threads are known by. */
function* rename(state: State, change: (naming: Naming) => Naming): Steps<void> {
  const { naming = {} } = state.head;
  const own = change(naming);
  if (own !== naming) state.head = { ...state.head, naming: own };
  const shelf = yield* shelfOf(state);
  const threads = shelf.threads.map((entry) => {
    const before = entry.naming ?? {};
    const after = change(before);
    return after === before ? entry : { ...entry, naming: after };
  });
  if (threads.some((entry, index) => entry !== shelf.threads[index])) putShelf(state, { ...shelf, threads });
}

function pinsOf(path: readonly PathEntry[]): string[] {
  return path.flatMap(({ id, pinned }) => (pinned ? id : []));
}

function withPins<T extends object>({ pins: _, ...entry }: T & Pick<ShelfEntry, 'pins'>, path: readonly PathEntry[]) {
  const pins = pinsOf(path);
  return pins.length > 0 ? { ...entry, pins } : entry;
}
