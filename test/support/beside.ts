import { DatabaseSync } from 'node:sqlite';

/** How long another process may hold the whole file, as it does while it recovers what a kill has left, ms. */
const HELD_MS = 5000;

/** Opens a bot's database for reading, beside the bot or after it. */
export const openBeside = (path: string): DatabaseSync => new DatabaseSync(path, { readOnly: true, timeout: HELD_MS });

/** Keys of the documents that a bot keeps and that begin so. */
export function keysBeside(path: string, prefix: string): string[] {
  const database = openBeside(path);
  const rows = database.prepare("SELECT key FROM entries WHERE namespace = 'conversations'").all();
  database.close();
  return rows.map(({ key }) => String(key)).filter((key) => key.startsWith(prefix));
}
