import type { Blobs, Traces } from '../../ports/index.ts';
import { openTraces } from '../traces.ts';
import type { Database } from './database.ts';
import { type OwnedTable, ownedRows } from './owned-rows.ts';

/** Tables in which rooms besides the conversations keep rows of people. A new one is a line here. */
const TABLES: readonly OwnedTable[] = [
  { table: 'entries', kind: 'fact', where: "namespace <> 'conversations'", content: 'value' },
  // One that cannot be read is nobody's to answer.
  {
    table: 'turns',
    kind: 'damaged value',
    where: "state = 'corrupt'",
    columns: { key: 'CAST(id AS TEXT)', at: 'accepted_at', bytes: 'octet_length(inbound)' },
    content: 'inbound',
  },
  { table: 'aside', kind: 'damaged value', columns: { bytes: 'octet_length(value)' }, content: 'value' },
  {
    table: 'jobs',
    kind: 'job',
    columns: { at: 'due_at', bytes: 'octet_length(payload)', person: 'payer' },
    content: 'payload',
  },
  {
    table: 'closed',
    kind: 'closed turn',
    columns: { at: 'closed_at', bytes: 'octet_length(key)' },
    content: "json_object('outcome', outcome, 'accepted', accepted_at, 'closed', closed_at)",
  },
  {
    table: 'cursors',
    kind: 'position',
    columns: { key: 'name', bytes: 'octet_length(value)', person: 'NULL' },
    content: 'value',
  },
];
const TURNS: OwnedTable = {
  table: 'turns',
  where: "state = 'open'",
  kind: 'open turn',
  columns: { key: 'CAST(id AS TEXT)', at: 'accepted_at', bytes: 'octet_length(inbound)' },
  content: 'inbound',
};

/** Opens what a database keeps of people outside the conversations. */
export function openSqliteTraces(database: Database, blobs: Pick<Blobs, 'owned' | 'forget'>): Traces {
  const rows = TABLES.map((table) => ownedRows(database, table));
  const turns = ownedRows(database, TURNS);
  const receipts = database.prepare('DELETE FROM receipts WHERE turn NOT IN (SELECT id FROM turns)');
  const steps = database.prepare('DELETE FROM steps WHERE turn NOT IN (SELECT id FROM turns)');
  return openTraces({
    rooms: [...rows, turns],
    blobs,
    remove: (by, which) =>
      database.transaction(() => {
        const all = which === 'turns' ? [...rows, turns] : rows;
        const count = all.reduce((sum, each) => sum + each.remove(by), 0);
        receipts.run();
        steps.run();
        return count;
      }),
  });
}
