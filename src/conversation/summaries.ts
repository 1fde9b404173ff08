import { isDeepStrictEqual } from 'node:util';
import type { DocumentEntry } from '../ports/index.ts';
import { type Documents, readShaped } from './documents.ts';
import { type BranchExchange, isOnBranch } from './exchange.ts';
import { keys } from './keys.ts';
import type { createReads } from './reads.ts';
import type { State } from './state.ts';
import { type Head, readExchange, readSummary } from './stored.ts';
import { mayCover, printOf, type Summary, voided, wordless } from './summary.ts';
import type { createWhereabouts } from './whereabouts.ts';

/** Summary to be written in the place of another. */
export interface SummaryChange {
  /** The one that was read before; undefined where there was none. */
  from: Summary | undefined;
  to: Summary;
  /** Turns that it covers besides those of `from`, as they were read. */
  turns: readonly BranchExchange[];
  /** Actor.id of whose conversation it is alone; null where it is no single person's. */
  person: string | null;
}

export interface SummariesParts {
  documents: Documents;
  reads: ReturnType<typeof createReads>;
  whereabouts: Pick<ReturnType<typeof createWhereabouts>, 'find' | 'withLock'>;
}

/** Summaries of conversations, one a thread. */
export function createSummaries({ documents, reads, whereabouts }: SummariesParts) {
  /** Tells whether turns still say what they said. */
  async function areUnchanged(conversation: string, turns: readonly BranchExchange[]): Promise<boolean> {
    const wanted = turns.map(({ id }) => keys.exchange(conversation, id));
    const read = await readShaped(documents, wanted, readExchange);
    return turns.every((turn, at) => {
      const now = read[at]?.value;
      return now && isOnBranch(now) && !now.removed && printOf(now) === printOf(turn);
    });
  }

  return {
    /** The summary that is kept of a thread, whether it holds for a path or not (`coveredOn`). */
    async summary(asked: string, thread: string): Promise<Summary | undefined> {
      const { conversation } = await whereabouts.find(asked);
      return (await reads.one(keys.summary(conversation, thread), readSummary)).value;
    },

    /** Writes a summary; false where another was written meanwhile, or a turn that it covers says something else by now. */
    async summarise(asked: string, thread: string, { from, to, turns, person }: SummaryChange): Promise<boolean> {
      let isWritten = false;
      await whereabouts.withLock(asked, async (conversation, head) => {
        // The chat has a new id meanwhile, or nothing is left of the conversation.
        if (conversation !== asked || !head.value) return true;
        const key = keys.summary(conversation, thread);
        const { value, stored } = await reads.one(key, readSummary);
        if (!isDeepStrictEqual(value, from) || !(await areUnchanged(conversation, turns))) return true;
        const expected = [
          { key: keys.head(conversation), value: head.stored },
          { key, value: stored },
        ];
        isWritten = await documents.compareAndSet(expected, [{ key, value: to, owner: { conversation, person } }]);
        return isWritten;
      });
      return isWritten;
    },
  };
}

/**
 * Finds what has to be written together with a change of turns. No word is left of a summary that may cover one of them, nor
 * of one that somebody let go. `expected` has the summaries as they were read for it.
 */
export async function summariesAfter(
  { reads }: Pick<SummariesParts, 'reads'>,
  conversation: string,
  before: Head,
  { reworded, letGo }: Pick<State, 'reworded' | 'letGo'>,
  at: number,
): Promise<{ expected: DocumentEntry[]; entries: DocumentEntry[] }> {
  const expected: DocumentEntry[] = [];
  const entries: DocumentEntry[] = [];
  for (const thread of new Set([...reworded.values(), ...letGo])) {
    const key = keys.summary(conversation, thread);
    const { value, stored } = await reads.one(key, readSummary);
    expected.push({ key, value: stored });
    if (!value || value.covers.count === 0) continue;
    const isVoid = [...reworded].some(([id, of]) => of === thread && mayCover(value, id, before.path));
    if (isVoid) entries.push({ key, value: voided(at), ttl: VOID_KEPT_MS });
    else if (letGo.has(thread)) entries.push({ key, value: wordless(value, at) });
  }
  return { expected, entries };
}

/** Time for which it is known that a summary became void, ms. */
const VOID_KEPT_MS = 86_400_000;
