import { type BranchExchange, isOnBranch } from './exchange.ts';
import type { State } from './state.ts';
import { type Head, readExchange } from './stored.ts';

/** Most exchanges of all branches together that are kept, where each is as long as this, in UTF-16 units. */
const MOST = 3000;
const LENGTH = 10_000;

/** Current branches that were read or gone on with last. */
export interface RecentBranches {
  /** Exchanges of the head's path, oldest first; undefined where they have to be read. */
  get(conversation: string, head: Head): readonly BranchExchange[] | undefined;
  /** Keeps the exchanges of the head's path, if all of them are there. The branch before is forgotten in any case. */
  keep(conversation: string, head: Head, turns: readonly BranchExchange[] | undefined): void;
  /** Lets go of the branch of a conversation that was deleted. */
  letGo(conversation: string): void;
}

/**
 * Makes the memory of current branches. A head is compared by its identity: each change to a conversation makes another one.
 * A deletion beneath a head has it read anew (`storage/remembered.ts`). What is found is therefore what would be read.
 */
export function createRecentBranches(): RecentBranches {
  const kept = new Map<string, { head: Head; turns: readonly BranchExchange[]; weight: number }>();
  let count = 0;

  function forget(conversation: string): void {
    const branch = kept.get(conversation);
    if (!branch) return;
    count -= branch.weight;
    kept.delete(conversation);
  }

  return {
    letGo: forget,
    get(conversation, head) {
      const branch = kept.get(conversation);
      return branch?.head === head ? branch.turns : undefined;
    },
    keep(conversation, head, turns) {
      forget(conversation);
      if (turns?.length !== head.path.length) return;
      const weight = weightOf(turns);
      kept.set(conversation, { head, turns, weight });
      count += weight;
      for (const oldest of kept.keys()) {
        if (count <= MOST) return;
        forget(oldest);
      }
    },
  };
}

/** Counts an empty branch, too, and what is longer than most as several. */
function weightOf(turns: readonly BranchExchange[]): number {
  let weight = turns.length + 1;
  for (const { prompt, answers } of turns) {
    const { text, details = '', quote, opening, pieces = [] } = prompt;
    const opened = opening?.starter?.text.length ?? 0;
    const quoted = quote ? quote.text.length + (quote.details?.length ?? 0) : 0;
    // The words of its pieces are the prompt's, or material.
    const passed = pieces.reduce((length, piece) => length + (piece.source ? piece.text.length : 0), 0);
    weight += Math.floor((2 * text.length + details.length + quoted + opened + passed) / LENGTH);
    for (const { text } of answers) weight += Math.floor(text.length / LENGTH);
  }
  return weight;
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
