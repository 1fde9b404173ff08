import type { BlobBytes } from '../blobs/parts.ts';
import { bytesRoom, type Dump, type DumpRoom, type DumpRow, type KeptBytes } from '../migration/dump.ts';
import type { Database, Row } from './database.ts';

/** Table that is moved row by row. Columns and keys are named as SQL; none is outside text. */
interface DumpTable {
  table: string;
  columns: readonly string[];
  /** Expressions that no two rows have alike, by which they are read in pages. */
  key: readonly string[];
  where?: string;
}

/** Namespace of what is noted about a migration into this database. */
const NOTES = 'migration';
/** Rows that are read and written at a time. */
const PAGE = 50;

const OWNER = ['conversation', 'person'];
const TURN = ['state', 'attempt', 'stopped', 'final', 'accepted_at', 'deaths', 'alone_deaths', 'running', 'spent'];

/** All tables, each a room of its name. Fences are left out: nobody has a claim on a store that is moved. A new table is a line here. */
const TABLES: readonly DumpTable[] = [
  {
    table: 'entries',
    columns: ['namespace', 'key', ...OWNER, 'at', 'expires', 'value'],
    key: ['namespace', 'key'],
    where: `namespace <> '${NOTES}'`,
  },
  { table: 'aside', columns: ['rowid', 'at', 'namespace', 'key', ...OWNER, 'value'], key: ['rowid'] },
  {
    table: 'jobs',
    columns: ['kind', 'key', 'payload', 'payer', 'conversation', 'state', 'attempts', 'due_at'],
    key: ['kind', 'key'],
  },
  {
    table: 'blobs',
    columns: ['name', ...OWNER, 'at', 'expires', 'bytes'],
    key: ['name', 'conversation', "coalesce(person, '')"],
  },
  { table: 'keys', columns: ['key', 'at'], key: ['key'] },
  { table: 'cursors', columns: ['name', 'value', 'conversation', 'at'], key: ['name'] },
  {
    table: 'closed',
    columns: ['id', ...OWNER, 'key', 'outcome', 'attempt', 'accepted_at', 'closed_at'],
    key: ['id'],
  },
  { table: 'turns', columns: ['id', ...OWNER, 'inbound', ...TURN], key: ['id'] },
  { table: 'receipts', columns: ['turn', 'part', 'receipt'], key: ['turn', 'part'] },
  { table: 'steps', columns: ['turn', 'at', 'step'], key: ['turn', 'at'] },
];

/** All that a database keeps, with the bytes beside it, as it is moved to another store or comes from there. */
export function dumpOfDatabase(database: Database, bytes: BlobBytes): Dump {
  const note = database.prepare(`SELECT value FROM entries WHERE namespace = '${NOTES}' AND key = 'from'`);
  const mark = database.prepare(
    `INSERT OR REPLACE INTO entries (namespace, key, at, value) VALUES ('${NOTES}', 'from', ?, ?)`,
  );
  const kept = database.prepare(
    'SELECT name, max(expires) AS until FROM blobs WHERE name > ? GROUP BY name ORDER BY name LIMIT 200',
  );

  async function* keptBytes(): AsyncGenerator<KeptBytes> {
    for (let last = ''; ; ) {
      const rows = kept.all(last);
      for (const { name, until } of rows) yield { name: String(name), until: Number(until) };
      if (rows.length === 0) return;
      last = String(rows.at(-1)?.['name']);
    }
  }

  return {
    rooms: [bytesRoom(keptBytes, bytes), ...TABLES.map((table) => tableRoom(database, table))],
    async marker() {
      const value = note.get()?.['value'];
      return typeof value === 'string' ? value : undefined;
    },
    async mark(text) {
      await database.write(() => mark.run(Date.now(), text));
    },
  };
}

function tableRoom(database: Database, { table, columns, key, where = 'TRUE' }: DumpTable): DumpRoom {
  const keys = key.map((each, at) => `${each} AS k${at}`).join(', ');
  const select = (after: string) =>
    database.prepare(
      `SELECT ${columns.join(', ')}, ${keys} FROM ${table} WHERE ${where} ${after} ORDER BY ${key.join(', ')} LIMIT ${PAGE}`,
    );
  const first = select('');
  const next = select(`AND (${key.join(', ')}) > (${key.map(() => '?').join(', ')})`);
  const insert = database.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return {
    name: table,
    async *read() {
      for (let rows = first.all(); rows.length > 0; ) {
        yield rows.map((row) => Object.fromEntries(columns.map((column) => [column, cell(row[column])])));
        const last = rows.at(-1);
        rows = next.all(...key.map((_, at) => cell(last?.[`k${at}`])));
      }
    },
    async write(rows: readonly DumpRow[]) {
      await database.write(() => {
        for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
      });
    },
  };
}

/** Value of a cell; tables here hold texts and whole numbers. */
function cell(value: Row[string] | undefined): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
