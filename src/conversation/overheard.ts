import * as v from 'valibot';
import {
  DAMAGED,
  type DocumentEntry,
  type Documents,
  type Log,
  type OverheardMessage,
  type Overhearing,
  overheardSchema,
} from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { headOf } from '../util/text.ts';
import { overheardKey, overheardPrefix } from './keys.ts';

/** Message of a place that was not meant for the bot. */
export interface Heard {
  /** Conversation of the chat, topic or thread it was said in. */
  place: string;
  /** Actor.id of who said it. */
  person: string;
  message: OverheardMessage;
}

/**
 * Messages that were said in a place without the bot being asked. They are background for a while, and never turns: one that
 * was not written down when the process died is not missed. Reads reject with Fault('storage'); writes are only logged.
 */
export interface Overheard {
  /** Notes a message, and drops the oldest beyond the bounds some time later. */
  add(heard: Heard, within: Overhearing): void;
  /** Puts other words in a message's place, if it is known; takes it away where there are none. */
  edit(heard: Heard, within: Overhearing): void;
  remove(place: string, ids: readonly string[]): void;
  /** Forgets all of a place. */
  clear(place: string): void;
  /** The newest messages of a place within the bounds, oldest first. */
  latest(place: string, within: Overhearing): Promise<OverheardMessage[]>;
  /** Resolves once all that was heard so far is written down. */
  settled(): Promise<void>;
  /** Finds those of these messages that are still known, and no older than they may be. */
  find(place: string, ids: readonly string[], within: Overhearing): Promise<OverheardMessage[]>;
}

/** Most of one message that is kept, in UTF-16 units. */
const MOST = 2000;
/** Most writes that wait for the store; what comes on top is not heard. */
const WAITING = 1000;
/** Messages of a place that are written before the oldest are counted. */
const SLACK = 20;
const PLACES = 500;
const HOUR_MS = 3_600_000;

interface OverheardParts {
  documents: Documents;
  log: Log;
  clock: { now(): number };
}

export function createOverheard({ documents, log, clock }: OverheardParts): Overheard {
  /** Writes that wait, in order; those that are additions go together. */
  let waiting: (DocumentEntry | (() => Promise<void>))[] = [];
  let working: Promise<void> | undefined;
  const written = new LruCache<number>(PLACES);

  function enqueue(work: DocumentEntry | (() => Promise<void>)): void {
    if (waiting.length >= WAITING) return;
    waiting.push(work);
    begin();
  }

  function begin(): void {
    working ??= write().finally(() => {
      working = undefined;
      // What came in the moment in which it ended is nobody else's to begin.
      if (waiting.length > 0) begin();
    });
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await writeAll(batch);
      } catch (error) {
        log.warn({ error, count: batch.length }, 'What was overheard could not be written down');
      }
    }
  }

  async function writeAll(batch: typeof waiting): Promise<void> {
    let entries: DocumentEntry[] = [];
    for (const work of batch) {
      if (typeof work !== 'function') {
        entries.push(work);
        continue;
      }
      if (entries.length > 0) await documents.setMany(entries);
      entries = [];
      await work();
    }
    if (entries.length > 0) await documents.setMany(entries);
  }

  function entryOf({ place, person, message }: Heard, { hours }: Overhearing): DocumentEntry {
    const { text, details, ...rest } = message;
    const value: OverheardMessage = {
      ...rest,
      text: headOf(text, MOST),
      ...(details === undefined ? {} : { details: headOf(details, MOST) }),
    };
    const ttl = Math.max(1, message.at + hours * HOUR_MS - clock.now());
    return { key: overheardKey(place, message.id), value, ttl, owner: { conversation: place, person } };
  }

  async function trim(place: string, { messages }: Overhearing): Promise<void> {
    const keys = await Array.fromAsync(documents.keys(overheardPrefix(place)));
    written.set(place, 0);
    if (keys.length > messages) await documents.deleteMany(keys.slice(0, keys.length - messages));
  }

  async function read(keys: readonly string[]): Promise<OverheardMessage[]> {
    const found: OverheardMessage[] = [];
    for (const [at, value] of (keys.length > 0 ? await documents.getMany(keys) : []).entries()) {
      const message = v.safeParse(overheardSchema, value);
      if (message.success) found.push(message.output);
      else if (value !== undefined && value !== DAMAGED) await documents.quarantine(keys[at] ?? '');
    }
    return found;
  }

  /** Leaves out what is too old, though the store still has it. */
  function young(messages: readonly OverheardMessage[], { hours }: Overhearing): OverheardMessage[] {
    const since = clock.now() - hours * HOUR_MS;
    return messages.filter(({ at }) => at > since);
  }

  return {
    add(heard, within) {
      const { place } = heard;
      enqueue(entryOf(heard, within));
      const count = (written.get(place) ?? SLACK) + 1;
      written.set(place, count);
      if (count > SLACK) enqueue(() => trim(place, within));
    },
    edit(heard, within) {
      const { place, message } = heard;
      const key = overheardKey(place, message.id);
      enqueue(async () => {
        const [before] = await read([key]);
        if (!before) return;
        const next = { ...message, at: before.at };
        const isBlank = message.text.trim() === '' && (message.details ?? '').trim() === '';
        if (isBlank) await documents.deleteMany([key]);
        else await documents.setMany([entryOf({ ...heard, message: next }, within)]);
      });
    },
    remove(place, ids) {
      const keys = ids.map((id) => overheardKey(place, id));
      enqueue(() => documents.deleteMany(keys));
    },
    clear(place) {
      enqueue(async () => {
        const keys = await Array.fromAsync(documents.keys(overheardPrefix(place)));
        if (keys.length > 0) await documents.deleteMany(keys);
      });
    },
    async latest(place, within) {
      await working;
      const keys = await Array.fromAsync(documents.keys(overheardPrefix(place)));
      return young(await read(keys.slice(-within.messages)), within);
    },
    async settled() {
      await working;
    },
    async find(place, ids, within) {
      await working;
      return young(await read(ids.map((id) => overheardKey(place, id))), within);
    },
  };
}
