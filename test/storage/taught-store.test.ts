import { expect, it } from 'vitest';
import { createTaughtStore } from '../../src/storage/taught-store.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const lesson = { v: 1, unsupported: ['topP'], adaptations: ['system_as_user'] } as const;

it('gives back what services taught, whatever is in a name', async () => {
  const { documents } = createMemoryDocuments();
  const store = createTaughtStore(documents);
  const entries = ['a', 'org/model:free', 'a|b'].map((model) => ({
    server: 'ab12',
    model,
    lesson: { ...lesson, unsupported: [...lesson.unsupported], adaptations: [...lesson.adaptations] },
  }));
  for (const entry of entries) await store.keep(entry);
  expect(await store.all()).toEqual(expect.arrayContaining(entries));
});

it('gives back abilities, one that only a later release knows among them', async () => {
  const { documents } = createMemoryDocuments();
  const store = createTaughtStore(documents);
  const abilities = { vision: { can: false, until: 1 }, flying: { can: true, until: 2 } };
  const entry = {
    server: 'ab12',
    model: 'llava',
    lesson: { v: 1 as const, unsupported: [], adaptations: [], abilities },
  };
  await store.keep(entry);
  expect(await store.all()).toEqual([entry]);
});

it('leaves out what cannot be read', async () => {
  const { documents } = createMemoryDocuments([
    ['taught|x|y', { v: 9 }],
    ['taught|x|z', 'odd'],
  ]);
  expect(await createTaughtStore(documents).all()).toEqual([]);
});
