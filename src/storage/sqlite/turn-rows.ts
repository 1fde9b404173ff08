import type { Cursor, Final, Log, Receipt, Step, TaskReader } from '../../ports/index.ts';
import { Interruption } from '../../util/abort.ts';
import { storedText } from '../stored-text.ts';
import { newTurn, readReceipt, readStep, readTurn, type StoredTurn, stepsReworded } from '../turns/stored-turn.ts';
import type { Database } from './database.ts';

/** Attempts a salvaged turn counts as having had: more than the order of work makes, so that it ends in an error. */
const SPENT = 1000;

/**
 * Rows of the inbox, without their order. Every method throws Fault('storage'). Methods for the owner of a claim throw
 * Interruption('lost') when a later claim has a higher fence, and write nothing.
 */
export type TurnRows = ReturnType<typeof createTurnRows>;

export function createTurnRows(database: Database, log: Log, reader: TaskReader) {
  const statements = prepareAll(database);

  /** Leaves the steps that another wording goes on with. */
  function reword({ id, fence, steps }: StoredTurn): void {
    const [last] = stepsReworded(steps).slice(-1);
    if (last) statements.addStep.run(JSON.stringify(last), id, fence);
    else statements.removeSteps.run(id);
  }

  return {
    knows: (key: string): boolean => statements.findKey.get(storedText(key)) !== undefined,
    /** Uses a key up; false when it had been before. */
    takeKey: (key: string, at: number): boolean => statements.addKey.run(storedText(key), at) > 0,
    insert: ({ id, facts, task, acceptedAt }: StoredTurn): void => {
      const [conversation, person] = [storedText(facts.conversation), storedText(facts.person)];
      statements.addTurn.run(id, conversation, person, JSON.stringify(task), acceptedAt);
    },
    /** Takes the turn over: from now on only writes with the fence it returns count. To be run within a write. */
    claim: ({ id, attempt, deaths, isolatedDeaths, running }: StoredTurn): number => {
      const row = statements.claim.get(attempt, deaths, isolatedDeaths, running, id);
      if (!row) throw new Interruption('lost');
      return Number(row['fence']);
    },
    /** Writes how often it was tried, what that has cost, and whether it is running. */
    count: ({ id, fence, attempt, spent, running }: StoredTurn): void => {
      held(statements.count.run(attempt, spent, running, id, fence));
    },
    setStopped: (id: number): void => {
      statements.setStopped.run(id);
    },
    setForgotten: (id: number): void => {
      statements.setForgotten.run(id);
    },
    /** Puts what is left of a task in its place; nothing of an answer is left. */
    setBare: (id: number, task: unknown): void => {
      statements.setBare.run(JSON.stringify(task), id);
      statements.removeSteps.run(id);
    },
    /** Takes a turn away that nobody works on, as if there never was one. */
    discard: (id: number): void => {
      statements.discard.run(id);
      statements.removeReceipts.run(id);
      statements.removeSteps.run(id);
    },
    setTask: (turn: StoredTurn, task: unknown): void => {
      statements.setTask.run(JSON.stringify(task), turn.id);
      reword(turn);
    },
    /** Another message goes on with it; what was spent stays. */
    extendTask: (turn: StoredTurn, task: unknown): void => {
      statements.extendTask.run(JSON.stringify(task), turn.id);
      reword(turn);
    },
    /** The same by the owner of a claim. */
    mergeTask: ({ id, fence }: StoredTurn, task: unknown): void => {
      held(statements.mergeTask.run(JSON.stringify(task), id, fence));
    },
    setFinal: ({ id, fence }: StoredTurn, final: Final): void => {
      held(statements.setFinal.run(JSON.stringify(final), id, fence));
    },
    setReceipt: ({ id, fence }: StoredTurn, receipt: Receipt): void => {
      held(statements.setReceipt.run(receipt.part, JSON.stringify(receipt), id, fence));
    },
    /** Adds a step behind those that there are. */
    addStep: ({ id, fence }: StoredTurn, step: Step): void => {
      held(statements.addStep.run(JSON.stringify(step), id, fence));
    },
    /** Forgets what was said; ids, times and the outcome stay for a while. Of what was forgotten no id stays. To be run within one write. */
    close: (turn: StoredTurn, outcome: string, at: number): void => {
      const { id, facts, fence, attempt, acceptedAt, forgotten, final } = turn;
      held(statements.removeTurn.run(id, fence));
      if (turn.receipts.length > 0) statements.removeReceipts.run(id);
      if (turn.steps.length > 0) statements.removeSteps.run(id);
      const told = forgotten || final?.traceless ? [] : [facts.conversation, facts.person, facts.keys[0] ?? ''];
      const [conversation = '', person = null, key = ''] = told.map(storedText);
      statements.addClosed.run(id, conversation, person, key, outcome, attempt, acceptedAt, at);
    },
    cursor: (name: string): string | undefined => {
      const value = statements.getCursor.get(name)?.['value'];
      return typeof value === 'string' ? value : undefined;
    },
    setCursor: ({ name, value, conversation }: Cursor, at: number): void => {
      statements.setCursor.run(name, value, conversation === undefined ? null : storedText(conversation), at);
    },
    /** The largest id ever given, as far as is remembered. */
    lastId: (): number => Number(statements.lastId.get()?.['id'] ?? 0),
    /**
     * Reads all open turns, oldest first. A damaged one is set aside for the operator. If it still says where its
     * answer belongs, an empty turn takes its place and ends in an error.
     */
    load: (): StoredTurn[] => {
      const receipts = Map.groupBy(statements.allReceipts.all(), (row) => Number(row['turn']));
      const steps = Map.groupBy(statements.allSteps.all(), (row) => Number(row['turn']));
      return statements.openTurns.all().flatMap((row) => {
        const parts = (receipts.get(Number(row['id'])) ?? []).map(readReceipt).filter((each) => each !== undefined);
        const taken = (steps.get(Number(row['id'])) ?? []).map(readStep);
        const turn = readTurn(row, { receipts: parts, steps: taken }, reader);
        if (turn) return [turn];
        const id = Number(row['id']);
        const acceptedAt = Number(row['accepted_at']);
        const rest = reader.salvage(String(row['inbound']), {
          id,
          conversation: String(row['conversation']),
          acceptedAt,
        });
        log.error(
          { turn: id },
          `a stored turn is damaged; set aside, its message gets ${rest ? 'an error' : 'no answer'}`,
        );
        if (!rest) {
          statements.setAside.run(id);
          return [];
        }
        database.transaction(() => {
          statements.keepAside.run(id);
          statements.setSalvaged.run(JSON.stringify(rest), SPENT, id);
        });
        return [{ ...newTurn(id, rest, reader.facts(rest), acceptedAt), attempt: SPENT, receipts: parts }];
      });
    },
    /** Drops some of what is older than these times (epoch ms); a bounded bite, to be called now and then. */
    prune: (before: { keys: number; closed: number; damaged: number; positions: number }): void => {
      statements.pruneKeys.run(before.keys);
      statements.pruneClosed.run(before.closed);
      statements.pruneAside.run(before.damaged);
      if (statements.pruneCorrupt.run(before.damaged) > 0) {
        statements.pruneReceipts.run();
        statements.pruneSteps.run();
      }
      statements.prunePositions.run(before.positions);
    },
  };
}

