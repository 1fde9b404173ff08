import type { Label, ThreadEntry } from './stored.ts';

/**
 * Threads that no list names. Versions before let the 101st leave the list and kept its exchanges, which nobody could reach
 * or delete. They are listed again. Where the beginning of one was taken away, it had been deleted, and so is the rest.
 */

/** An exchange on a branch, as far as its place matters. */
export interface Placed {
  thread: string;
  parent: string | null;
  /** Epoch ms of its last change. */
  at: number;
  removed: boolean;
  /** Label of a thread that begins with it. */
  label: Label;
}

export interface LostThreads {
  found: ThreadEntry[];
  /** Ids of threads of which the rest is to be deleted. */
  deleted: Set<string>;
}

/** Finds threads that are not among the known ones. */
export function lostThreads(nodes: ReadonlyMap<string, Placed>, known: ReadonlySet<string>): LostThreads {
  const lost: LostThreads = { found: [], deleted: new Set() };
  const alive = [...nodes].filter(([, { thread, removed }]) => !removed && !known.has(thread));
  for (const [thread, exchanges] of Map.groupBy(alive, ([, node]) => node.thread)) {
    const [head, newest] = exchanges.reduce((last, each) => (each[1].at >= last[1].at ? each : last));
    const first = beginningOf(nodes, thread, newest);
    if (first.removed) lost.deleted.add(thread);
    else lost.found.push({ id: thread, head, at: newest.at, naming: first.label });
  }
  return lost;
}

/** The earliest exchange on the way back that is of the same thread. */
function beginningOf(nodes: ReadonlyMap<string, Placed>, thread: string, from: Placed): Placed {
  const seen = new Set([from]);
  let first = from;
  for (let next: Placed | undefined = from; next; ) {
    next = next.parent === null ? undefined : nodes.get(next.parent);
    if (!next || seen.has(next)) return first;
    seen.add(next);
    if (next.thread === thread) first = next;
  }
  return first;
}
