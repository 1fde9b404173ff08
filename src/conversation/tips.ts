import { lineage, pathTo } from './path.ts';
import type { PathEntry, State, Steps } from './state.ts';

/**
 * Where the other branches of a thread end. What is said off an older answer leaves such an end behind: it is gone back to
 * when that is taken back, and forgotten with the thread.
 */

/** Most of them that a thread remembers; the oldest leaves. */
const TIPS = 50;

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
 * The path a thread goes on with once its head was taken away: `path`, or that to the newest of `tips` which goes on from
 * where `path` ends, as the chat shows that one below it.
 */
export function* pathLeft(state: State, path: readonly PathEntry[], tips: readonly string[] = []): Steps<PathEntry[]> {
  const end = path.at(-1)?.id;
  for (const tip of tips.toReversed()) {
    const way = yield* lineage(state, tip, new Set(end === undefined ? [] : [end]));
    if (end !== undefined && way.at(-1) !== end) continue;
    const there = yield* pathTo(state, tip, { path });
    if (there.length > 0 && there.at(-1)?.id !== end) return there;
  }
  return [...path];
}