/** No row has this turn with this fence any more: somebody else has claimed it since. */
function held(changed: number): void {
  if (changed === 0) throw new Interruption('lost');
}

/** Rows one call of prune removes at most: some 5 ms. */
const bite = 2000;

function prepareAll({ prepare }: Database) {
  return {
    findKey: prepare('SELECT 1 FROM keys WHERE key = ?'),
    addKey: prepare('INSERT INTO keys (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    addTurn: prepare('INSERT INTO turns (id, conversation, person, inbound, accepted_at) VALUES (?, ?, ?, ?, ?)'),
    claim: prepare(
      `UPDATE turns SET attempt = ?, deaths = ?, alone_deaths = ?, running = ?, fence = fence + 1
       WHERE id = ? RETURNING fence`,
    ),
    count: prepare('UPDATE turns SET attempt = ?, spent = ?, running = ? WHERE id = ? AND fence = ?'),
    setStopped: prepare('UPDATE turns SET stopped = 1 WHERE id = ? AND stopped = 0'),
    // Forgotten is stopped for good: nothing of it is to be shown.
    setForgotten: prepare('UPDATE turns SET stopped = 2 WHERE id = ?'),
    // Another wording is another question, which the gate has counted.
    setBare: prepare('UPDATE turns SET inbound = ?, final = NULL, stopped = 2 WHERE id = ?'),
    discard: prepare('DELETE FROM turns WHERE id = ?'),
    setTask: prepare('UPDATE turns SET inbound = ?, stopped = 0, spent = 0 WHERE id = ?'),
    extendTask: prepare('UPDATE turns SET inbound = ? WHERE id = ?'),
    mergeTask: prepare('UPDATE turns SET inbound = ? WHERE id = ? AND fence = ?'),
    setFinal: prepare('UPDATE turns SET final = ? WHERE id = ? AND fence = ?'),
    setAside: prepare("UPDATE turns SET state = 'corrupt' WHERE id = ?"),
    keepAside: prepare(
      `INSERT INTO aside (at, namespace, key, conversation, person, value)
       SELECT accepted_at, 'turns', id, conversation, person, inbound FROM turns WHERE id = ?`,
    ),
    setSalvaged: prepare('UPDATE turns SET inbound = ?, attempt = ?, final = NULL WHERE id = ?'),
    setReceipt: prepare(
      `INSERT OR REPLACE INTO receipts (turn, part, receipt)
       SELECT id, ?, ? FROM turns WHERE id = ? AND fence = ?`,
    ),
    // Counted where it is written: calls that end side by side share a commit.
    addStep: prepare(
      `INSERT INTO steps (turn, at, step)
       SELECT id, (SELECT COUNT(*) FROM steps WHERE turn = turns.id), ? FROM turns WHERE id = ? AND fence = ?`,
    ),
    removeSteps: prepare('DELETE FROM steps WHERE turn = ?'),
    removeTurn: prepare('DELETE FROM turns WHERE id = ? AND fence = ?'),
    removeReceipts: prepare('DELETE FROM receipts WHERE turn = ?'),
    addClosed: prepare(
      `INSERT OR REPLACE INTO closed (id, conversation, person, key, outcome, attempt, accepted_at, closed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    getCursor: prepare('SELECT value FROM cursors WHERE name = ?'),
    setCursor: prepare('INSERT OR REPLACE INTO cursors (name, value, conversation, at) VALUES (?, ?, ?, ?)'),
    lastId: prepare('SELECT max(id) AS id FROM (SELECT max(id) AS id FROM turns UNION ALL SELECT max(id) FROM closed)'),
    openTurns: prepare("SELECT * FROM turns WHERE state = 'open' ORDER BY id"),
    allReceipts: prepare('SELECT turn, receipt FROM receipts ORDER BY turn, part'),
    allSteps: prepare('SELECT turn, step FROM steps ORDER BY turn, at'),
    pruneKeys: prepare(`DELETE FROM keys WHERE key IN (SELECT key FROM keys WHERE at < ? ORDER BY at LIMIT ${bite})`),
    pruneAside: prepare(
      `DELETE FROM aside WHERE rowid IN (SELECT rowid FROM aside WHERE at < ? ORDER BY at LIMIT ${bite})`,
    ),
    pruneCorrupt: prepare("DELETE FROM turns WHERE state = 'corrupt' AND accepted_at < ?"),
    pruneReceipts: prepare('DELETE FROM receipts WHERE turn NOT IN (SELECT id FROM turns)'),
    pruneSteps: prepare('DELETE FROM steps WHERE turn NOT IN (SELECT id FROM turns)'),
    prunePositions: prepare('DELETE FROM cursors WHERE conversation IS NOT NULL AND at < ?'),
    // Turns close about in the order of their ids, so the oldest ids are where old turns are.
    pruneClosed: prepare(
      `DELETE FROM closed WHERE id IN (SELECT id FROM closed ORDER BY id LIMIT ${bite}) AND closed_at < ?`,
    ),
  };
}
