import type { OwnedBy, OwnedContent, OwnedItem, OwnedSum } from '../../ports/index.ts';
import { pause } from '../../util/pause.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Database, Row, Statement } from './database.ts';

/** Table whose rows have owners, in the columns `conversation` and `person`. Columns are named as SQL; none is outside text. */
export interface OwnedTable {
  table: string;
  kind: string;
  /** Rows that belong to it; all when absent. */
  where?: string;
  /** Columns for those of an item, where they are called otherwise. */
  columns?: { key?: string; at?: string; bytes?: string; person?: string; conversation?: string };
  /** Content of a row as JSON, or as text that may be none; where it has no content, nothing is told of it. */
  content?: string;
}

/** Rows of one table by their owners. Every method throws Fault('storage'). */
export interface OwnedRows {
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  /** Lists the same with their content. */
  contents(by: OwnedBy): AsyncIterable<OwnedContent>;
  sum(by: OwnedBy): OwnedSum;
  people(): AsyncIterable<string>;
  /** Deletes them; their number. */
  remove(by: OwnedBy): number;
  /** Rows with the columns of an item, read as such. */
  read(rows: readonly Row[]): OwnedItem[];
}

/** Rows read at a time; others have their turn in between. */
const PAGE = 200;

export function ownedRows({ prepare }: Database, told: OwnedTable): OwnedRows {
  const { table, kind, where = 'TRUE', columns = {}, content = 'NULL' } = told;
  const { key = 'key', at = 'at', bytes = 'bytes', person = 'person', conversation = 'conversation' } = columns;
  const of = (owner: string) => {
    const those = `${where} AND ${owner} = ? AND ${at} < ?`;
    const page = (more = '') =>
      prepare(
        `SELECT rowid, ${key} AS key, ${at} AS at, ${bytes} AS bytes, ${person} AS person, ${conversation} AS conversation
         ${more} FROM ${table} WHERE ${those} AND (${at}, ${bytes}, rowid) > (?, ?, ?)
         ORDER BY ${at}, ${bytes}, rowid LIMIT ${PAGE}`,
      );
    return {
      list: page(),
      contents: once(() => page(`, ${content} AS content`)),
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

  async function* pages(page: Statement, values: readonly [string, number]): AsyncGenerator<Row[]> {
    for (let last: [number, number, number] = [-1, -1, -1]; ; ) {
      const rows = page.all(...values, ...last);
      yield rows;
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = [Number(end['at']), Number(end['bytes']), Number(end['rowid'])];
      await pause();
    }
  }

  return {
    async *list(by) {
      const { sql, values } = ask(by);
      for await (const rows of pages(sql.list, values)) yield* rows.map(itemOf);
    },
    async *contents(by) {
      const { sql, values } = ask(by);
      for await (const rows of pages(sql.contents(), values)) {
        for (const row of rows) {
          yield { ...itemOf(row), content: contentOf(row['content']) };
          await pause();
        }
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

/** Reads JSON; text that is none is told as it is. */
function contentOf(stored: unknown): unknown {
  if (typeof stored !== 'string') return stored ?? undefined;
  try {
    return JSON.parse(stored);
  } catch {
    return stored;
  }
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
