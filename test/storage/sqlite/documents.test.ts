import { expect, onTestFinished, test } from 'vitest';
import { rememberRecent } from '../../../src/storage/remembered.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../../src/storage/sqlite/documents.ts';
import { LONGEST_TURN_MS, longestTurn } from '../../attacks/longest-turn.ts';
import { documentsContract } from '../../contracts/documents.ts';
import { listeningLog } from './fixtures.ts';

for (const [name, most] of [
  ['sqlite', 0],
  ['sqlite, the last ones remembered', 100],
] as const) {
  documentsContract(name, async () => {
    const database = openDatabase({ path: ':memory:' });
    const another = () => {
      const documents = openDocuments(database, listeningLog().log);
      return most > 0 ? rememberRecent(documents, most) : documents;
    };
    return { documents: another(), another, end: async () => database.close() };
  });
}

test('a long history of long texts is read while others go on', async () => {
  const database = openDatabase({ path: ':memory:' });
  onTestFinished(() => database.close());
  const documents = openDocuments(database, listeningLog().log);
  const text = '"你好\n'.repeat(200_000);
  const keys = Array.from({ length: 60 }, (_, at) => `exchange|c|${at}`);
  for (const key of keys) await documents.setMany([{ key, value: { key, text } }]);
  let read: unknown[] = [];
  let longest = Number.POSITIVE_INFINITY;
  // A collection of garbage in between is no fault of the reading.
  for (let tries = 0; tries < 3 && longest >= 50; tries += 1) {
    const turn = await longestTurn(async () => {
      read = await documents.getMany([...keys, 'none']);
    });
    longest = Math.min(longest, turn);
  }
  expect(read).toHaveLength(61);
  expect(read.slice(0, 60)).toEqual(keys.map((key) => ({ key, text })));
  expect(read[60]).toBeUndefined();
  expect(longest).toBeLessThan(LONGEST_TURN_MS);
});
