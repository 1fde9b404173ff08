import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { backupDatabase, restoreDatabase } from '../../../src/storage/sqlite/backup.ts';
import { openSqliteBlobs } from '../../../src/storage/sqlite/blobs.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { blobsContract, bytesOf } from '../../contracts/blobs.ts';
import { createFakeClock, createTestLog } from '../../fake-clock.ts';
import { temporaryFolder } from '../sqlite/fixtures.ts';

/** Blobs as files beside the database. */

const about = { owner: { conversation: 'x:1', person: 'x:ann' }, ttl: 86_400_000 };

async function open(path: string, most = 0) {
  const database = openDatabase({ path });
  const [clock, log] = [createFakeClock(), createTestLog()];
  const blobs = openSqliteBlobs(database, { most, clock, log });
  await blobs.mend();
  return { blobs, clock, log, database };
}

/** Opened beside a database in a folder of its own; closed with the test. */
async function opened() {
  const path = join(temporaryFolder(), 'x.db');
  const parts = await open(path);
  onTestFinished(() => parts.database.close());
  return { ...parts, path, folder: `${path}.blobs` };
}

/** Files beside a database, by name; none where there is no folder. */
function filesOf(path: string): string[] {
  return existsSync(`${path}.blobs`) ? readdirSync(`${path}.blobs`) : [];
}

const sizeOf = (path: string) =>
  filesOf(path).reduce((sum, name) => sum + statSync(join(`${path}.blobs`, name)).size, 0);

blobsContract('files', async (most) => {
  const path = join(temporaryFolder(), 'x.db');
  const { database, ...parts } = await open(path, most);
  return { ...parts, stored: async () => sizeOf(path), end: async () => database.close() };
});

blobsContract('memory', async (most) => {
  const { database, ...parts } = await open(':memory:', most);
  const sum = database.prepare('SELECT coalesce(sum(bytes), 0) AS n FROM (SELECT DISTINCT name, bytes FROM blobs)');
  return { ...parts, stored: async () => Number(sum.get()?.['n']), end: async () => database.close() };
});

afterEach(() => vi.restoreAllMocks());

it('files and their folder are this account’s alone, and there is no folder where nothing was kept', async () => {
  const { blobs, path, folder } = await opened();
  expect(existsSync(folder)).toBe(false);
  const name = await blobs.put(bytesOf(1), about);
  expect(filesOf(path)).toEqual([name]);
  expect([statSync(folder).mode & 0o777, statSync(join(folder, name)).mode & 0o777]).toEqual([0o700, 0o600]);
});

it('a full disk leaves nothing half, and says so; with room again it goes on', async () => {
  const { blobs, path, database } = await opened();
  const kept = await blobs.put(bytesOf(1), about);
  const anyFile = await openFile(join(`${path}.blobs`, kept));
  const full = vi.spyOn(Object.getPrototypeOf(anyFile), 'writeFile').mockImplementation(async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', errno: -28 });
  });
  await anyFile.close();
  const refused = blobs.put(bytesOf(2), about);
  await expect(refused).rejects.toMatchObject({ kind: 'storage', facts: { advice: expect.stringMatching(/space/) } });
  expect(filesOf(path)).toEqual([kept]);
  expect(database.prepare('SELECT count(*) AS n FROM blobs').get()).toEqual({ n: 1 });
  full.mockRestore();
  const name = await blobs.put(bytesOf(2), about);
  expect(await blobs.get(name, 'x:1')).toEqual(Buffer.from(bytesOf(2)));
});

it('where the row cannot be written, the file is nobody’s, and the next start takes it away', async () => {
  const { blobs, path, database } = await opened();
  database.prepare("CREATE TRIGGER full BEFORE INSERT ON blobs BEGIN SELECT raise(ABORT, 'full'); END").run();
  await expect(blobs.put(bytesOf(1), about)).rejects.toMatchObject({ kind: 'storage' });
  database.prepare('DROP TRIGGER full').run();
  await blobs.mend();
  expect(filesOf(path)).toEqual([]);
});

