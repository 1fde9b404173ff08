import type { Acceptance, Accepted, Task, TaskReader } from '../../ports/index.ts';
import type { PartWaits } from '../turns/part-waits.ts';
import type { StoredTurn } from '../turns/stored-turn.ts';
import type { Database } from './database.ts';
import type { TurnRows } from './turn-rows.ts';

export interface JoiningParts {
  database: Pick<Database, 'transaction'>;
  rows: TurnRows;
  reader: TaskReader;
  waits: PartWaits;
  /** Open turn by its id. */
  get(id: string): StoredTurn | undefined;
  /** Turns of a queue, the one at work first. */
  queue(name: string): readonly StoredTurn[];
  /** Puts another task in a turn's place, in memory. */
  put(turn: StoredTurn, task: Task, facts: StoredTurn['facts']): void;
  /** Takes a closed turn out of what is found. */
  drop(turn: StoredTurn): void;
}

export type Joining = ReturnType<typeof createJoining>;

/** Turns that become one. */
export function createJoining({ database, rows, reader, waits, get, queue, put, drop }: JoiningParts) {
  return {
    /**
     * Puts a task that a new message goes on with in its turn's place, within the write that uses the message's keys up. Undefined
     * where it is too late for that. `undo` is to be called when the write has failed.
     */
    extend({ joins, waitMs = 0 }: Acceptance): { joined: NonNullable<Accepted['joined']>; undo(): void } | undefined {
      const turn = joins && get(joins.turn);
      if (!turn || turn.closed || turn.final || turn.forgotten || turn.stopped) return undefined;
      if (turn.promptVersion !== joins.promptVersion) return undefined;
      const { task, facts, begun } = turn;
      rows.extendTask(turn, joins.task);
      put(turn, joins.task, reader.facts(joins.task));
      waits.set(turn, waitMs);
      const version = turn.promptVersion;
      const undo = () => {
        // Whoever has begun with it begins anew.
        if (turn.promptVersion === version && !turn.closed) put(turn, task, facts);
      };
      return { joined: { turn: joins.turn, promptVersion: version, begun }, undo };
    },

    /** Makes one turn of several, by the owner of the first one's claim; see Claim. */
    absorb(turn: StoredTurn, ids: readonly string[], task: Task, at: number): boolean {
      const others = ids.map(get).filter((each) => each !== undefined);
      const behind = queue(turn.queue).slice(1);
      const isFree = (each: StoredTurn) =>
        behind.includes(each) && !each.closed && each.fence === 0 && !each.forgotten && !each.stopped;
      if (others.length < ids.length || !others.every(isFree)) return false;
      database.transaction(() => {
        rows.mergeTask(turn, task);
        for (const each of others) rows.close(each, 'joined', at);
      });
      for (const each of others) {
        each.closed = true;
        drop(each);
      }
      put(turn, task, reader.facts(task));
      return true;
    },
  };
}
