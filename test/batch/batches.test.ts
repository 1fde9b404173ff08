import { afterEach, beforeAll, expect, it } from 'vitest';
import { createJobRunner, type JobRunner } from '../../src/background/jobs.ts';
import { type BatchesParts, createBatches } from '../../src/batch/batches.ts';
import { createBatchStore } from '../../src/batch/store.ts';
import { createLocales } from '../../src/locales/index.ts';
import type { Acceptance, BatchOrder, Command, ModelEvent, ModelRequest } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { wordsOf } from '../../src/util/messages.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { batchOf } from './orders.ts';

// Loaded when the first line is asked: no fake clock waits for that.
beforeAll(() => import('../../src/batch/hands.ts'));

const runners: JobRunner[] = [];
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close();
});

/** Batches whose lines take three seconds each, and what they have accepted for their conversation. */
function open({ mayUse = true } = {}) {
  const clock = createFakeClock();
  const log = createTestLog();
  const { documents } = createMemoryDocuments();
  const store = createBatchStore(documents, clock);
  let busy = false;
  const jobs = createJobRunner({
    jobs: openJobs(openDatabase({ path: ':memory:' }), clock, log),
    ...{ clock, log, isBusy: () => busy },
  });
  runners.push(jobs);
  const asked: ModelRequest[] = [];
  const accepted: { at: number; task: Command }[] = [];
  const parts = {
    ...{ jobs, store, documents, clock, log, locales: createLocales(), system: 'Be brief.' },
    mayUse: async () => mayUse,
    service: { offers: async () => false },
    models: { noteRefusal: () => undefined, acceptedParameters: (_: string, values: object) => values },
    model: {
      async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
        asked.push(request);
        await clock.sleep(3000, signal);
        yield { type: 'text', delta: 're' };
        yield { type: 'end', reason: 'complete' };
      },
    },
    inbox: {
      async accept(acceptances: readonly Acceptance[]) {
        for (const { task } of acceptances) if (task?.kind === 'command') accepted.push({ at: clock.now(), task });
        return [];
      },
    },
  };
  const batches = createBatches(parts as unknown as BatchesParts);
  jobs.start();
  const { asked: at } = batchOf(0);
  const begin = (lines: number, order: Partial<BatchOrder> = {}) => {
    const rows = Array.from({ length: lines }, (_, n) => `line ${n}`);
    const form = { kind: 'lines', name: 'a.txt' } as const;
    const whole: BatchOrder = { form, rows, model: 'm', parameters: { temperature: 0 }, when: 'now', ...order };
    return batches.apply({ id: 'b1', asked: { ...at, bubble: '77' } }, { act: 'begin', order: whole });
  };
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) await clock.advance(1000);
  };
  const shown = (what: 'progress' | 'result') => accepted.filter(({ task }) => task.options[what] === 'b1');
  return { batches, begin, pass, asked, shown, clock, setBusy: (is: boolean) => (busy = is) };
}

it('asks with the instructions and parameters of the batch, at the cost of its asker', async () => {
  const { begin, pass, asked } = open();
  await begin(2, { template: 'Say {prompt}' });
  await pass(4);
  expect(asked.map(({ messages, ...request }) => [messages.map(wordsOf), request])).toEqual(
    [0, 1].map((n) => [
      [`Say line ${n}`],
      {
        model: 'm',
        system: 'Be brief.',
        temperature: 0,
        onBehalf: { actor: 'test:7', chat: 'test:7', purpose: 'batch' },
      },
    ]),
  );
});

it('edits its bubble at most every ten seconds and twenty times, and gives the answers once', async () => {
  const { begin, pass, shown } = open();
  await begin(300);
  await pass(500);
  expect(shown('result')).toHaveLength(1);
  const edits = shown('progress');
  const pauses = edits.slice(1, -1).map(({ at }, index) => at - (edits[index]?.at ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10_000);
  expect(edits.length).toBeGreaterThan(10);
  // The last one shows the end.
  expect(edits.length).toBeLessThanOrEqual(21);
  expect(new Set(edits.map(({ task }) => task.menuMessage))).toEqual(new Set(['77']));
});

it('begins no line while somebody waits for an answer, but not for ever', async () => {
  const { begin, pass, asked, setBusy } = open();
  setBusy(true);
  await begin(1);
  await pass(29);
  expect(asked).toHaveLength(0);
  await pass(40);
  expect(asked).toHaveLength(1);
});

it('ends before a further line where its asker may use batches no more', async () => {
  const { begin, pass, asked, shown, batches } = open({ mayUse: false });
  await begin(3);
  await pass(2);
  expect([asked, shown('result').length]).toEqual([[], 1]);
  expect((await batches.look('b1'))?.batch.ended?.why).toBe('denied');
});

it('ends at once when it is stopped, and gives up what is under way', async () => {
  const { begin, pass, asked, shown, batches } = open();
  await begin(9);
  await pass(4);
  await batches.apply({ id: 'b2', asked: batchOf(0).asked }, { act: 'stop', id: 'b1' });
  expect(shown('result')).toHaveLength(1);
  const { length } = asked;
  await pass(30);
  expect(asked).toHaveLength(length);
  expect(await batches.look('b1')).toMatchObject({
    answered: 2,
    failed: 0,
    open: 7,
    batch: { ended: { why: 'stopped' } },
  });
});

it('keeps no answers once they were shown', async () => {
  const { begin, pass, batches } = open();
  await begin(1);
  await pass(5);
  expect(Buffer.from((await batches.answers('b1', 1e6))?.bytes ?? []).toString()).toContain('line 0');
  await batches.apply({ id: 'b3', asked: batchOf(0).asked }, { act: 'delivered', id: 'b1' });
  expect(await batches.answers('b1', 1e6)).toBeUndefined();
  expect(await batches.look('b1')).toMatchObject({ answered: 0, open: 1 });
});
