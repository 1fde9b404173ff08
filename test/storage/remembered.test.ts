import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rememberRecent } from '../../src/storage/remembered.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { listeningLog, temporaryFolder } from './sqlite/fixtures.ts';

function open(most: number) {
  const database = openDatabase({ path: join(temporaryFolder(), 'x.db') });
  const stored = openDocuments(database, listeningLog().log);
  const asked: string[][] = [];
  const counted = {
    ...stored,
    getMany(keys: readonly string[]) {
      asked.push([...keys]);
      return stored.getMany(keys);
    },
  };
  return { database, stored, asked, documents: rememberRecent(counted, most) };
}

it('reads what it knows only once, absence included', async () => {
  const { documents, asked } = open(10);
  await documents.setMany([{ key: 'a', value: { n: 1 } }]);
  expect(await documents.getMany(['a', 'b', 'c'])).toEqual([{ n: 1 }, undefined, undefined]);
  expect(await documents.getMany(['c', 'a', 'b'])).toEqual([undefined, { n: 1 }, undefined]);
  expect(asked).toEqual([['b', 'c']]);
});

it('forgets the least recently used and reads it again', async () => {
  const { documents, asked } = open(2);
  await documents.setMany(['a', 'b', 'c'].map((key) => ({ key, value: key })));
  expect(await documents.getMany(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([['a']]);
});

it('reads what is long each time: what is kept is bounded by its length, too', async () => {
  const { documents, asked } = open(10);
  const text = 'x'.repeat(15_000);
  const long = { v: 2, prompt: { text, pieces: [{ key: 'k', text }] }, answers: [{ text: 'y', reason: 'complete' }] };
  await documents.setMany([{ key: 'a', value: { text } }]);
  await documents.setMany([{ key: 'a', value: long }]);
  for (const _ of [1, 2]) expect(await documents.getMany(['a'])).toEqual([long]);
  expect(asked).toEqual([['a'], ['a']]);
  await documents.setMany([{ key: 'a', value: { text } }]);
  expect(await documents.getMany(['a'])).toEqual([{ text }]);
  expect(asked).toHaveLength(2);
});

it('reads what was only compared as another object: something was written beneath it', async () => {
  const { documents } = open(10);
  const written = { n: 1 };
  await documents.setMany([
    { key: 'a', value: written },
    { key: 'b', value: 'beneath' },
  ]);
  const [before] = await documents.getMany(['a']);
  expect(before).toBe(written);
  expect(await documents.compareAndSet([{ key: 'a', value: before }], [{ key: 'b', value: undefined }])).toBe(true);
  const [after] = await documents.getMany(['a']);
  expect(after).toEqual(before);
  expect(after).not.toBe(before);
});

it('does not remember what could not be written', async () => {
  const { database, documents } = open(10);
  await documents.setMany([{ key: 'a', value: 'old' }]);
  database.prepare("CREATE TRIGGER full BEFORE UPDATE ON entries BEGIN SELECT RAISE(FAIL, 'disk full'); END").run();
  await expect(documents.setMany([{ key: 'a', value: 'new' }])).rejects.toMatchObject({ kind: 'storage' });
  expect(await documents.getMany(['a'])).toEqual(['old']);
});

it('does not hide a failing read behind an absence', async () => {
  const { database, documents } = open(10);
  database.close();
  await expect(documents.getMany(['a'])).rejects.toMatchObject({ kind: 'storage' });
});
