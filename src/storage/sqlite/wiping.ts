import type { Task, TaskReader } from '../../ports/index.ts';
import type { PartWaits } from '../turns/part-waits.ts';
import type { StoredTurn } from '../turns/stored-turn.ts';
import type { Database } from './database.ts';
import type { TurnRows } from './turn-rows.ts';

interface WipingParts {
  database: Pick<Database, 'write'>;
  rows: Pick<TurnRows, 'setBare' | 'discard'>;
  reader: Pick<TaskReader, 'bare' | 'facts'>;
  waits: PartWaits;
  put(turn: StoredTurn, task: Task, facts: StoredTurn['facts']): void;
  drop(turn: StoredTurn): void;
  /** All open turns. */
  byId: ReadonlyMap<string, StoredTurn>;
  /** Turns that nobody works on for now: those of a platform that is not in use. */
  leftOut: StoredTurn[];
}

/** Takes the words out of open turns, as in Inbox. Of those that nobody works on, all is taken. */
export function createWiping({ database, rows, reader, waits, put, drop, byId, leftOut }: WipingParts) {
  async function wipe(turns: readonly StoredTurn[]): Promise<{ turn: string; promptVersion: number }[]> {
    const bare = turns.map((turn) => ({ turn, task: reader.bare(turn.task), isNobodys: leftOut.includes(turn) }));
    await database.write(() => {
      for (const { turn, task, isNobodys } of bare) {
        if (isNobodys) rows.discard(turn.id);
        else rows.setBare(turn.id, task);
      }
      // At once, so that no answer to the words becomes final in between.
      for (const { turn, task } of bare) {
        put(turn, task, reader.facts(task));
        Object.assign(turn, { forgotten: true, final: undefined, steps: [] });
        waits.set(turn, 0);
      }
    });
    for (const { turn, isNobodys } of bare) {
      if (!isNobodys) continue;
      drop(turn);
      turn.closed = true;
      leftOut.splice(leftOut.indexOf(turn), 1);
    }
    return bare.map(({ turn: { id, promptVersion } }) => ({ turn: id.toString(36), promptVersion }));
  }

  return {
    of(person: string, but?: string) {
      const theirs = [...byId].filter(([id, turn]) => id !== but && !turn.closed && turn.facts.person === person);
      return wipe(theirs.map(([, turn]) => turn));
    },
  };
}
