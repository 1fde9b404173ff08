import type { Exchange } from '../ports/index.ts';
import { pause } from '../util/pause.ts';
import { type Documents, type Read, readShaped } from './documents.ts';
import { isOnBranch } from './exchange.ts';
import { keys } from './keys.ts';
import { emptyIndex, type State, type Steps } from './state.ts';
import { type PathEntry, type Reader, readExchange, readThreadIndex } from './stored.ts';

/** Reads of a conversation's documents. */
export function createReads(documents: Documents) {
  /** Reads one document. */
  async function one<T>(key: string, reader: Reader<T>): Promise<Read<T>> {
    const [read] = await readShaped(documents, [key], reader);
    return read ?? { value: undefined, damaged: false, stored: undefined };
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

  /** Reads the exchanges of a path that are there. */
  async function turns(conversation: string, path: readonly PathEntry[]) {
    const wanted = path.map(({ id }) => keys.exchange(conversation, id));
    const read = wanted.length > 0 ? await readShaped(documents, wanted, readExchange) : [];
    return {
      turns: read.flatMap(({ value }) => (value && isOnBranch(value) && !value.removed ? value : [])),
      damaged: read.some((each) => each.damaged),
    };
  }

  return { one, walk, exchange, turns };
}
