import { onTestFinished } from 'vitest';
import { createJobRunner } from '../../src/background/jobs.ts';
import { createHandedOver } from '../../src/batch/handed-over.ts';
import { createLater } from '../../src/batch/later.ts';
import type { Hands, Sliced } from '../../src/batch/slice.ts';
import { createBatchStore } from '../../src/batch/store.ts';
import type { Batch, BatchLine, BatchService } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { isFault } from '../../src/util/errors.ts';
import { saying } from '../../src/util/messages.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { modelOf, question } from '../model/support.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { batchOf } from './orders.ts';

/** A batch of `rows` that is to be worked off by the service: a stand-in, the real client, stored lines and jobs. */
export async function handOver(rows: readonly string[]) {
  const openai: OpenAISimulator = await startOpenAI();
  openai.script(({ messages }) => `re ${messages.at(-1)?.text}`);
  const clock = createFakeClock(Date.now());
  const log = createTestLog();
  const { documents } = createMemoryDocuments();
  const store = createBatchStore(documents, clock);
  const batch = batchOf(rows.length, { when: 'later', at: clock.now() });
  await store.begin(batch, rows);
  const database = openDatabase({ path: ':memory:' });

  /** Begins a process on what is stored. The one before it may have ended anywhere. */
  function begin(own: Partial<BatchService> = {}) {
    const service = { ...modelOf(openai, { clock: { ...clock, sleep: async () => undefined } }).batches, ...own };
    const jobs = createJobRunner({ jobs: openJobs(database, clock, log), clock, log, isBusy: () => false });
    const handedOver = createHandedOver({ documents, store, jobs, service, clock, log });
    const slice = createLater({ service, handedOver, clock });
    jobs.start();
    onTestFinished(() => jobs.close());
    return { handedOver, service, jobs, slice };
  }
  let process = begin();
  onTestFinished(() => openai.close());

  const hands: Hands = {
    async open() {
      const lines = await stored();
      return lines.flatMap((line, n) => {
        if (!line || line.outcome) return [];
        const messages = [saying('user', String(line.row))];
        return [{ n, tries: line.tries, request: { ...question, messages } }];
      });
    },
    tried: (n, count) => store.tried(batch, n, count),
    keep: (n, outcome) => store.keep(batch, n, outcome),
    change: (change) => store.change(batch.id, change),
    explain: (error) => (isFault(error) ? error.kind : 'given up'),
    standBack: async () => undefined,
  };
  const stored = (): Promise<(BatchLine | undefined)[]> => Array.fromAsync(store.lines(batch), ({ line }) => line);
  const read = async (): Promise<Batch> => {
    const found = await store.read(batch.id);
    if (!found) throw new Error('the batch is gone');
    return found;
  };
  const work = async (signal = new AbortController().signal): Promise<Sliced> =>
    process.slice(await read(), hands, signal);

  return {
    ...{ openai, clock, log, store, documents, batch, hands, read, work },
    jobs: () => database.prepare('SELECT * FROM jobs').all(),
    outcomes: async () => (await stored()).map((line) => line?.outcome),
    /** Ends the process anywhere, and begins another. */
    again(own?: Partial<BatchService>) {
      process = begin(own);
    },
    /** Ends the batch, as the engine does. */
    async end() {
      await store.change(batch.id, (now) => ({ ...now, ended: { why: 'stopped', at: clock.now() } }));
      await process.handedOver.letGo(await read());
    },
    /** Works until the batch ends or the queue has it. */
    async workOff(): Promise<Sliced> {
      for (;;) {
        const sliced = await work();
        if (!('again' in sliced) || (await read()).when === 'now') return sliced;
        await clock.advance(Math.max(0, sliced.again - clock.now()));
      }
    },
  };
}
