import { existsSync, renameSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Fault } from '../../util/errors.ts';
import { copyBlobs } from '../blobs/copy.ts';
import { blobFolder } from '../blobs/files.ts';
import { resolveFile } from './database.ts';
import { storageFault } from './fault.ts';
import { lockDatabase } from './lock.ts';
import { createPrivate, journals, makePrivate } from './private.ts';
import { knownVersion } from './schema.ts';

/**
 * Copies the database at `from` to the new file `to`, as of one moment and checked, while the bot goes on (SQLite's
 * online backup). Its blobs go to the folder beside `to`. `to` appears only when all is there.
 * @throws Fault('storage') when there is nothing to copy, `to` exists already, or the copy is not sound
 */
export async function backupDatabase(from: string, to: string): Promise<void> {
  if (!existsSync(from))
    throw new Fault('storage', `there is no database at ${from}`, { advice: 'Check STORAGE_URL.' });
  const blobs = blobFolder(to);
  for (const there of [to, blobs]) {
    if (existsSync(there)) throw new Fault('storage', `${there} exists already`, { advice: 'Give another file name.' });
  }
  const folder = dirname(resolve(to));
  if (!existsSync(folder)) throw new Fault('storage', `there is no folder ${folder}`, { advice: 'Make it first.' });
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    createPrivate(unfinished);
    const source = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
    try {
      await backup(source, unfinished);
    } finally {
      source.close();
    }
    makeWhole(unfinished);
    check(unfinished);
    makePrivate(unfinished);
    await copyBlobs(namesOfBlobs(unfinished), blobFolder(from), blobs);
    await rename(unfinished, to);
  } catch (error) {
    for (const half of [unfinished, blobs]) rmSync(half, { recursive: true, force: true });
    throw storageFault(to, error);
  }
}

/**
 * Puts a backup in the place of the database at `to`; what was there is kept beside it. Only while no bot runs on it.
 * @returns where the former database is kept, if there was one
 * @throws Fault('storage') when `from` is no sound backup of this program, or a bot is using `to`
 */
export async function restoreDatabase(from: string, to: string): Promise<string | undefined> {
  if (!existsSync(from)) throw new Fault('storage', `there is no backup at ${from}`);
  check(from);
  // The bot's lock goes by the file's own name, and so do its journals.
  const path = resolveFile(to);
  const unlock = lockDatabase(path, 0);
  try {
    const copy = join(dirname(path), `.${basename(path)}.restoring`);
    for (const half of [copy, blobFolder(copy)]) rmSync(half, { recursive: true, force: true });
    await backupDatabase(from, copy);
    const former = setAside(path);
    if (existsSync(blobFolder(copy))) renameSync(blobFolder(copy), blobFolder(path));
    renameSync(copy, path);
    return former;
  } finally {
    unlock();
  }
}

/**
 * Moves a database away together with its journals and blobs. Journals without a database (it was removed, or a kill came
 * between the renames) move as well. SQLite would "repair" the next file of that name with them.
 *
 * @returns where the database is now, if there was one
 */
function setAside(path: string): string | undefined {
  const former = `${path}.before-restore-${Date.now()}`;
  const found = existsSync(path);
  for (const part of ['', ...journals, blobFolder('')])
    if (existsSync(path + part)) renameSync(path + part, former + part);
  makePrivate(former);
  return found ? former : undefined;
}

/** One file without a journal beside it: a copy is carried about alone. */
function makeWhole(path: string): void {
  const sql = new DatabaseSync(path);
  sql.exec('PRAGMA journal_mode = DELETE');
  sql.close();
}

/** Names of the blobs that rows of a database are of. Before version 7 there were none. */
function namesOfBlobs(path: string): string[] {
  const sql = open(path);
  try {
    const version = Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version < WITH_BLOBS) return [];
    return sql
      .prepare('SELECT DISTINCT name FROM blobs')
      .all()
      .map(({ name }) => String(name));
  } finally {
    sql.close();
  }
}

/** First version of a database that has blobs. */
const WITH_BLOBS = 7;

/** Tells whether a file is a whole database of a version that this program knows. */
function check(path: string): void {
  const sql = open(path);
  try {
    const sound = sql.prepare('PRAGMA integrity_check').get()?.['integrity_check'] === 'ok';
    const version = Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (!sound || version < 1 || version > knownVersion) {
      throw new Fault('storage', `${path} is no sound backup of a Parley up to version ${knownVersion}`);
    }
  } catch (error) {
    throw storageFault(path, error);
  } finally {
    sql.close();
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true });
  } catch (error) {
    throw storageFault(path, error);
  }
}
