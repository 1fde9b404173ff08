import type { BranchExchange } from './exchange.ts';
import { branchExchange, livingExchange, type State, type Steps } from './state.ts';
import type { PathEntry, ThreadEntry } from './stored.ts';

/**
 * Path through the tree to a turn, as it is kept and read. The newest turns come without a gap, and before them the
 * older ones that are pinned. Removed turns are left out.
 */

/** Most turns of a branch that are read and kept in its head, where the operator sets no limit. */
export const TURNS = 512;

/** Most pinned turns of a thread. */
export const PINS = 20;

/** Most turns walked beyond the newest ones in search of pinned turns, on a path nobody has kept. */
const FAR = 2000;

/** The path within its bounds: the newest `limit` turns, and of the older ones those that are pinned. */
export function trimmed(path: readonly PathEntry[], limit: number): PathEntry[] {
  const edge = Math.max(0, path.length - limit);
  const pins = path.slice(0, edge).filter(({ pinned }) => pinned);
  return [...pins.slice(-PINS), ...path.slice(edge)];
}

/** Lists the pinned turns of a path, oldest first. */
export function pinsOf(path: readonly PathEntry[]): string[] {
  return path.flatMap(({ id, pinned }) => (pinned ? id : []));
}

/** Gives a thread the pins of its path. */
export function withPins<T extends object>(
  { pins: _, ...entry }: T & Pick<ThreadEntry, 'pins'>,
  path: readonly PathEntry[],
): Omit<T, 'pins'> & Pick<ThreadEntry, 'pins'> {
  const pins = pinsOf(path);
  return pins.length > 0 ? { ...entry, pins } : entry;
}

/** Facts about a path before it is walked. */
interface Known {
  /** The path of the current thread: what it shares with the way need not be walked again. */
  path?: readonly PathEntry[];
  /** Pinned turns that are on the way, unless they were unpinned or removed since; oldest first. */
  pins?: readonly string[] | undefined;
}

/**
 * Finds the path to `start`, oldest first. When `start` is removed, the path ends with its nearest remaining ancestor,
 * and is empty when there is none. It begins where a turn is missing.
 */
export function* pathTo(state: State, start: string | null, { path = [], pins = [] }: Known): Steps<PathEntry[]> {
  const { limit, head } = state;
  const edge = Math.max(0, path.length - limit);
  let joined = path.findIndex(({ id }) => id === start);
  let stretch = joined >= edge ? path.slice(edge, joined + 1) : [];
  const beyond: PathEntry[] = [];
  const seen = new Set(stretch.map(({ id }) => id));
  let next = stretch[0] ? ((yield* branchExchange(state, stretch[0].id))?.place.parent ?? null) : start;
  for (let hops = 0; next !== null && !seen.has(next) && hops < limit + FAR; hops += 1) {
    const whole = stretch.length >= limit;
    if (whole && (joined >= 0 || !head.pinning)) break;
    const id: string = next;
    const exchange: BranchExchange | undefined = yield* branchExchange(state, id);
    if (!exchange) break;
    seen.add(id);
    next = exchange.place.parent;
    if (exchange.removed) continue;
    if (joined < 0) joined = path.findIndex((entry) => entry.id === id);
    if (!whole) stretch = [entryOf(id, exchange), ...stretch];
    else if (exchange.pinned) beyond.unshift(entryOf(id, exchange));
  }
  const shared = path.slice(0, joined + 1).flatMap((entry) => (entry.pinned ? entry.id : []));
  // What the current path shares with the way comes before what is on the way alone.
  const older = new Set([...shared, ...pins]).difference(seen);
  return trimmed([...(yield* stillPinned(state, older)), ...beyond, ...stretch], limit);
}

function* stillPinned(state: State, ids: Iterable<string>): Steps<PathEntry[]> {
  const entries: PathEntry[] = [];
  for (const id of ids) {
    const exchange = yield* livingExchange(state, id);
    if (exchange?.pinned) entries.push(entryOf(id, exchange));
  }
  return entries;
}

/** All turns from `start` back, removed ones too, until one of `until` or the start of the thread. */
export function* lineage(
  state: State,
  start: string | null,
  until?: Pick<ReadonlySet<string>, 'has'>,
): Steps<string[]> {
  const seen = new Set<string>();
  for (let next = start; next !== null && !seen.has(next); ) {
    const exchange: BranchExchange | undefined = yield* branchExchange(state, next);
    if (!exchange) break;
    seen.add(next);
    if (until?.has(next)) break;
    next = exchange.place.parent;
  }
  return [...seen];
}

function entryOf(id: string, { pinned }: BranchExchange): PathEntry {
  return pinned ? { id, pinned } : { id };
}
