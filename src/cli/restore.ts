import { readStorage } from '../config/index.ts';
import { restoreDatabase } from '../storage/sqlite/backup.ts';
import type { Run } from './verb.ts';

/** Puts a copy in the place of the database and its blobs. */
export const run: Run = async ([file = ''], { env, printer }) => {
  const { path } = readStorage(env);
  const former = await restoreDatabase(file, path);
  const kept = former === undefined ? '' : ` What was there is kept as ${former}.`;
  printer.result(`Restored ${path} from ${file}.${kept}`);
  return 0;
};
