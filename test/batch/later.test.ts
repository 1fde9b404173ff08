import { expect, it } from 'vitest';
import type { Batch } from '../../src/ports/index.ts';
import { Refusal } from '../simulator/openai/failures.ts';
import { failures } from '../simulator/openai/index.ts';
import { handOver } from './service-batches.ts';

const MINUTE = 60_000;
const said = (row: string) => ({ answer: `re ${row}`, reason: 'complete', usage: expect.anything() });

it('is handed over as one, looked after, and read back line by line', async () => {
  const { openai, work, workOff, read, clock, outcomes } = await handOver(['one', 'two', 'three']);
  expect(await work()).toEqual({ again: clock.now() + 2000 });
  expect((await read()).service).toMatchObject({ name: openai.batches.batches[0]?.id, rounds: 1 });
  expect(await workOff()).toEqual({ ended: 'done' });
  expect(await outcomes()).toEqual(['one', 'two', 'three'].map(said));
  expect(openai.requests.some(({ path }) => path === '/v1/responses')).toBe(false);
});

it('is looked at less and less often, and tells how far the service is', async () => {
  const { openai, work, read, clock } = await handOver(['one']);
  openai.batches.plan({ stays: 'in_progress' });
  const pauses: number[] = [];
  for (let look = 0; look < 100; look += 1) {
    const sliced = await work();
    const pause = 'again' in sliced ? sliced.again - clock.now() : 0;
    pauses.push(Math.round(pause / MINUTE));
    await clock.advance(pause);
  }
  expect([pauses[0], Math.max(...pauses), pauses.toSorted((a, b) => a - b)]).toEqual([0, 15, pauses]);
  for (const batch of openai.batches.batches) batch.counts = { total: 9, completed: 5, failed: 2 };
  await work();
  expect((await read()).service?.done).toBe(7);
});

it.each([
  ['the batch is made, before that is known', 'drop'],
  ['its name is known, before that is stored', 'store'],
] as const)('is made once where the process ends when %s', async (_, where) => {
  const { openai, again, work, workOff, hands, outcomes } = await handOver(['one', 'two']);
  const isCreation = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === '/v1/batches';
  if (where === 'drop') openai.rule({ match: isCreation, drop: 'after', times: 1 });
  const change = hands.change;
  if (where === 'store') {
    hands.change = async (of) => {
      const named = of({ service: { id: '', at: 0, rounds: 1 } } as Batch)?.service?.name !== undefined;
      if (named) throw new Error('killed');
      return change(of);
    };
    await expect(work()).rejects.toThrow('killed');
    hands.change = change;
  } else await work();
  again();
  expect(await workOff()).toEqual({ ended: 'done' });
  expect(openai.batches.batches).toHaveLength(1);
  expect(await outcomes()).toEqual(['one', 'two'].map(said));
});

it('keeps each answer once where the process ends while they are read', async () => {
  const { openai, again, work, workOff, hands, outcomes, clock } = await handOver(['one', 'two', 'three']);
  const { keep } = hands;
  const kept: number[] = [];
  hands.keep = async (n, outcome) => {
    if (kept.length === 1) throw new Error('killed');
    kept.push(n);
    return keep(n, outcome);
  };
  await work();
  for (let look = 0; look < 2; look += 1) {
    await clock.advance(MINUTE);
    await work();
  }
  await expect(work()).rejects.toThrow('killed');
  hands.keep = keep;
  again();
  expect(await workOff()).toEqual({ ended: 'done' });
  expect([kept, await outcomes()]).toEqual([[2], ['one', 'two', 'three'].map(said)]);
  expect(openai.batches.batches).toHaveLength(1);
});

it('leaves to the queue what expired, or failed for a reason that passes; the rest has its answer or its reason', async () => {
  const { openai, workOff, read, outcomes } = await handOver(['fine', 'broken', 'long', 'late']);
  const refusals = new Map([
    ['1', new Refusal(500, { message: 'Sorry', type: 'server_error' })],
    ['2', new Refusal(400, { message: 'Too long', type: 'invalid', code: 'context_length_exceeded' })],
  ]);
  openai.batches.plan({ expires: true, answers: 3, refuses: ({ custom_id }) => refusals.get(custom_id) });
  expect(await workOff()).toMatchObject({ again: expect.any(Number) });
  expect(await outcomes()).toEqual([said('fine'), undefined, { error: 'model_too_long' }, undefined]);
  expect(await read()).toMatchObject({ when: 'now' });
  expect((await read()).service).toBeUndefined();
});

it('is handed over once more in an hour where the service had no room, and not for ever', async () => {
  const { openai, workOff, read } = await handOver(['one']);
  openai.batches.plan({ fails: { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' } });
  await workOff();
  expect(openai.batches.batches).toHaveLength(8);
  expect(new Set(openai.batches.batches.map(({ metadata }) => metadata?.['parley_batch'])).size).toBe(8);
  expect(await read()).toMatchObject({ when: 'now' });
});

it('is answered where the second time has room', async () => {
  const { openai, work, workOff, outcomes, clock } = await handOver(['one']);
  openai.batches.plan({ fails: { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' } });
  await work();
  expect(await work()).toEqual({ again: clock.now() + 60 * MINUTE });
  openai.batches.plan({});
  expect(await workOff()).toEqual({ ended: 'done' });
  expect(await outcomes()).toEqual([said('one')]);
});

it.each([
  [
    'takes no batches',
    (openai: Awaited<ReturnType<typeof handOver>>['openai']) => {
      openai.fail('/v1/batches', { status: 404, error: { message: 'Not Found', type: 'invalid_request_error' } }, 9);
    },
  ],
  [
    'finds the file wrong',
    (openai: Awaited<ReturnType<typeof handOver>>['openai']) => {
      openai.batches.plan({ fails: { code: 'invalid_json_line', message: 'No' } });
    },
  ],
])('is for the queue where the service %s', async (_, arrange) => {
  const { openai, workOff, read, outcomes } = await handOver(['one']);
  arrange(openai);
  expect(await workOff()).toMatchObject({ again: expect.any(Number) });
  expect([(await read()).when, await outcomes()]).toEqual(['now', [undefined]]);
});

it('waits where the service is away, and ends where its account is used up', async () => {
  const { openai, work, read, clock } = await handOver(['one']);
  openai.fail('/v1/files', failures.server(), 3);
  expect(await work()).toEqual({ again: clock.now() + 5000 });
  expect((await read()).failures).toBe(1);
  openai.fail('/v1/files', failures.quota());
  expect(await work()).toEqual({ ended: 'quota' });
});

it('is stopped where it takes more than a day and a quarter, and what was answered is kept', async () => {
  const { openai, work, workOff, outcomes, clock } = await handOver(['one', 'two']);
  openai.batches.plan({ stays: 'in_progress' });
  await work();
  await work();
  await clock.advance(31 * 60 * MINUTE);
  await work();
  expect(openai.batches.batches[0]?.status).toBe('cancelling');
  openai.batches.plan({ answers: 1 });
  await workOff();
  expect(await outcomes()).toEqual([said('one'), undefined]);
});
