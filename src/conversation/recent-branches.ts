import { type BranchExchange, isOnBranch } from './exchange.ts';
import type { State } from './state.ts';
import { type Head, readExchange } from './stored.ts';

/** Most exchanges of all branches together that are kept. */
const MOST = 3000;

/** Current branches that were read or gone on with last. */
export interface RecentBranches {
  /** Exchanges of the head's path, oldest first; undefined where they have to be read. */
  get(conversation: string, head: Head): readonly BranchExchange[] | undefined;
  /** Keeps the exchanges of the head's path, if all of them are there. The branch before is forgotten in any case. */
  keep(conversation: string, head: Head, turns: readonly BranchExchange[] | undefined): void;
}

/**
 * Makes the memory of current branches. A head is compared by its identity: each change to a conversation makes another one.
 * A deletion beneath a head has it read anew (`storage/remembered.ts`). What is found is therefore what would be read.
 */
export function createRecentBranches(): RecentBranches {
  const kept = new Map<string, { head: Head; turns: readonly BranchExchange[] }>();
  let count = 0;

  function forget(conversation: string): void {
    const branch = kept.get(conversation);
    if (!branch) return;
    count -= weightOf(branch.turns);
    kept.delete(conversation);
  }

  return {
    get(conversation, head) {
      const branch = kept.get(conversation);
      return branch?.head === head ? branch.turns : undefined;
    },
    keep(conversation, head, turns) {
      forget(conversation);
      if (turns?.length !== head.path.length) return;
      kept.set(conversation, { head, turns });
      count += weightOf(turns);
      for (const oldest of kept.keys()) {
        if (count <= MOST) return;
        forget(oldest);
      }
    },
  };
}

/** Counts an empty branch, too. */
function weightOf(turns: readonly BranchExchange[]): number {
  return turns.length + 1;
}

/** Exchanges of a changed head's path, out of those before and of those in the state; undefined where others are on it. */
export function branchAfter(
  before: readonly BranchExchange[],
  { head, changed, exchanges }: State,
): BranchExchange[] | undefined {
  const after: BranchExchange[] = [];
  let at = 0;
  for (const { id } of head.path) {
    while (at < before.length && before[at]?.id !== id) at += 1;
    const known = before[at];
    // What was changed is taken as it will be read.
    const turn = known && !changed.has(id) ? known : readExchange(exchanges.get(id));
    if (!turn || turn.removed || !isOnBranch(turn)) return undefined;
    after.push(turn);
    at += 1;
  }
  return after;
}