it('a start mends what a kill left: files that nobody has, halves, and rows of files that are not there', async () => {
  const { blobs, path, folder, log, database } = await opened();
  const [kept, lost] = [await blobs.put(bytesOf(1), about), await blobs.put(bytesOf(2), about)];
  rmSync(join(folder, lost));
  writeFileSync(join(folder, `${kept}.1a2b3c4d`), 'half');
  writeFileSync(join(folder, createHash('sha256').update('x').digest('hex')), 'x');
  await blobs.mend();
  expect(filesOf(path)).toEqual([kept]);
  expect(database.prepare('SELECT name FROM blobs').all()).toEqual([{ name: kept }]);
  expect(log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual([
    { files: 2, lost: 1 },
  ]);
  expect(await blobs.get(kept, 'x:1')).toBeDefined();
});

it('bytes that are not what their name says are not given out', async () => {
  const { blobs, path, folder, log } = await opened();
  const name = await blobs.put(bytesOf(1), about);
  writeFileSync(join(folder, name), 'something else');
  expect(await blobs.get(name, 'x:1')).toBeUndefined();
  expect(filesOf(path)).toEqual([]);
  expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  expect(await blobs.put(bytesOf(1), about)).toBe(name);
  expect(await blobs.get(name, 'x:1')).toBeDefined();
});

it('a start does not fail where the folder cannot be read, and keeps what it is told of', async () => {
  const path = join(temporaryFolder(), 'x.db');
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.blobs`, 'no folder');
  const log = createTestLog();
  const storage = await openStorage({ path }, { reader, clock: createFakeClock(), log });
  expect(log.lines.map(({ message }) => message)).toContainEqual(expect.stringMatching(/could not be looked over/));
  await expect(storage.blobs.put(bytesOf(1), about)).rejects.toMatchObject({ kind: 'storage' });
  await storage.close();
});

it('a copy has the blobs beside it, and a restore puts them back and keeps those that were there', async () => {
  const { blobs, path, database } = await opened();
  const [first, second] = [await blobs.put(bytesOf(1), about), await blobs.put(bytesOf(2), about)];
  const copy = join(temporaryFolder(), 'copy.db');
  await backupDatabase(path, copy);
  expect(filesOf(copy).toSorted()).toEqual([first, second].toSorted());
  expect(statSync(`${copy}.blobs`).mode & 0o777).toBe(0o700);
  await blobs.forget(about.owner);
  const third = await blobs.put(bytesOf(3), about);
  database.close();
  const former = (await restoreDatabase(copy, path)) ?? '';
  expect(filesOf(former)).toEqual([third]);
  const restored = await open(path);
  onTestFinished(() => restored.database.close());
  expect(await restored.blobs.get(first, 'x:1')).toEqual(Buffer.from(bytesOf(1)));
  expect(await restored.blobs.get(third, 'x:1')).toBeUndefined();
  expect(readdirSync(join(path, '..')).filter((name) => name.includes('restoring'))).toEqual([]);
});

it('a copy writes over no folder, and one that fails leaves none behind', async () => {
  const { blobs, path, folder } = await opened();
  const name = await blobs.put(bytesOf(1), about);
  const copy = join(temporaryFolder(), 'copy.db');
  mkdirSync(`${copy}.blobs`);
  await expect(backupDatabase(path, copy)).rejects.toThrow(/copy\.db\.blobs exists already/);
  rmSync(`${copy}.blobs`, { recursive: true });
  // Not readable as a file, whoever asks.
  rmSync(join(folder, name));
  mkdirSync(join(folder, name));
  await expect(backupDatabase(path, copy)).rejects.toMatchObject({ kind: 'storage' });
  expect(readdirSync(join(copy, '..'))).toEqual([]);
});

it('a copy that is carried about without its folder is a sound one, whose blobs are gone', async () => {
  const { blobs, path, database } = await opened();
  const name = await blobs.put(bytesOf(1), about);
  const copy = join(temporaryFolder(), 'copy.db');
  await backupDatabase(path, copy);
  rmSync(`${copy}.blobs`, { recursive: true });
  database.close();
  await restoreDatabase(copy, path);
  const restored = await open(path);
  onTestFinished(() => restored.database.close());
  expect(await restored.blobs.get(name, 'x:1')).toBeUndefined();
  expect(restored.database.prepare('SELECT * FROM blobs').all()).toEqual([]);
});

it.each([1, 2, 4, 6])('a database of version %i has none, and can be copied, restored and filled', async (version) => {
  const path = join(temporaryFolder(), 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA synchronous = OFF');
  raw.exec(readFileSync(join(import.meta.dirname, `../sqlite/old/version-${version}.sql`), 'utf8'));
  raw.close();
  chmodSync(path, 0o600);
  const copy = join(temporaryFolder(), 'copy.db');
  await backupDatabase(path, copy);
  await restoreDatabase(copy, path);
  const { blobs, database } = await open(path);
  onTestFinished(() => database.close());
  const name = await blobs.put(bytesOf(1), about);
  expect(await blobs.get(name, 'x:1')).toBeDefined();
});
