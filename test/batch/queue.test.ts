import { expect, it } from 'vitest';
import { createQueue } from '../../src/batch/queue.ts';
import type { Hands, OpenLine } from '../../src/batch/slice.ts';
import type { Batch, BatchOutcome } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock } from '../fake-clock.ts';
import { batchOf } from './orders.ts';

/** Hands over lines in memory. */
function handsOf(count: number) {
  const lines = Array.from({ length: count }, () => ({ tries: 0, outcome: undefined as BatchOutcome | undefined }));
  let batch: Batch = batchOf(count);
  const request = { model: 'm', messages: [], onBehalf: { chat: 'c', purpose: 'batch' } } as const;
  const hands: Hands = {
    open: async () => lines.flatMap(({ tries, outcome }, n) => (outcome ? [] : [{ n, tries, request }])),
    tried: async (n, more) => {
      const line = lines[n];
      if (!line || line.outcome) return undefined;
      line.tries += more;
      return line.tries;
    },
    keep: async (n, outcome) => {
      const line = lines[n];
      if (!line || line.outcome) return false;
      line.outcome = outcome;
      return true;
    },
    change: async (change) => {
      const next = change(batch);
      batch = next ?? batch;
      return next;
    },
    explain: (error) => (error instanceof Fault ? error.kind : 'given up'),
    standBack: async () => undefined,
  };
  return { hands, lines, batch: () => batch };
}

const { signal } = new AbortController();
const said = (n: number): BatchOutcome => ({ answer: `re ${n}`, reason: 'complete' });

async function work(hands: Hands, ask: (line: OpenLine) => Promise<BatchOutcome>) {
  return createQueue({ ask, clock: createFakeClock() })(batchOf(1), hands, signal);
}

it('asks each line once, two at a time, each counted before', async () => {
  const { hands, lines } = handsOf(5);
  let [now, most] = [0, 0];
  const result = await work(hands, async ({ n }) => {
    expect(lines[n]?.tries).toBe(1);
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return said(n);
  });
  expect(result).toEqual({ ended: 'done' });
  expect([most, lines.map(({ outcome }) => outcome)]).toEqual([2, [0, 1, 2, 3, 4].map(said)]);
});

it('keeps the failure of a line as a sentence, and goes on', async () => {
  const { hands, lines } = handsOf(3);
  const result = await work(hands, async ({ n }) => {
    if (n === 1) throw new Fault('model_filtered', 'refused');
    return said(n);
  });
  expect(result).toEqual({ ended: 'done' });
  expect(lines[1]?.outcome).toEqual({ error: 'model_filtered' });
});

it.each([
  ['model_quota', 'quota'],
  ['model_auth', 'auth'],
  ['model_unknown', 'unknown'],
] as const)('ends at %s with what is done, and blames no line', async (kind, ended) => {
  const { hands, lines } = handsOf(4);
  const result = await work(hands, async ({ n }) => {
    if (n > 0) throw new Fault(kind, 'no more');
    return said(n);
  });
  expect(result).toEqual({ ended });
  expect(lines.filter(({ outcome }) => outcome)).toHaveLength(1);
});

it('waits as long as a busy service asks, and charges no line for it', async () => {
  const { hands, lines, batch } = handsOf(1);
  const clock = createFakeClock();
  const queue = createQueue({
    ask: async () => {
      throw new Fault('model_busy', 'slow down', { retryAfterMs: 90_000 });
    },
    clock,
  });
  expect(await queue(batchOf(1), hands, signal)).toEqual({ again: clock.now() + 90_000 });
  expect([lines[0]?.tries, batch().failures]).toEqual([0, 1]);
});

it('gives up a line that fails five times, or ends the process five times', async () => {
  const { hands, lines } = handsOf(2);
  const died = lines[1];
  if (died) died.tries = 5;
  let asked = 0;
  for (let round = 0; round < 5; round += 1)
    await work(hands, async () => {
      asked += 1;
      throw new Fault('model_server', 'broken');
    });
  expect([asked, lines.map(({ outcome }) => outcome)]).toEqual([5, [{ error: 'model_server' }, { error: 'given up' }]]);
});

it('gives a line back uncounted when the work is to end', async () => {
  const { hands, lines } = handsOf(1);
  const ending = new AbortController();
  const queue = createQueue({
    ask: async () => {
      ending.abort(new Error('over'));
      throw ending.signal.reason;
    },
    clock: createFakeClock(),
  });
  await expect(queue(batchOf(1), hands, ending.signal)).rejects.toThrow('over');
  expect(lines[0]?.tries).toBe(0);
});
