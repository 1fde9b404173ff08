import { isDeepStrictEqual } from 'node:util';
import type { DocumentEntry } from '../ports/index.ts';
import { type Documents, readShaped } from './documents.ts';
import { type BranchExchange, isOnBranch } from './exchange.ts';
import { keys } from './keys.ts';
import type { createReads } from './reads.ts';
import type { State } from './state.ts';
import { type Head, readExchange, readSummaries } from './stored.ts';
import { mayCover, printOf, type Summary, summaryOn, voided, withSummary, wordless } from './summary.ts';
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

/** Summaries of conversations, a few a thread: branches of one have their own. */
export function createSummaries({ documents, reads, whereabouts }: SummariesParts) {
  /** Reads turns as they are stored, to be compared once more when something is written upon them; undefined where one says something else by now. */
  async function unchanged(
    conversation: string,
    turns: readonly BranchExchange[],
  ): Promise<DocumentEntry[] | undefined> {
    const wanted = turns.map(({ id }) => keys.exchange(conversation, id));
    const read = await readShaped(documents, wanted, readExchange);
    const isSame = turns.every((turn, at) => {
      const now = read[at]?.value;
      return now && isOnBranch(now) && !now.removed && printOf(now) === printOf(turn);
    });
    return isSame ? wanted.map((key, at) => ({ key, value: read[at]?.stored })) : undefined;
  }

  return {
    /** The summary of a path of a thread (`summaryOn`); without a path the one that was written last. */
    async summary(asked: string, thread: string, turns?: readonly BranchExchange[]): Promise<Summary | undefined> {
      const { conversation } = await whereabouts.find(asked);
      const { value: all = [] } = await reads.one(keys.summary(conversation, thread), readSummaries);
      return turns ? summaryOn(all, thread, turns) : all.at(-1);
    },

    /** Writes a summary; false where another was written meanwhile, or a turn that it covers says something else by now. */
    async summarise(asked: string, thread: string, { from, to, turns, person }: SummaryChange): Promise<boolean> {
      let isWritten = false;
      await whereabouts.withLock(asked, async (conversation, head) => {
        // The chat has a new id meanwhile, or nothing is left of the conversation.
        if (conversation !== asked || !head.value) return true;
        const key = keys.summary(conversation, thread);
        const { value: all = [], stored } = await reads.one(key, readSummaries);
        const before = from && all.find((each) => isDeepStrictEqual(each, from));
        // Another was written for the same path, or the one that was read is gone.
        const isLate = from ? !before : all.some((each) => isOfPath(each, to));
        const same = isLate ? undefined : await unchanged(conversation, turns);
        if (!same) return true;
        // Quotes of who is forgotten go from turns without a change of the head.
        const expected = [{ key: keys.head(conversation), value: head.stored }, { key, value: stored }, ...same];
        isWritten = await documents.compareAndSet(expected, [
          entryOf(key, withSummary(all, before, to), { conversation, person }),
        ]);
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
    const { value: all = [], stored } = await reads.one(key, readSummaries);
    expected.push({ key, value: stored });
    const ids = [...reworded].filter(([, of]) => of === thread).map(([id]) => id);
    const after = all.map((each) => {
      if (each.covers.count === 0) return each;
      if (ids.some((id) => mayCover(each, id, before.path))) return voided(at);
      return letGo.has(thread) ? wordless(each, at) : each;
    });
    const isChanged = after.some((each, place) => each !== all[place]);
    if (isChanged) entries.push(entryOf(key, withoutDoubles(after)));
  }
  return { expected, entries };
}

/** Document of a thread's summaries. Where none holds any more it says only when one may be made, and that for a day. */
function entryOf(key: string, all: readonly Summary[], owner?: DocumentEntry['owner']): DocumentEntry {
  const isVoid = owner === undefined && all.every(({ covers }) => covers.count === 0);
  return { key, value: { v: 2, all }, ...(owner ? { owner } : {}), ...(isVoid ? { ttl: VOID_KEPT_MS } : {}) };
}

/** Leaves one of those that hold no more. */
function withoutDoubles(all: readonly Summary[]): Summary[] {
  const last = all.findLast(({ covers }) => covers.count === 0);
  return all.filter((each) => each === last || each.covers.count > 0);
}

/** Tells whether a summary is an earlier one of the path that another is of, or stands for none. */
function isOfPath({ covers }: Summary, other: Summary): boolean {
  return covers.count === 0 || other.covers.turns.some(({ id }) => id === covers.turns.at(-1)?.id);
}

/** Time for which it is known that a summary became void, ms. */
const VOID_KEPT_MS = 86_400_000;
