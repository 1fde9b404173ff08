import { chmodSync } from 'node:fs';

/** Files that SQLite keeps beside a database and reads as part of it. */
export const journals = ['-wal', '-shm', '-journal'];

/**
 * Takes a database, and what is kept beside it, away from every other account of the machine: it holds what people said.
 * Files of an owner who is not this process's stay as they are; nobody else can change them.
 */
export function makePrivate(path: string): void {
  for (const part of ['', ...journals, '.lock', '.lock-journal']) {
    try {
      chmodSync(path + part, 0o600);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && ['ENOENT', 'EPERM'].includes(String(error.code)))) throw error;
    }
  }
}
