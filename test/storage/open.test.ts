import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import type { Storage } from '../../src/ports/index.ts';
import { openStorage } from '../../src/storage/open.ts';
import { accept, prompt } from '../contracts/events.ts';
import { answerAll } from '../contracts/inbox-under-test.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { temporaryFolder } from './sqlite/fixtures.ts';

const secret = (at: number) => `secret-${at}-${'x'.repeat(at % 7 === 0 ? 9000 : 300)}`;

async function openWithText() {
  const folder = temporaryFolder();
  const clock = createFakeClock();
  const storage = await openStorage({ path: join(folder, 'x.db') }, { reader, clock, log: createTestLog() });
  const keys = Array.from({ length: 60 }, (_, at) => `k${at}`);
  await storage.documents.setMany(keys.map((key, at) => ({ key, value: secret(at) })));
  await accept(storage.inbox, [prompt('a', { text: 'secret-of-a-turn' })]);
  const onDisk = () => {
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    return new Set(bytes.join('').match(/secret-(?:\d+|of-a-turn)/g));
  };
  return { folder, clock, storage, keys, onDisk };
}

async function deleteAll({ documents, inbox }: Storage, keys: readonly string[]): Promise<void> {
  await documents.deleteMany(keys);
  await answerAll(inbox, 1);
}

it('deleted text is gone from the file and its journal after a while, though nothing more happens', async () => {
  const { clock, storage, keys, onDisk } = await openWithText();
  expect(onDisk().size).toBe(61);
  await deleteAll(storage, keys);
  await clock.advance(60_000);
  expect([...onDisk()]).toEqual([]);
  await storage.close();
});

it('is tried again while somebody else reads the file', async () => {
  const { folder, clock, storage, keys, onDisk } = await openWithText();
  const other = new DatabaseSync(join(folder, 'x.db'), { readOnly: true });
  other.exec('BEGIN');
  other.prepare('SELECT count(*) FROM entries').get();
  await deleteAll(storage, keys);
  await clock.advance(60_000);
  expect(onDisk().size).toBeGreaterThan(0);
  other.exec('COMMIT');
  await clock.advance(2000);
  expect([...onDisk()]).toEqual([]);
  other.close();
  await storage.close();
});
