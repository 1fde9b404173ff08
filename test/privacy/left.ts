import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** What is left in a store. */

/** Everything that lies in the folder of the store, journal and files included. */
export function bytesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8')).join('\n');
}

/** All rows of all tables but those with keys of events, which are kept for a week. */
export function rowsOf(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.flatMap(({ name }) =>
    name === 'keys'
      ? []
      : database
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => `${name} ${JSON.stringify(row)}`),
  );
  database.close();
  return rows;
}
