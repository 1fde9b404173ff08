import { Fault } from '../../util/errors.ts';

/** Advice to the operator by result code of SQLite (https://sqlite.org/rescode.html). */
const adviceFor: Readonly<Record<number, string>> = {
  5: 'Stop the other program that uses the database.',
  8: 'Make the database file and its folder writable for the bot.',
  10: 'Look after the disk: reading or writing failed.',
  11: 'The database file is damaged: restore it from a backup.',
  13: 'Free some space on the disk.',
  14: 'Make sure that its folder exists and is writable for the bot.',
  26: 'Name another file: this one is no SQLite database.',
};

/** Any failure of the database at `path` as a Fault('storage'); `code` is SQLite's result code where it has one. */
export function storageFault(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  // Extended result codes keep the primary one in the low byte; a code of the file system is about the folder.
  const advice = typeof code === 'number' ? adviceFor[code & 0xff] : code && adviceFor[isFull(code) ? 13 : 14];
  const reason = error instanceof Error ? error.message : String(error);
  const facts = { ...(code !== undefined && { code }), ...(advice !== undefined && { advice }) };
  return new Fault('storage', `storage ${path}: ${reason}`, facts, error);
}

function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function codeOf(error: unknown): number | string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode;
  return 'errno' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Runs `work`; whatever it throws becomes a Fault('storage'). */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFault(path, error);
  }
}
