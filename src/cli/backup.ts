import { readStorage } from '../config/index.ts';
import { backupDatabase } from '../storage/sqlite/backup.ts';
import type { Run } from './verb.ts';

/** Copies the database to a new file, and its blobs to a folder beside that. */
export const run: Run = async ([file = ''], { env, printer }) => {
  const { path } = readStorage(env);
  await backupDatabase(path, file);
  printer.result(`Copied ${path} to ${file}.`);
  return 0;
};
