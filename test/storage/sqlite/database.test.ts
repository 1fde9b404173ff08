import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { Fault } from '../../../src/util/errors.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

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

it('belongs to its owner alone from the first moment, whatever the umask: journals, lock, copies and what is restored', async () => {
  const path = join(temporaryFolder(), 'data', 'x.db');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), path, 'files']);
  const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(errors).toBe('');
  const lines = said.trim().split('\n');
  expect(lines.slice(-2)).toEqual(['folder 700', 'end']);
  const files = lines.slice(0, -2);
  expect(files.filter((line) => !line.endsWith(' 600'))).toEqual([]);
  for (const name of [
    'open x.db-wal',
    'open x.db-shm',
    'open x.db.lock',
    'copying copy.db.unfinished',
    'copied copy.db',
  ]) {
    expect(files).toContain(`${name} 600`);
  }
  expect(files.filter((line) => /restored other\.db(\.lock|\.before-restore-\d+)? 600/.test(line))).toHaveLength(3);
});

it('has a folder that was open before closed and said so, unless other things are in it', async () => {
  const folder = join(temporaryFolder(), 'data');
  const path = join(folder, 'x.db');
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
  const { log, lines } = listeningLog();
  const start = async () => (await openStorage({ path }, { reader, clock: systemClock, log })).close();
  await start();
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  expect(lines.join()).toContain('Closed the folder');
  lines.length = 0;
  await start();
  expect(lines.join()).not.toContain('folder');
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'notes.txt'), '');
  await start();
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('755');
  expect(lines.join()).toMatch(/Other accounts.*look into the folder/);
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
