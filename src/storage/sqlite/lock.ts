import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../util/errors.ts';
import { guarded, storageFault } from './fault.ts';
import { createPrivate } from './private.ts';

/** SQLITE_BUSY */
const busy = 5;

/**
 * Proves that no other process owns the database at `path`. It takes an exclusive lock of the operating system on
 * `<path>.lock`, which ends with the process however it ends. An empty SQLite file carries it: SQLite's own locks are
 * the only ones that Node reaches without a compiled package.
 *
 * @param waitMs how long an old process gets to leave
 * @returns gives the lock back
 * @throws Fault('storage') when somebody else has it
 */
export function lockDatabase(path: string, waitMs: number): () => void {
  const lock = guarded(`${path}.lock`, () => {
    createPrivate(`${path}.lock`);
    return new DatabaseSync(`${path}.lock`, { timeout: waitMs });
  });
  try {
    // Nothing is ever written, so no journal is needed.
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const fault = storageFault(path, error);
    if (fault.facts.code !== busy) throw fault;
    throw new Fault('storage', `another process is using the database ${path}`, {
      code: busy,
      advice: 'Stop the other Parley, or give this one a STORAGE_URL of its own.',
    });
  }
  return () => lock.close();
}
