import type { BranchExchange } from './exchange.ts';
import { pathTo } from './path.ts';
import { branchExchange, type State, type Steps } from './state.ts';
import type { PathEntry, ThreadEntry } from './stored.ts';

/**
 * Ends of a thread's other branches. Continuing from an older answer leaves such an end behind. It is forgotten with
 * the thread, and becomes the head again when the newer branch is deleted.
 */

/** Most of them that a thread remembers; the oldest leaves. */
const TIPS = 50;

/** Ends of a thread's branches. */
export function endsOf({ head, tips = [] }: Pick<ThreadEntry, 'head' | 'tips'>): string[] {
  return [...(head === null ? [] : [head]), ...tips];
}

/** Tells whether one person has asked all that is on a thread's branches, back to its start. No where ends may be forgotten. */
export function* isAskedBy(state: State, person: string, place: Pick<ThreadEntry, 'head' | 'tips'>): Steps<boolean> {
  const seen = new Set<string>();
  if ((place.tips?.length ?? 0) >= TIPS) return false;
  for (const end of endsOf(place)) {
    for (let next: string | null = end; next !== null && !seen.has(next); ) {
      const exchange: BranchExchange | undefined = yield* branchExchange(state, next);
      if (!exchange) return false;
      if (!exchange.removed && exchange.asker !== person) return false;
      seen.add(next);
      next = exchange.place.parent;
    }
  }
  return true;
}

/** With the tips a thread has once its head is no longer at `left`; the ends in `taken` are none any more. */
export function withTips<T extends object>(
  { tips: before = [], ...place }: T & { tips?: string[] },
  left: string | null,
  taken: readonly (string | null)[],
): Omit<T, 'tips'> & { tips?: string[] } {
  const ends = left === null ? before : [...before.filter((tip) => tip !== left), left];
  const tips = ends.filter((tip) => !taken.includes(tip)).slice(-TIPS);
  return tips.length > 0 ? { ...place, tips } : place;
}

/**
 * Path with which a thread goes on after its head was deleted. `left` leads to the nearest turn before it that is
 * there. The result is that path, or the one to the head from before the deleted branch began.
 */
export function* pathBack(state: State, head: string | null, left: readonly PathEntry[]): Steps<PathEntry[]> {
  const end = left.at(-1)?.id ?? null;
  let from: string | undefined;
  for (let next = head; next !== null && next !== end; ) {
    const exchange: BranchExchange | undefined = yield* branchExchange(state, next);
    if (!exchange) break;
    from = exchange.place.from;
    next = exchange.place.parent;
  }
  const stood = from === undefined ? null : yield* nearest(state, from);
  return stood === null ? [...left] : yield* pathTo(state, stood, { path: left });
}

/** The turn, or where its thread stood before it was said, until one is there. What it names was said before it. */
function* nearest(state: State, id: string): Steps<string | null> {
  for (let next: string | null = id; next !== null; ) {
    const exchange: BranchExchange | undefined = yield* branchExchange(state, next);
    if (!exchange) return null;
    if (!exchange.removed) return next;
    next = exchange.place.from ?? exchange.place.parent;
  }
  return null;
}
