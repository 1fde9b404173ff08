import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { fillTraces, tracesContract } from '../../contracts/traces.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

/** Rows of people that no conversation keeps. */

const open = (path: string) => openStorage({ path }, { reader, clock, log: listeningLog().log });

tracesContract('sqlite', () => open(':memory:'));

it('leave no receipt and no step behind, and each table with a conversation in it is listed', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const storage = await open(path);
  await fillTraces(storage);
  for (const conversation of ['x:1', 'x:2']) await storage.traces.forget({ conversation }, 'turns');
  for (const person of ['x:ann', 'x:bob']) await storage.traces.forget({ person }, 'turns');
  await storage.close();
  const database = openDatabase({ path });
  onTestFinished(() => database.close());
  const names = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map(({ name }) => String(name));
  const owned = names(
    "SELECT DISTINCT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'conversation'",
  );
  expect(owned.toSorted()).toEqual(['aside', 'blobs', 'closed', 'cursors', 'entries', 'jobs', 'turns']);
  for (const table of ['aside', 'blobs', 'closed', 'jobs', 'turns', 'receipts', 'steps', 'entries']) {
    expect(database.prepare(`SELECT * FROM ${table}`).all(), table).toEqual([]);
  }
  // The others hold keys of events, for a week, and where the bubbles of open turns are.
  expect(readdirSync(`${path}.blobs`)).toEqual([]);
  const all = names("SELECT name FROM sqlite_master WHERE type = 'table'");
  expect(all.filter((name) => !owned.includes(name)).toSorted()).toEqual(['keys', 'receipts', 'steps']);
});
