import type { Cursor, Final, Log, Receipt } from '../../ports/index.ts';
import type { Database } from './database.ts';
import { SPENT, salvaged } from './salvage.ts';
import { storedText } from './stored-text.ts';
import { newTurn, readReceipt, readTurn, type StoredTurn } from './stored-turn.ts';

/** The inbox's rows: what is written when, and nothing about order. Every method throws Fault('storage'). */
export type TurnRows = ReturnType<typeof createTurnRows>;

export function createTurnRows(database: Database, log: Log) {
  const statements = prepareAll(database);
  return {
    knows: (key: string): boolean => statements.findKey.get(storedText(key)) !== undefined,
    /** Uses a key up; false when it had been before. */
    takeKey: (key: string, at: number): boolean => statements.addKey.run(storedText(key), at) > 0,
    insert: (turn: StoredTurn): void => {
      statements.addTurn.run(
        turn.id,
        storedText(turn.inbound.conversation),
        JSON.stringify(turn.inbound),
        turn.acceptedAt,
      );
    },
    setAttempt: (id: number, attempt: number): void => {
      statements.setAttempt.run(attempt, id);
    },
    setStopped: (id: number): void => {
      statements.setStopped.run(id);
    },
    setForgotten: (id: number): void => {
      statements.setForgotten.run(id);
    },
    setInbound: ({ id, inbound }: Pick<StoredTurn, 'id' | 'inbound'>): void => {
      statements.setInbound.run(JSON.stringify(inbound), id);
    },
    setFinal: (id: number, final: Final): void => {
      statements.setFinal.run(JSON.stringify(final), id);
    },
    setReceipt: (id: number, receipt: Receipt): void => {
      statements.setReceipt.run(id, receipt.part, JSON.stringify(receipt));
    },
    /** Forgets what was said; ids, times and the outcome stay for a while. */
    close: (turn: StoredTurn, outcome: string, at: number): void =>
      database.transaction(() => {
        const { id, inbound, attempt, acceptedAt } = turn;
        statements.removeTurn.run(id);
        if (turn.receipts.length > 0) statements.removeReceipts.run(id);
        const ids = [storedText(inbound.conversation), storedText(inbound.key)];
        statements.addClosed.run(id, ...ids, outcome, attempt, acceptedAt, at);
      }),
    cursor: (name: string): string | undefined => {
      const value = statements.getCursor.get(name)?.['value'];
      return typeof value === 'string' ? value : undefined;
    },
    setCursor: ({ name, value }: Cursor): void => {
      statements.setCursor.run(name, value);
    },
    /** The largest id ever given, as far as is remembered. */
    lastId: (): number => Number(statements.lastId.get()?.['id'] ?? 0),
    /**
     * All open turns, oldest first. A damaged one is set aside for the operator; where it still says where its answer
     * belongs, a turn without words takes its place, which ends in an error.
     */
    load: (): StoredTurn[] => {
      const receipts = Map.groupBy(statements.allReceipts.all(), (row) => Number(row['turn']));
      return statements.openTurns.all().flatMap((row) => {
        const parts = (receipts.get(Number(row['id'])) ?? []).map(readReceipt).filter((each) => each !== undefined);
        const turn = readTurn(row, parts);
        if (turn) return [turn];
        const id = Number(row['id']);
        const rest = salvaged(row);
        log.error(
          { turn: id },
          `a stored turn is damaged; set aside, its message gets ${rest ? 'an error' : 'no answer'}`,
        );
        if (!rest) {
          statements.setAside.run(id);
          return [];
        }
        database.transaction(() => {
          statements.keepAside.run(Number(row['accepted_at']), String(id), String(row['inbound']));
          statements.setSalvaged.run(JSON.stringify(rest), SPENT, id);
        });
        return [{ ...newTurn(id, rest, Number(row['accepted_at'])), attempt: SPENT, receipts: parts }];
      });
    },
    /** Drops some keys and closed turns older than these times (epoch ms); a bounded bite, to be called now and then. */
    prune: (keysBefore: number, closedBefore: number): void => {
      statements.pruneKeys.run(keysBefore);
      statements.pruneClosed.run(closedBefore);
    },
  };
}

/** Rows one call of prune removes at most: some 5 ms. */
const bite = 2000;

function prepareAll({ prepare }: Database) {
  return {
    findKey: prepare('SELECT 1 FROM keys WHERE key = ?'),
    addKey: prepare('INSERT INTO keys (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    addTurn: prepare('INSERT INTO turns (id, conversation, inbound, accepted_at) VALUES (?, ?, ?, ?)'),
    setAttempt: prepare('UPDATE turns SET attempt = ? WHERE id = ?'),
    setStopped: prepare('UPDATE turns SET stopped = 1 WHERE id = ? AND stopped = 0'),
    // Forgotten is stopped for good: nothing of it is to be shown.
    setForgotten: prepare('UPDATE turns SET stopped = 2 WHERE id = ?'),
    setInbound: prepare('UPDATE turns SET inbound = ?, stopped = 0 WHERE id = ?'),
    setFinal: prepare('UPDATE turns SET final = ? WHERE id = ?'),
    setAside: prepare("UPDATE turns SET state = 'corrupt' WHERE id = ?"),
    keepAside: prepare("INSERT INTO aside (at, namespace, key, value) VALUES (?, 'turns', ?, ?)"),
    setSalvaged: prepare('UPDATE turns SET inbound = ?, attempt = ?, final = NULL WHERE id = ?'),
    setReceipt: prepare('INSERT OR REPLACE INTO receipts (turn, part, receipt) VALUES (?, ?, ?)'),
    removeTurn: prepare('DELETE FROM turns WHERE id = ?'),
    removeReceipts: prepare('DELETE FROM receipts WHERE turn = ?'),
    addClosed: prepare(
      `INSERT OR REPLACE INTO closed (id, conversation, key, outcome, attempt, accepted_at, closed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    getCursor: prepare('SELECT value FROM cursors WHERE name = ?'),
    setCursor: prepare('INSERT OR REPLACE INTO cursors (name, value) VALUES (?, ?)'),
    lastId: prepare('SELECT max(id) AS id FROM (SELECT max(id) AS id FROM turns UNION ALL SELECT max(id) FROM closed)'),
    openTurns: prepare("SELECT * FROM turns WHERE state = 'open' ORDER BY id"),
    allReceipts: prepare('SELECT turn, receipt FROM receipts ORDER BY turn, part'),
    pruneKeys: prepare(`DELETE FROM keys WHERE key IN (SELECT key FROM keys WHERE at < ? ORDER BY at LIMIT ${bite})`),
    // Turns close about in the order of their ids, so the oldest ids are where old turns are.
    pruneClosed: prepare(
      `DELETE FROM closed WHERE id IN (SELECT id FROM closed ORDER BY id LIMIT ${bite}) AND closed_at < ?`,
    ),
  };
}
