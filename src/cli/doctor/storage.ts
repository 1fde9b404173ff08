import { accessSync, constants, existsSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Check, Finding } from '../../ports/index.ts';
import type { Look } from '../../storage/sqlite/look.ts';
import { fileRights } from './file-rights.ts';

/** Database as it was found, before the checks. */
export interface Store {
  path: string;
  /** A bot runs on it. */
  running: boolean;
  /** Absent where there is none, or where it cannot be read. */
  look?: Look;
  /** Reason for which it cannot be read. */
  failure?: Finding;
  /** Gives the bytes of a disk that this account can still write. */
  free?: (folder: string) => number;
}

const MB = 1_000_000;
/** Free space below which writing will soon fail, and below which it is said. */
const LEAST = 64 * MB;
const LITTLE = 1000 * MB;
/** Size above which the file is not gone over: it would take longer than any other check. */
const MOST_CHECKED = 1000 * MB;
/** Size of the journal above which something keeps it from being emptied; SQLite cuts it to 16 MiB. */
const LONG_JOURNAL = 64 * MB;

/** Checks of the database. They wait for no one, but reading the whole file holds up all others: `content` comes last. */
export function storageChecks(store: Store): { quick: Check[]; content: Check[] } {
  const { path, look } = store;
  if (path === ':memory:') {
    const message = 'Everything is kept in memory, and forgotten when the bot ends';
    return {
      quick: [check('storage', () => [{ state: 'warning', message, mend: 'Set STORAGE_URL to a file.' }])],
      content: [],
    };
  }
  const there = existsSync(path);
  return {
    quick: [
      check('storage', () => [store.failure ?? (there ? writable(store) : absent(path))]),
      check('storage.disk', () => [disk(path, store.free)]),
      ...(there
        ? [check('storage.rights', () => fileRights(path)), check('storage.journal', () => [journal(path)])]
        : []),
      ...(look ? [check('storage.turns', () => turns(look, store.running))] : []),
    ],
    content: look ? [check('storage.content', () => [content(path, look)])] : [],
  };
}

function check(name: string, find: () => Finding[]): Check {
  return { name, run: async () => ({ findings: find() }) };
}

function writable({ path, running, look }: Store): Finding {
  const real = realpathSync(path);
  for (const each of [real, dirname(real)]) {
    if (may(each, constants.R_OK | constants.W_OK)) continue;
    const mend = 'Make the file and its folder writable for the account that runs the bot (chown).';
    return { state: 'error', message: `This account cannot write ${each}`, mend };
  }
  const size = inWords(statSync(real).size);
  const state = running ? 'a bot runs on it' : 'no bot runs on it';
  return { state: 'ok', message: `${path}: ${size}, version ${look?.version ?? '?'}; ${state}` };
}

/** Tells whether this account may open a file so. */
export function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** The nearest folder above a path that is there. */
function folderOf(path: string): string {
  const folder = dirname(resolve(path));
  return existsSync(folder) || folder === dirname(folder) ? folder : folderOf(folder);
}

function absent(path: string): Finding {
  const folder = folderOf(path);
  if (may(folder, constants.W_OK))
    return { state: 'ok', message: `There is no database yet; the first start makes ${path}` };
  const mend = 'Make that folder writable for the account that runs the bot, or set STORAGE_URL to a file elsewhere.';
  return { state: 'error', message: `There is no database, and this account cannot make one in ${folder}`, mend };
}

function disk(path: string, free = freeAt): Finding {
  const folder = folderOf(path);
  const bytes = free(folder);
  const message = `${inWords(bytes)} are free on the disk of ${folder}`;
  if (bytes >= LITTLE) return { state: 'ok', message };
  const mend = 'Free some space, or lower BLOBS_MAX_MB: pictures and files are kept beside the database.';
  return { state: bytes < LEAST ? 'error' : 'warning', message, mend };
}

function freeAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function journal(path: string): Finding {
  const wal = `${realpathSync(path)}-wal`;
  const bytes = existsSync(wal) ? statSync(wal).size : 0;
  if (bytes < LONG_JOURNAL)
    return { state: 'ok', message: bytes === 0 ? 'The journal is empty' : `The journal has ${inWords(bytes)}` };
  const mend =
    'Close whatever else reads the database; the bot then empties the journal within a minute, or when it ends.';
  return {
    state: 'warning',
    message: `The journal has grown to ${inWords(bytes)}: something keeps it from being emptied`,
    mend,
  };
}

function turns(look: Look, running: boolean): Finding[] {
  const { open, corrupt, aside } = look.counts();
  const waiting = open === 1 ? '1 message waits' : `${open} messages wait`;
  const damaged = corrupt + aside;
  const findings: Finding[] = [];
  if (open > 0 && !running)
    findings.push({ state: 'note', message: `${waiting} to be answered`, mend: 'Start the bot: npm start.' });
  if (damaged > 0)
    findings.push({
      state: 'warning',
      message: `${damaged} stored ${damaged === 1 ? 'value' : 'values'} could not be read and ${damaged === 1 ? 'was' : 'were'} set aside`,
      mend: 'Look after the disk. Nothing else is to be done: they are kept for 90 days, in the tables "aside" and "turns".',
    });
  return findings.length > 0
    ? findings
    : [{ state: 'ok', message: open === 0 ? 'No message waits for its answer' : `${waiting} for an answer` }];
}

function content(path: string, look: Look): Finding {
  const { size } = statSync(realpathSync(path));
  if (size > MOST_CHECKED)
    return {
      state: 'note',
      message: `With ${inWords(size)} it is too large to be gone over now`,
      mend: 'Make a copy now and then, which is checked as it is made: npm run backup -- FILE.',
    };
  if (!look.isSound())
    return {
      state: 'error',
      message: 'The database is damaged',
      mend: 'Stop the bot, then restore a copy: npm run restore -- FILE.',
    };
  if (look.version < look.knownVersion)
    return {
      state: 'note',
      message: `It is sound, and of version ${look.version}; the next start brings it to ${look.knownVersion}`,
      mend: 'Make a copy first: npm run backup -- FILE.',
    };
  return { state: 'ok', message: 'The database is sound' };
}

/** `12 MB` */
function inWords(bytes: number): string {
  if (bytes >= 1000 * MB) return `${(bytes / (1000 * MB)).toFixed(1)} GB`;
  return bytes >= MB ? `${Math.round(bytes / MB)} MB` : `${Math.ceil(bytes / 1000)} kB`;
}
