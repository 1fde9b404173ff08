import { readStorage } from '../config/index.ts';
import { restoreDatabase } from '../storage/sqlite/backup.ts';
import type { Run } from './verbs.ts';

/** Puts a copy in the place of the database. */
export const run: Run = async ([file = ''], { env }) => {
  const { path } = readStorage(env);
  const former = await restoreDatabase(file, path);
  console.log(`Restored ${path} from ${file}.${former === undefined ? '' : ` What was there is kept as ${former}.`}`);
  return 0;
};
