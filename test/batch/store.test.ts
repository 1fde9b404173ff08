import { expect, it } from 'vitest';
import { createBatchStore } from '../../src/batch/store.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { batchOf } from './orders.ts';

function open() {
  const { documents } = createMemoryDocuments();
  const store = createBatchStore(documents, { now: () => 1_700_000_000_000 });
  return { documents, store };
}

const all = (store: ReturnType<typeof createBatchStore>, lines: number) =>
  Array.fromAsync(store.lines({ id: 'b1', lines }), ({ line }) => line);

it('begins a batch once, whatever became of it since', async () => {
  const { store } = open();
  const batch = batchOf(2);
  await store.begin(batch, ['one', 'two']);
  await store.keep(batch, 0, { answer: 'eins', reason: 'complete' });
  await store.begin(batch, ['one', 'two']);
  expect(await all(store, 2)).toEqual([
    { v: 1, row: 'one', tries: 0, outcome: { answer: 'eins', reason: 'complete' } },
    { v: 1, row: 'two', tries: 0 },
  ]);
});

it('keeps one outcome of a line, and none of a line that was forgotten', async () => {
  const { store } = open();
  const batch = batchOf(1);
  await store.begin(batch, ['one']);
  expect(await store.tried(batch, 0, 1)).toBe(1);
  expect(await store.keep(batch, 0, { error: 'no' })).toBe(true);
  expect(await store.keep(batch, 0, { answer: 'eins', reason: 'complete' })).toBe(false);
  expect(await store.tried(batch, 0, 1)).toBeUndefined();
  await store.forget('b1');
  expect(await store.keep(batch, 0, { answer: 'eins', reason: 'complete' })).toBe(false);
  expect([await store.read('b1'), await all(store, 1)]).toEqual([undefined, [undefined]]);
});

it('owns what it stores: all of it is found by the person, and by the conversation', async () => {
  const { store, documents } = open();
  await store.begin(batchOf(2), ['one', 'two']);
  for (const by of [{ person: 'test:7' }, { conversation: 'test:7' }]) expect((await documents.sum(by)).items).toBe(3);
});
