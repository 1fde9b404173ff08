import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { guarded } from './fault.ts';
import { lockDatabase } from './lock.ts';
import { createPrivate, makePrivate } from './private.ts';
import { migrate } from './schema.ts';
import { shareCommits } from './shared-commits.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A prepared statement. Every method throws Fault('storage') and nothing else. */
export interface Statement {
  /** Number of rows changed. Outside `write` and `transaction` it is committed when this returns. */
  run(...values: SQLInputValue[]): number;
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
}

/**
 * The one SQLite file. Statements are synchronous: one takes some 5 to 30 µs, less than handing it to a thread. A commit
 * costs more than what it commits, so writes of one moment share one. Statements see what is written and not committed yet.
 */
export interface Database {
  readonly path: string;
  prepare(sql: string): Statement;
  /**
   * Writes as a whole, or nothing when `work` throws. Resolves with its result once that is committed, with what others
   * write in the same turn of the event loop. `work` runs before this returns. Not to be nested.
   */
  write<T>(work: () => T): Promise<T>;
  /** Commits what `work` writes as a whole when this returns, or nothing when it throws. Not to be nested. */
  transaction<T>(work: () => T): T;
  /**
   * Empties the journal, if something was written since the last time: until then it holds what was deleted. False where
   * somebody else reads the file just now, and it has to be done again.
   */
  scrub(): boolean;
  /** Closes the file and gives the lock back. Closing twice is fine. */
  close(): void;
}

export interface DatabaseOptions {
  /** File, or `:memory:`. Its folder is made when missing. */
  path: string;
  /** `normal` survives a kill of the process, `full` also a power cut. */
  sync?: 'normal' | 'full';
  /** Wait for another process that is just ending, ms. */
  lockWaitMs?: number;
}

/**
 * Opens the database, owned by this process alone.
 * @throws Fault('storage') when it cannot be opened, is no database, is newer than this program, or is in use
 */
export function openDatabase(options: DatabaseOptions): Database {
  return guarded(options.path, () => {
    const path = options.path === ':memory:' ? options.path : resolveFile(options.path);
    const unlock = path === ':memory:' ? () => undefined : lockDatabase(path, options.lockWaitMs ?? 1000);
    try {
      return wrap(path, openFile(path, options.sync ?? 'normal'), unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  });
}

/** One name for one file, whatever links lead to it: the lock goes by the name. */
export function resolveFile(path: string): string {
  makeFolder(dirname(path));
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

/** Step by step: `recursive` never returns where the system says ENOENT to a folder whose parent exists (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Time that a call waits for another reader or writer of the file, ms. */
const TIMEOUT_MS = 5000;

function openFile(path: string, sync: 'normal' | 'full'): DatabaseSync {
  if (path !== ':memory:') createPrivate(path);
  // Empty tables are nothing to wait for the disk for: it takes as long as the rest of a start's work with the store.
  const begins = sync === 'normal' && isEmpty(path) ? 'off' : sync;
  const sql = new DatabaseSync(path, { timeout: TIMEOUT_MS });
  try {
    // Deleted text is overwritten, also where that costs a further page; the journal is emptied by scrub().
    sql.exec(`PRAGMA synchronous = ${begins}; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;
      PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY`);
    migrate(sql);
    sql.exec(`PRAGMA synchronous = ${sync}`);
    if (path !== ':memory:') makePrivate(path);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

function isEmpty(path: string): boolean {
  return path !== ':memory:' && statSync(path).size === 0;
}

function wrap(path: string, sql: DatabaseSync, unlock: () => void): Database {
  let isClean = false;
  const prepare = (text: string): Statement => {
    const statement = guarded(path, () => sql.prepare(text));
    return {
      run: (...values) => {
        isClean = false;
        if (!shared.isWriting()) shared.commit();
        return guarded(path, () => Number(statement.run(...values).changes));
      },
      get: (...values) => guarded(path, () => statement.get(...values)),
      all: (...values) => guarded(path, () => statement.all(...values)),
    };
  };
  const shared = shareCommits({ isOpen: () => sql.isOpen && sql.isTransaction, execute: executor(path, sql) });
  const checkpoint = prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const wait = (ms: number) => guarded(path, () => sql.exec(`PRAGMA busy_timeout = ${ms}`));
  return {
    path,
    prepare,
    write: shared.write,
    transaction: shared.transaction,
    scrub: () => {
      if (isClean) return true;
      shared.commit();
      // Nobody is waited for: the whole process would stand still.
      wait(0);
      try {
        isClean = checkpoint.get()?.['busy'] === 0;
      } finally {
        wait(TIMEOUT_MS);
      }
      return isClean;
    },
    close: () => {
      if (!sql.isOpen) return;
      try {
        shared.commit();
        sql.close();
      } finally {
        unlock();
      }
    },
  };
}

/** Runs statements that control transactions; each is prepared once. */
function executor(path: string, sql: DatabaseSync): (text: string) => void {
  const statements = new Map<string, StatementSync>();
  return (text) =>
    guarded(path, () => {
      let statement = statements.get(text);
      if (!statement) {
        statement = sql.prepare(text);
        statements.set(text, statement);
      }
      statement.run();
    });
}
