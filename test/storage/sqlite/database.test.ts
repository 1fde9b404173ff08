import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { Fault } from '../../../src/util/errors.ts';
import { temporaryFolder } from './fixtures.ts';

function fault(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it('makes the folder, keeps the data, and opens again', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'x.db');
  const first = openDatabase({ path });
  expect(first.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(first.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 1 });
  first.prepare("INSERT INTO cursors VALUES ('a', 'b', NULL, 0)").run();
  first.close();
  first.close();
  const second = openDatabase({ path, sync: 'full' });
  expect(second.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(second.prepare('SELECT value FROM cursors').get()).toEqual({ value: 'b' });
  second.close();
});

it('is owned once, whatever name it goes by', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  const first = openDatabase({ path: join(folder, 'real', 'x.db') });
  symlinkSync(join(folder, 'real', 'x.db'), join(folder, 'y.db'));
  for (const path of [join(folder, 'link', 'x.db'), join(folder, 'y.db')]) {
    expect(fault(() => openDatabase({ path, lockWaitMs: 0 })).message).toContain('another process');
  }
  first.close();
});

it('does not touch a database that is newer', () => {
  const path = join(temporaryFolder(), 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA user_version = 99');
  raw.close();
  expect(fault(() => openDatabase({ path }))).toMatchObject({
    kind: 'storage',
    facts: { advice: expect.stringContaining('newer') },
  });
  // A failed start gives the lock back.
  expect(fault(() => openDatabase({ path, lockWaitMs: 0 })).message).toContain('version 99');
});

it('says what to do when the file is no database or the place cannot be written', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'x.db'), 'not a database, though long enough to be looked at. '.repeat(200));
  expect(fault(() => openDatabase({ path: join(folder, 'x.db') })).facts).toMatchObject({
    code: 26,
    advice: expect.any(String),
  });
  expect(fault(() => openDatabase({ path: join(folder, 'x.db', 'y.db') })).facts.advice).toContain('folder');
  expect(fault(() => openDatabase({ path: join(folder, 'x.db') })).message).toContain(join(folder, 'x.db'));
});

it('belongs to its owner alone, whatever it was before', () => {
  const folder = join(temporaryFolder(), 'data');
  const path = join(folder, 'x.db');
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
  const all = () => readdirSync(folder).map((name) => `${name} ${mode(join(folder, name))}`);
  const files = ['x.db 600', 'x.db-shm 600', 'x.db-wal 600', 'x.db.lock 600', 'x.db.lock-journal 600'];
  const first = openDatabase({ path });
  expect([mode(folder), ...all()]).toEqual(['700', ...files]);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  first.close();
  openDatabase({ path });
  expect(all()).toEqual(files);
});

it('commits a transaction whole or not at all', () => {
  const database = openDatabase({ path: ':memory:' });
  const count = (db: Database) => db.prepare('SELECT * FROM cursors').all().length;
  const insert = database.prepare('INSERT INTO cursors VALUES (?, ?, NULL, 0)');
  expect(() =>
    database.transaction(() => {
      insert.run('a', '1');
      throw new Error('mine');
    }),
  ).toThrow('mine');
  expect(count(database)).toBe(0);
  expect(database.transaction(() => insert.run('a', '1'))).toBe(1);
  expect(fault(() => insert.run('a', '2')).kind).toBe('storage');
  database.close();
  expect(fault(() => insert.run('b', '2')).kind).toBe('storage');
});
