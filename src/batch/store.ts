import * as v from 'valibot';
import {
  type Batch,
  type BatchLine,
  type BatchOutcome,
  type BatchRow,
  batchLineSchema,
  batchSchema,
  type Clock,
  type DocumentEntry,
  type Documents,
} from '../ports/index.ts';

/** Batches and their lines as documents: `batch|<id>` and `batch-line|<id>|<n>`, n from 0. They are their asker's. */

/** Age at which a batch is forgotten, ms. */
const KEPT_MS = 30 * 86_400_000;
/** Lines read or deleted in one go. */
const BITE = 100;

const keyOf = (id: string) => `batch|${id}`;
const lineKey = (id: string, n: number) => `batch-line|${id}|${n}`;

/** Every method rejects with Fault('storage') where the store fails. */
export interface BatchStore {
  /** Stores a batch with its rows; nothing where there is one of its id already. */
  begin(batch: Batch, rows: readonly BatchRow[]): Promise<void>;
  /** Batch of that id; undefined where it was forgotten. */
  read(id: string): Promise<Batch | undefined>;
  /** Changes a batch as it is now; undefined where there is none, or `change` gives none: then nothing is written. */
  change(id: string, change: (batch: Batch) => Batch | undefined): Promise<Batch | undefined>;
  /** Lines of a batch in order; undefined where one is gone. */
  lines(batch: Pick<Batch, 'id' | 'lines'>): AsyncIterable<{ n: number; line: BatchLine | undefined }>;
  /** Counts `count` more tries of a line that has no outcome; the number of all, or undefined where it is to be asked no more. */
  tried(batch: Batch, n: number, count: number): Promise<number | undefined>;
  /** Keeps the outcome of a line. False, and nothing is stored, where it has one already or is gone. */
  keep(batch: Batch, n: number, outcome: BatchOutcome): Promise<boolean>;
  /** Deletes the lines; the batch stays known. */
  deleteLines(batch: Pick<Batch, 'id' | 'lines'>): Promise<void>;
  /** Deletes a batch and its lines. */
  forget(id: string): Promise<void>;
}

export function createBatchStore(
  documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'deleteMany'>,
  clock: Pick<Clock, 'now'>,
): BatchStore {
  function entry(batch: Pick<Batch, 'at' | 'asked'>, key: string, value: Batch | BatchLine): DocumentEntry {
    const { conversation, actor } = batch.asked;
    const ttl = Math.max(1, batch.at + KEPT_MS - clock.now());
    return { key, value, ttl, owner: { conversation, person: actor.id } };
  }

  async function read(id: string): Promise<Batch | undefined> {
    const [value] = await documents.getMany([keyOf(id)]);
    return v.is(batchSchema, value) ? value : undefined;
  }

  /** Changes a line that is there and has no outcome. */
  async function changeLine(batch: Batch, n: number, change: (line: BatchLine) => BatchLine) {
    const key = lineKey(batch.id, n);
    for (;;) {
      const [value] = await documents.getMany([key]);
      if (!v.is(batchLineSchema, value) || value.outcome) return undefined;
      const line = change(value);
      if (await documents.compareAndSet([{ key, value }], [entry(batch, key, line)])) return line;
    }
  }

  async function deleteLines({ id, lines }: Pick<Batch, 'id' | 'lines'>): Promise<void> {
    for (let from = 0; from < lines; from += BITE) await documents.deleteMany(keysOf(id, from, lines));
  }

  return {
    read,
    deleteLines,

    async begin(batch, rows) {
      const key = keyOf(batch.id);
      const lines = rows.map((row, n) => entry(batch, lineKey(batch.id, n), { v: 1, row, tries: 0 }));
      await documents.compareAndSet([{ key, value: undefined }], [entry(batch, key, batch), ...lines]);
    },

    async change(id, change) {
      for (;;) {
        const value = await read(id);
        const next = value && change(value);
        if (!next) return undefined;
        const key = keyOf(id);
        if (await documents.compareAndSet([{ key, value }], [entry(next, key, next)])) return next;
      }
    },

    async *lines({ id, lines }) {
      for (let from = 0; from < lines; from += BITE) {
        const values = await documents.getMany(keysOf(id, from, lines));
        for (const [at, value] of values.entries())
          yield { n: from + at, line: v.is(batchLineSchema, value) ? value : undefined };
      }
    },

    async tried(batch, n, count) {
      return (await changeLine(batch, n, (line) => ({ ...line, tries: Math.max(0, line.tries + count) })))?.tries;
    },

    async keep(batch, n, outcome) {
      return (await changeLine(batch, n, (line) => ({ ...line, outcome }))) !== undefined;
    },

    async forget(id) {
      const batch = await read(id);
      if (!batch) return;
      // The batch goes first: without it none of its lines is asked.
      await documents.deleteMany([keyOf(id)]);
      await deleteLines(batch);
    },
  };
}

function keysOf(id: string, from: number, lines: number): string[] {
  return Array.from({ length: Math.min(BITE, lines - from) }, (_, at) => lineKey(id, from + at));
}
