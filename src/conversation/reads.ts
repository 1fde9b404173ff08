import type { Exchange } from '../ports/index.ts';
import { pause } from '../util/pause.ts';
import { type Documents, type Read, readOne, readShaped } from './documents.ts';
import { isOnBranch } from './exchange.ts';
import { keys } from './keys.ts';
import { branchAfter, createRecentBranches } from './recent-branches.ts';
import { emptyHead, emptyIndex, type State, type Steps } from './state.ts';
import { type Head, type PathEntry, type Reader, readExchange, readThreadIndex } from './stored.ts';

/** Reads of a conversation's documents. */
export function createReads(documents: Documents) {
  const branches = createRecentBranches();

  /** Reads one document. */
  function one<T>(key: string, reader: Reader<T>): Promise<Read<T>> {
    return readOne(documents, key, reader);
  }

  /** Goes through steps to their end, reading what they ask for; says whether something of it was damaged. */
  async function walk<T>(conversation: string, state: State, steps: Steps<T>): Promise<{ value: T; damaged: boolean }> {
    let damaged = false;
    for (let step = steps.next(); ; step = steps.next()) {
      await pause();
      if (step.done) return { value: step.value, damaged };
      if (step.value === 'index') {
        const read = await one(keys.index(conversation), readThreadIndex);
        state.index = read.value ?? emptyIndex;
        damaged ||= read.damaged;
      } else {
        const read = await exchange(conversation, step.value.exchange);
        state.exchanges.set(step.value.exchange, read.value);
        damaged ||= read.damaged;
      }
    }
  }

  /** Reads an exchange. Its slot may hold a newer one by now. */
  async function exchange(conversation: string, id: string): Promise<Read<Exchange>> {
    const read = await one(keys.exchange(conversation, id), readExchange);
    return read.value && read.value.id !== id ? { ...read, value: undefined } : read;
  }

  /** Reads the exchanges of a path that are there, under the head of the conversation. */
  async function turns(conversation: string, head: Head, path: readonly PathEntry[]) {
    const isCurrent = path === head.path;
    const known = isCurrent ? branches.get(conversation, head) : undefined;
    if (known) return { turns: known, damaged: false };
    const wanted = path.map(({ id }) => keys.exchange(conversation, id));
    const read = wanted.length > 0 ? await readShaped(documents, wanted, readExchange) : [];
    const found = read.flatMap(({ value }) => (value && isOnBranch(value) && !value.removed ? value : []));
    if (isCurrent) branches.keep(conversation, head, found);
    return { turns: found, damaged: read.some((each) => each.damaged) };
  }

  /** Takes note of what became of a head, so that the current branch need not be read again. */
  function written(conversation: string, before: Head | undefined, after: State): void {
    const known = branches.get(conversation, before ?? emptyHead);
    branches.keep(conversation, after.head, known && branchAfter(known, after));
  }

  return { one, walk, exchange, turns, written, letGo: branches.letGo };
}
