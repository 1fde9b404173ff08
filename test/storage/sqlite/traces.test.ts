import { afterEach, beforeEach, expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Claim } from '../../../src/ports/index.ts';
import { openAdapterStore } from '../../../src/storage/sqlite/adapter-store.ts';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../../src/storage/sqlite/documents.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { openTraces } from '../../../src/storage/sqlite/traces.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { listeningLog } from './fixtures.ts';

/** Rows of people that no conversation keeps. */

const { log } = listeningLog();
let database: Database;

beforeEach(() => {
  database = openDatabase({ path: ':memory:' });
});
afterEach(() => database.close());

const actor = { id: 'x:ann', name: 'Ann' };

/** Something of Ann's in each table, and the same of Bob's. */
async function fill(): Promise<void> {
  const inbox = createSqliteInbox(database, { reader, clock, log });
  const bob = { id: 'x:bob', name: 'Bob' };
  await accept(inbox, [
    prompt('a', { actor, conversation: 'x:1', queue: 'x:1' }),
    prompt('b', { actor: bob, conversation: 'x:2', queue: 'x:2' }),
  ]);
  const stop = new AbortController();
  let count = 0;
  const close = async (claim: Claim) => {
    await claim.record({ part: 0, ids: [`m${count}`], start: 0, end: 1 });
    count += 1;
    await claim.close('answered');
    if (count === 2) stop.abort();
  };
  await inbox.work(close, 0, stop.signal);
  await accept(
    inbox,
    [
      prompt('a2', { actor, conversation: 'x:1', queue: 'x:1' }),
      prompt('b2', { actor: bob, conversation: 'x:2', queue: 'x:2' }),
    ],
    { name: 'position', value: '1', conversation: 'x:1' },
  );
  const jobs = openJobs(database, clock, log);
  await jobs.add({ kind: 'k', key: 'a', payload: 1, payer: 'x:ann', conversation: 'x:1' });
  await jobs.add({ kind: 'k', key: 'b', payload: 1, payer: 'x:bob', conversation: 'x:2' });
  const store = openAdapterStore(database, 'x');
  await store.set([
    { key: 'locale:a', value: 'de', owner: { person: 'x:ann' } },
    { key: 'locale:b', value: 'de', owner: { person: 'x:bob' } },
    { key: 'direct:1', value: '', owner: { conversation: 'x:1' } },
  ]);
  const documents = openDocuments(database, log);
  await documents.setMany([{ key: 'turn|x:1|t', value: 1, owner: { conversation: 'x:1', person: 'x:ann' } }]);
  await documents.quarantine('turn|x:1|t');
}

const kinds = async (by: Parameters<ReturnType<typeof openTraces>['list']>[0]) =>
  (await Array.fromAsync(openTraces(database).list(by))).map(({ kind }) => kind);

it('lists what is kept of a person and of a conversation, whichever room wrote it', async () => {
  await fill();
  expect(await kinds({ person: 'x:ann' })).toEqual(['fact', 'damaged value', 'job', 'closed turn', 'open turn']);
  expect(await kinds({ conversation: 'x:1' })).toEqual([
    'fact',
    'damaged value',
    'job',
    'closed turn',
    'position',
    'open turn',
  ]);
  const [item] = await Array.fromAsync(openTraces(database).list({ person: 'x:bob' }));
  expect(item).toMatchObject({ kind: 'fact', key: 'locale:b', person: 'x:bob' });
  expect(item?.at).toBeGreaterThan(0);
});

it('deletes it, open turns only where it is said, and leaves everybody else’s', async () => {
  await fill();
  const traces = openTraces(database);
  const bobs = await kinds({ person: 'x:bob' });
  expect(await traces.forget({ person: 'x:ann' })).toBe(4);
  expect(await kinds({ person: 'x:ann' })).toEqual(['open turn']);
  expect(await traces.forget({ conversation: 'x:1' }, 'turns')).toBe(3);
  expect(await kinds({ conversation: 'x:1' })).toEqual([]);
  expect(await kinds({ person: 'x:bob' })).toEqual(bobs);
  expect(database.prepare('SELECT * FROM receipts').all()).toEqual([]);
});

it('has a line for each table that says whose its rows are', async () => {
  await fill();
  const owned = database
    .prepare(
      "SELECT DISTINCT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'conversation'",
    )
    .all()
    .map(({ name }) => name);
  expect(owned.toSorted()).toEqual(['aside', 'closed', 'cursors', 'entries', 'jobs', 'turns']);
  // The others hold keys of events, for a week, and where the bubbles of open turns are.
  const all = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  expect(all.map(({ name }) => name).filter((name) => !owned.includes(name))).toEqual(['receipts', 'keys']);
});
