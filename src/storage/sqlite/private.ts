import { chmodSync, closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { hasCode } from '../../util/errors.ts';

/** Files that SQLite keeps beside a database and reads as part of it. */
export const journals = ['-wal', '-shm', '-journal'];

const OWNER_ONLY = 0o600;
const FOLDER_OF_OWNER = 0o700;
/** Rights of everybody else. */
const OTHERS = 0o077;

/**
 * Takes a database, and what is kept beside it, away from every other account of the machine: it holds what people said.
 * Files of an owner who is not this process's stay as they are; nobody else can change them.
 */
export function makePrivate(path: string): void {
  for (const part of ['', ...journals, '.lock', '.lock-journal']) {
    try {
      chmodSync(path + part, OWNER_ONLY);
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'EPERM')) throw error;
    }
  }
}

/**
 * Makes an empty file that is this account's alone from its first moment, whatever the process's umask says. SQLite takes it
 * for a new database, and gives its journals the same rights. A file that is there stays as it is.
 */
export function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'ax', OWNER_ONLY));
  } catch (error) {
    // Where it cannot be made, SQLite says why.
    if (!hasCode(error, 'EEXIST', 'EACCES', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENOSPC')) throw error;
  }
}

/**
 * Takes the folder of a database away from other accounts, if it is this account's and holds nothing else.
 * @returns `closed now` where it was open before, `open` where it is not ours to close
 */
export function closeFolder(path: string): 'closed' | 'closed now' | 'open' {
  const [folder, name] = [dirname(path), basename(path)];
  const { mode, uid } = statSync(folder);
  if ((mode & OTHERS) === 0) return 'closed';
  const isOurs = uid === process.getuid?.() && readdirSync(folder).every((each) => each.startsWith(name));
  if (!isOurs) return 'open';
  chmodSync(folder, FOLDER_OF_OWNER);
  return 'closed now';
}
