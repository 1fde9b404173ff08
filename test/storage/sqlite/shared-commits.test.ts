import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { isFault } from '../../../src/util/errors.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

let database: Database;
/** What another connection sees: only what is committed. */
let committed: () => unknown[];

beforeEach(() => {
  const path = join(temporaryFolder(), 'x.db');
  database = openDatabase({ path });
  const other = new DatabaseSync(path, { readOnly: true });
  committed = () =>
    other
      .prepare('SELECT name FROM cursors ORDER BY name')
      .all()
      .map(({ name }) => name);
  onTestFinished(() => {
    other.close();
    database.close();
  });
});

function insert(name: string): void {
  database.prepare('INSERT INTO cursors (name, value, at) VALUES (?, ?, 0)').run(name, '');
}

const isRefused = (work: Promise<unknown>) =>
  work.then(
    () => false,
    (error: unknown) => isFault(error, 'storage'),
  );

/** From now on a commit that holds this name fails, as one can where the disk does. */
function failCommitsOf(name: string): void {
  database.prepare('CREATE TABLE owed (name TEXT REFERENCES cursors (name) DEFERRABLE INITIALLY DEFERRED)').run();
  database
    .prepare(
      `CREATE TRIGGER owe AFTER INSERT ON cursors WHEN NEW.name = '${name}' BEGIN INSERT INTO owed VALUES ('nobody'); END`,
    )
    .run();
}

it('commits the writes of a moment together; each resolves once it is durable', async () => {
  const writes = [database.write(() => insert('a')), database.write(() => insert('b'))];
  expect(committed()).toEqual([]);
  await writes[0];
  expect(committed()).toEqual(['a', 'b']);
  await writes[1];
  await database.write(() => insert('c'));
  expect(committed()).toEqual(['a', 'b', 'c']);
});

it('takes back the whole of a write that fails, and nothing of the others', async () => {
  const half = (name: string) => () => {
    insert(name);
    throw new Error('no');
  };
  const writes = [half('x'), () => insert('a'), half('y'), () => insert('b')].map((work) => database.write(work));
  const ends = await Promise.allSettled(writes);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(committed()).toEqual(['a', 'b']);
});

it('refuses all who share a commit that fails, and goes on', async () => {
  failCommitsOf('bad');
  const writes = ['a', 'bad', 'b'].map((name) => isRefused(database.write(() => insert(name))));
  expect(await Promise.all(writes)).toEqual([true, true, true]);
  await database.write(() => insert('c'));
  expect(committed()).toEqual(['c']);
});

it('refuses those before where SQLite itself ends the transaction, and not those after', async () => {
  database
    .prepare(
      "CREATE TRIGGER full BEFORE INSERT ON cursors WHEN NEW.name = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
    )
    .run();
  const writes = ['a', 'bad', 'b'].map((name) => isRefused(database.write(() => insert(name))));
  expect(await Promise.all(writes)).toEqual([true, true, false]);
  expect(committed()).toEqual(['b']);
});

it('commits what is shared before what is written at once, and before the end', async () => {
  const shared = database.write(() => insert('a'));
  expect(() =>
    database.transaction(() => {
      insert('x');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(committed()).toEqual(['a']);
  await shared;
  void database.write(() => insert('b'));
  insert('c');
  expect(committed()).toEqual(['a', 'b', 'c']);
  void database.write(() => insert('d'));
  database.scrub();
  expect(committed()).toEqual(['a', 'b', 'c', 'd']);
  const last = database.write(() => insert('e'));
  database.close();
  await last;
  expect(committed()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('lets no more than a hundred share a commit', async () => {
  const writes = Array.from({ length: 150 }, (_, at) => database.write(() => insert(`n${at}`)));
  expect(committed()).toHaveLength(100);
  await Promise.all(writes);
  expect(committed()).toHaveLength(150);
});

it('forgets messages whose commit failed: they are accepted anew, and each is worked on once', async () => {
  const inbox = createSqliteInbox(database, { reader, clock, log: listeningLog().log, pauseMs: 5 });
  failCommitsOf('bad');
  const stop = new AbortController();
  const worked: string[] = [];
  const working = inbox.work(
    async (claim) => {
      worked.push(claim.task.key);
      await claim.close('answered');
      if (worked.length === 2) stop.abort();
    },
    0,
    stop.signal,
  );
  const batch = [prompt('one'), prompt('two')];
  expect(await isRefused(accept(inbox, batch, { name: 'bad', value: '1' }))).toBe(true);
  expect([await inbox.count('x:1'), (await inbox.open('x:7')).all, (await inbox.known(['one'])).size]).toEqual([
    0, 0, 0,
  ]);
  expect(worked).toEqual([]);
  expect(await accept(inbox, batch)).toEqual([true, true]);
  await working;
  expect(worked).toEqual(['one', 'two']);
});
