import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Documents } from '../../ports/index.ts';
import { storedText, toldText } from '../stored-text.ts';
import { guarded, storageFault } from './fault.ts';
import { knownVersion, refuseNewer } from './schema.ts';

/** Look into a database that leaves no trace, whether a bot runs on it or not. No byte is written, and no file made beside it. */
export interface Look {
  readonly version: number;
  readonly knownVersion: number;
  /** Goes over the whole file. It is read at a gigabyte a second where the system has it in memory. */
  isSound(): boolean;
  counts(): Counts;
  /** Conversations of which something is kept, those written to last first. */
  conversations(most: number): string[];
  cursor(name: string): string | undefined;
  documents: Pick<Documents, 'keys' | 'getMany'>;
  close(): void;
}

/** Numbers of rows. */
export interface Counts {
  /** Turns that wait for their answer. */
  open: number;
  /** Turns that cannot be read. */
  corrupt: number;
  /** Values that could not be read, and are kept for the operator. */
  aside: number;
}

/** Time that a look waits for a writer, ms. */
const TIMEOUT_MS = 2000;
/** SQLITE_BUSY */
const busy = 5;

/**
 * Opens a database to look at it.
 * @throws Fault('storage') when it cannot be read, or is newer than this program
 */
export function lookInto(path: string): Look {
  return guarded(path, () => {
    const sql = open(realpathSync(path));
    try {
      return wrap(path, sql);
    } catch (error) {
      sql.close();
      throw error;
    }
  });
}

/** Tells whether a process owns the database at `path`, by its lock. */
export function isInUse(path: string): boolean {
  if (!existsSync(path) || !existsSync(`${realpathSync(path)}.lock`)) return false;
  const lock = `${realpathSync(path)}.lock`;
  return guarded(lock, () => {
    const sql = new DatabaseSync(lock, { readOnly: true, timeout: 0 });
    try {
      sql.prepare('SELECT count(*) FROM sqlite_schema').get();
      return false;
    } catch (error) {
      if (storageFault(lock, error).facts.code === busy) return true;
      throw error;
    } finally {
      sql.close();
    }
  });
}

/**
 * With a journal beside it, the file is read with that, and its index only read or made in memory. Without one nobody writes, and
 * SQLite is told so: it would make a journal.
 */
function open(path: string): DatabaseSync {
  const address = pathToFileURL(path);
  address.search = existsSync(`${path}-wal`) && existsSync(`${path}-shm`) ? 'readonly_shm=1' : 'immutable=1';
  return new DatabaseSync(address, { readOnly: true, timeout: TIMEOUT_MS });
}

function wrap(path: string, sql: DatabaseSync): Look {
  const all = (text: string, ...values: SQLInputValue[]) => guarded(path, () => sql.prepare(text).all(...values));
  const number = (text: string) => Number(Object.values(all(text)[0] ?? {})[0] ?? 0);
  const version = number('PRAGMA user_version');
  refuseNewer(version);
  const tables = new Set(all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name));
  const rows = (table: string, where = '1') =>
    tables.has(table) ? number(`SELECT count(*) FROM ${table} WHERE ${where}`) : 0;
  return {
    version,
    knownVersion,
    isSound: () => all('PRAGMA quick_check(1)')[0]?.['quick_check'] === 'ok',
    counts: () => ({
      open: rows('turns', "state = 'open'"),
      corrupt: rows('turns', "state = 'corrupt'"),
      aside: rows('aside'),
    }),
    conversations: (most) =>
      version < WITH_OWNERS
        ? []
        : all(
            `SELECT conversation FROM entries WHERE conversation IS NOT NULL
             GROUP BY conversation ORDER BY max(at) DESC LIMIT ?`,
            most,
          ).map(({ conversation }) => toldText(String(conversation))),
    cursor(name) {
      const value = tables.has('cursors')
        ? all('SELECT value FROM cursors WHERE name = ?', name)[0]?.['value']
        : undefined;
      return typeof value === 'string' ? value : undefined;
    },
    documents: documentsIn(tables.has('entries') ? all : () => []),
    close: () => sql.close(),
  };
}

/** First version of a database whose rows say whose they are. */
const WITH_OWNERS = 6;

/** Documents as they stand; what cannot be read is none. */
function documentsIn(
  all: (text: string, ...values: SQLInputValue[]) => Record<string, unknown>[],
): Pick<Documents, 'keys' | 'getMany'> {
  const here = "namespace = 'conversations' AND (expires IS NULL OR expires > ?)";
  return {
    async *keys(prefix) {
      const from = storedText(prefix);
      const range = [Date.now(), from, `${from}\u{10ffff}`];
      for (const { key } of all(`SELECT key FROM entries WHERE ${here} AND key >= ? AND key < ?`, ...range))
        yield toldText(String(key));
    },
    async getMany(keys) {
      return keys.map((key) => {
        const [row] = all(`SELECT value FROM entries WHERE ${here} AND key = ?`, Date.now(), storedText(key));
        return valueIn(row?.['value']);
      });
    },
  };
}

function valueIn(stored: unknown): unknown {
  try {
    const read: unknown = typeof stored === 'string' ? JSON.parse(stored) : undefined;
    return typeof read === 'object' && read !== null && 'value' in read ? read.value : undefined;
  } catch {
    return undefined;
  }
}
