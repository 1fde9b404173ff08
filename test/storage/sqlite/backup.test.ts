import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createConversations } from '../../../src/conversation/conversations.ts';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { backupDatabase, restoreDatabase } from '../../../src/storage/sqlite/backup.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../../src/storage/sqlite/documents.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { knownVersion } from '../../../src/storage/sqlite/schema.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

const { log } = listeningLog();

function open(path: string) {
  const database = openDatabase({ path });
  return { database, documents: openDocuments(database, log) };
}

it('a backup taken while the bot writes is whole and of one moment', async () => {
  const folder = temporaryFolder();
  const [path, copy] = [join(folder, 'x.db'), join(folder, 'copy.db')];
  const { database, documents } = open(path);
  // Two documents always change together; a copy that tears them apart is no copy.
  const write = (n: number) =>
    documents.setMany([
      { key: 'a', value: n },
      { key: 'b', value: n },
    ]);
  await write(0);
  let done = false;
  const copying = backupDatabase(path, copy).finally(() => {
    done = true;
  });
  for (let n = 1; !done; n += 1) {
    await write(n);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await copying;
  database.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
  const restored = open(copy);
  const [a, b] = await restored.documents.getMany(['a', 'b']);
  expect(typeof a).toBe('number');
  expect(a).toBe(b);
  restored.database.close();
});

it('a backup never writes over a file, and says where there is nothing to copy', async () => {
  const folder = temporaryFolder();
  const [path, copy] = [join(folder, 'x.db'), join(folder, 'copy.db')];
  await expect(backupDatabase(path, copy)).rejects.toThrow(/no database/);
  open(path).database.close();
  writeFileSync(copy, 'precious');
  await expect(backupDatabase(path, copy)).rejects.toThrow(/exists already/);
  expect(readFileSync(copy, 'utf8')).toBe('precious');
  await expect(backupDatabase(path, join(folder, 'none', 'copy.db'))).rejects.toThrow(/no folder .*none/);
});

it('restoring brings the backup back, keeps what was there, and refuses while a bot runs', async () => {
  const folder = temporaryFolder();
  const [path, copy] = [join(folder, 'x.db'), join(folder, 'copy.db')];
  const before = open(path);
  await before.documents.setMany([{ key: 'k', value: 'old' }]);
  await backupDatabase(path, copy);
  await before.documents.setMany([{ key: 'k', value: 'new' }]);
  await expect(restoreDatabase(copy, path)).rejects.toThrow(/another process/);
  before.database.close();
  chmodSync(path, 0o644);
  const former = await restoreDatabase(copy, path);
  for (const file of [path, copy, former ?? '']) expect(statSync(file).mode & 0o777).toBe(0o600);
  const after = open(path);
  expect(await after.documents.getMany(['k'])).toEqual(['old']);
  after.database.close();
  const kept = open(former ?? '');
  expect(await kept.documents.getMany(['k'])).toEqual(['new']);
  kept.database.close();
});

it('restoring moves a journal away whose database is gone', async () => {
  const folder = temporaryFolder();
  const [path, copy] = [join(folder, 'x.db'), join(folder, 'copy.db')];
  const before = open(path);
  await before.documents.setMany([{ key: 'k', value: 'old' }]);
  await backupDatabase(path, copy);
  for (let n = 0; n < 200; n += 1) await before.documents.setMany([{ key: `k${n}`, value: 'x'.repeat(500) }]);
  // As a kill leaves it: with the journal, which an orderly end takes away.
  copyFileSync(`${path}-wal`, join(folder, 'journal'));
  before.database.close();
  rmSync(path);
  renameSync(join(folder, 'journal'), `${path}-wal`);
  expect(await restoreDatabase(copy, path)).toBeUndefined();
  const after = open(path);
  expect(await after.documents.getMany(['k', 'k0'])).toEqual(['old', undefined]);
  expect(after.database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  after.database.close();
  expect(readdirSync(folder).filter((name) => /before-restore-\d+-wal$/.test(name))).toHaveLength(1);
});

it('restoring behind a link meets the lock of the bot, and leaves the link where it is', async () => {
  const folder = temporaryFolder();
  const [path, link, copy] = [join(folder, 'x.db'), join(temporaryFolder(), 'link.db'), join(folder, 'copy.db')];
  const before = open(path);
  symlinkSync(path, link);
  await before.documents.setMany([{ key: 'k', value: 'old' }]);
  await backupDatabase(path, copy);
  await before.documents.setMany([{ key: 'k', value: 'new' }]);
  await expect(restoreDatabase(copy, link)).rejects.toThrow(/another process/);
  before.database.close();
  await restoreDatabase(copy, link);
  const after = open(path);
  expect(await after.documents.getMany(['k'])).toEqual(['old']);
  after.database.close();
});

it('restoring refuses what is no backup', async () => {
  const folder = temporaryFolder();
  const [path, copy] = [join(folder, 'x.db'), join(folder, 'copy.db')];
  writeFileSync(copy, 'not a database at all, but long enough to look like a file of some kind');
  await expect(restoreDatabase(copy, path)).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringContaining(copy),
  });
  expect(existsSync(path)).toBe(false);
});

it('a database of version 1 is brought up to date with all it holds', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec(readFileSync(join(import.meta.dirname, 'old/version-1.sql'), 'utf8'));
  raw.close();
  const { database, documents } = open(path);
  const inbox = createSqliteInbox(database, { reader, clock, log });
  expect(await inbox.count('test:1')).toBe(1);
  expect(await inbox.cursor('test:offset')).toBe('8');
  const conversations = createConversations(documents, 40);
  const { turns } = await conversations.context('test:1');
  expect(turns.map(({ prompt, answers }) => [prompt.text, answers[0]?.text])).toEqual([
    ['My name is Ann', 'Hello Ann'],
  ]);
  expect(await conversations.settings('test:1')).toEqual({ v: 1, tier: 'advanced' });
  expect(database.prepare('PRAGMA user_version').get()?.['user_version']).toBe(knownVersion);
  database.close();
});

it('a damaged row is kept aside, named once, and its chat goes on', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const { database, documents } = open(path);
  await documents.setMany([
    { key: 'good', value: 1 },
    { key: 'bad', value: 2 },
  ]);
  database.prepare("UPDATE entries SET value = '{\"val' WHERE key = 'bad'").run();
  expect(await documents.getMany(['good', 'bad'])).toEqual([1, expect.any(Symbol)]);
  expect(await documents.getMany(['good', 'bad'])).toEqual([1, undefined]);
  expect(database.prepare('SELECT key, value FROM aside').all()).toEqual([{ key: 'bad', value: '{"val' }]);
  database.close();
});
