import { DatabaseSync } from 'node:sqlite';

/** How long another process may hold the whole file, as it does while it recovers what a kill has left, ms. */
const HELD_MS = 5000;

/** Opens a bot's database for reading, beside the bot or after it. */
export const openBeside = (path: string): DatabaseSync => new DatabaseSync(path, { readOnly: true, timeout: HELD_MS });
