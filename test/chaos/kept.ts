import type { DatabaseSync } from 'node:sqlite';
import { openBeside } from '../support/beside.ts';
import { roomsIn, type TurnId, talkIn } from './marks.ts';

/** Reads what the bot has left in its store once it has ended. */

/** The keys of all events the bot has committed. */
export function readAccepted(path: string): Set<string> {
  const database = openBeside(path);
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

/** What a process that ended has left of the turns it had begun. */
export interface Left {
  /** Platform ids of the chats in which it had. */
  chats: Set<string>;
  /** Its bubbles, as `<chat>:<id>`. */
  bubbles: ReadonlySet<string>;
}

/** To be read before the next process begins; undefined where there is nothing to read yet. */
export function readLeft(path: string): Left | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = openBeside(path);
    const rows = database
      .prepare(
        `SELECT inbound ->> '$.target.chat' AS chat, receipt FROM turns LEFT JOIN receipts ON receipts.turn = turns.id
         WHERE attempt > 0`,
      )
      .all();
    const chats = rows.map((row) => String(row['chat']).replace(/^\w+:/, ''));
    const bubbles = rows.flatMap((row, at) => {
      if (typeof row['receipt'] !== 'string') return [];
      const { ids, movedTo } = JSON.parse(row['receipt']) as { ids: string[]; movedTo?: string };
      return ids.map((id) => `${movedTo ?? chats[at]}:${id}`);
    });
    return { chats: new Set(chats), bubbles: new Set(bubbles) };
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

/** The rooms that open turns have called for; undefined where there is nothing to read yet. */
export function readSteps(path: string): Set<string> | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = openBeside(path);
    const rows = database.prepare('SELECT * FROM steps').all();
    return new Set(rows.flatMap((row) => roomsIn(Object.values(row).join(' '))));
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

/** What should not be left over, in words. */
export function openRows(path: string): string[] {
  const database = openBeside(path);
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
  const database = openBeside(path);
  try {
    const rows = database.prepare('SELECT key, outcome, attempt FROM closed').all();
    return new Map(
      rows.map((row) => [String(row['key']), `${String(row['outcome'])} at attempt ${String(row['attempt'])}`]),
    );
  } finally {
    database.close();
  }
}

/** A mark of somebody's talk that was found in the store. */
export interface StoredWord {
  /** As in `O<id>`. */
  id: TurnId;
  /** It stands where messages that were overheard are kept. */
  proper: boolean;
  /** Table and key. */
  where: string;
}

/** Where the store holds what people said to each other. */
export function readWords(path: string): StoredWord[] {
  const database = openBeside(path);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name }) => {
      const rows = database.prepare(`SELECT * FROM "${String(name)}"`).all();
      return rows.flatMap((row) => {
        const where = `${String(name)} ${String(row['key'] ?? row['id'] ?? '')}`;
        const text = Object.values(row).join(' ');
        return [...new Set(talkIn(text))].map((id) => ({ id, proper: where.includes('overheard|'), where }));
      });
    });
  } finally {
    database.close();
  }
}
