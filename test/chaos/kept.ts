import { DatabaseSync } from 'node:sqlite';

/** Reads what the bot has left in its store once it has ended. */

/** The keys of all events the bot has committed. */
export function readAccepted(path: string): Set<string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return new Set(
      database
        .prepare('SELECT key FROM keys')
        .all()
        .map((row) => String(row['key'])),
    );
  } finally {
    database.close();
  }
}

/** What should not be left over, in words. */
export function openRows(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT conversation, state, attempt FROM turns').all();
    return rows.map(
      (row) =>
        `a turn is still ${String(row['state'])} in ${String(row['conversation'])}, attempt ${String(row['attempt'])}`,
    );
  } finally {
    database.close();
  }
}

/** What became of each closed turn, by its key, in words. */
export function readClosed(path: string): Map<string, string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT key, outcome, attempt FROM closed').all();
    return new Map(
      rows.map((row) => [String(row['key']), `${String(row['outcome'])} at attempt ${String(row['attempt'])}`]),
    );
  } finally {
    database.close();
  }
}
