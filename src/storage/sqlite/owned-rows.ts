import type { OwnedBy, OwnedItem, OwnedSum } from '../../ports/index.ts';
import { pause } from '../../util/pause.ts';
import type { Database, Row } from './database.ts';
import { storedText, toldText } from './stored-text.ts';

/** Table whose rows have owners, in the columns `conversation` and `person`. Columns are named as SQL; none is outside text. */
export interface OwnedTable {
  table: string;
  kind: string;
  /** Rows that belong to it; all when absent. */
  where?: string;
  /** Columns for those of an item, where they are called otherwise. */
  columns?: { key?: string; at?: string; bytes?: string; person?: string; conversation?: string };
}

/** Rows of one table by their owners. Every method throws Fault('storage'). */
export interface OwnedRows {
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  sum(by: OwnedBy): OwnedSum;
  people(): AsyncIterable<string>;
  /** Deletes them; their number. */
  remove(by: OwnedBy): number;
  /** Rows with the columns of an item, read as such. */
  read(rows: readonly Row[]): OwnedItem[];
}

/** Rows read at a time; others have their turn in between. */
const PAGE = 200;

export function ownedRows({ prepare }: Database, { table, kind, where = 'TRUE', columns = {} }: OwnedTable): OwnedRows {
  const { key = 'key', at = 'at', bytes = 'bytes', person = 'person', conversation = 'conversation' } = columns;
  const of = (owner: string) => {
    const those = `${where} AND ${owner} = ? AND ${at} < ?`;
    return {
      list: prepare(
        `SELECT rowid, ${key} AS key, ${at} AS at, ${bytes} AS bytes, ${person} AS person, ${conversation} AS conversation
         FROM ${table} WHERE ${those} AND (${at}, ${bytes}, rowid) > (?, ?, ?) ORDER BY ${at}, ${bytes}, rowid LIMIT ${PAGE}`,
      ),
      sum: prepare(
        `SELECT count(*) AS items, coalesce(sum(${bytes}), 0) AS bytes, coalesce(max(${at}), 0) AS newest
         FROM ${table} WHERE ${those}`,
      ),
      remove: prepare(`DELETE FROM ${table} WHERE ${those}`),
    };
  };
  // Prepared when they are asked for the first time, as they are rarely.
  const owners = { conversation: once(() => of(conversation)), person: once(() => of(person)) };
  const nextPerson = once(() => prepare(`SELECT min(${person}) AS person FROM ${table} WHERE ${person} > ?`));

  function ask(by: OwnedBy) {
    const before = by.before ?? Number.MAX_SAFE_INTEGER;
    return 'person' in by
      ? { sql: owners.person(), values: [storedText(by.person), before] as const }
      : { sql: owners.conversation(), values: [storedText(by.conversation), before] as const };
  }

  function itemOf(row: Row): OwnedItem {
    const [owner, where] = [row['person'], row['conversation']];
    return {
      kind,
      key: toldText(String(row['key'])),
      at: Number(row['at']),
      bytes: Number(row['bytes']),
      ...(typeof owner === 'string' ? { person: toldText(owner) } : {}),
      ...(typeof where === 'string' ? { conversation: toldText(where) } : {}),
    };
  }

  return {
    async *list(by) {
      const { sql, values } = ask(by);
      for (let last: [number, number, number] = [-1, -1, -1], page: Row[] = []; ; ) {
        page = sql.list.all(...values, ...last);
        yield* page.map(itemOf);
        const end = page.at(-1);
        if (!end || page.length < PAGE) return;
        last = [Number(end['at']), Number(end['bytes']), Number(end['rowid'])];
        await pause();
      }
    },
    sum(by) {
      const { sql, values } = ask(by);
      const row = sql.sum.get(...values);
      return { items: Number(row?.['items']), bytes: Number(row?.['bytes']), newest: Number(row?.['newest']) };
    },
    async *people() {
      for (let last = ''; ; ) {
        const next = nextPerson().get(last)?.['person'];
        if (typeof next !== 'string') return;
        yield toldText(next);
        last = next;
      }
    },
    remove(by) {
      const { sql, values } = ask(by);
      return sql.remove.run(...values);
    },
    read: (all) => all.map(itemOf),
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
