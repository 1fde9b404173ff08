import type { TaskReader } from '../../ports/index.ts';
import type { ClaimRows } from '../turns/claim.ts';
import type { StoredTurn } from '../turns/stored-turn.ts';
import type { Database } from './database.ts';
import type { Joining } from './joining.ts';
import type { TurnRows } from './turn-rows.ts';

interface ClaimRowsParts {
  write: Database['write'];
  rows: TurnRows;
  joining: Pick<Joining, 'absorb'>;
  reader: Pick<TaskReader, 'bubbleTags'>;
  /** Told of a bubble that is there, at once. */
  shown(turn: StoredTurn, tags: readonly string[]): void;
  now(): number;
}

/** Writes of claims. Those of one moment share a commit. What this process has in memory is what is stored: nobody else writes. */
export function createClaimRows({ write, rows, joining, reader, shown, now }: ClaimRowsParts): ClaimRows {
  return {
    claim: (turn, next) =>
      write(() => {
        if (turn.unsaved) save(turn, rows);
        return rows.claim({ ...turn, ...next });
      }),
    count: (turn) => write(() => rows.count(turn)),
    async record(turn, receipt) {
      const written = write(() => rows.setReceipt(turn, receipt));
      shown(turn, reader.bubbleTags(turn.task, receipt));
      await written;
    },
    async journal(turn, step, promptVersion) {
      // Writes of a moment share a commit: the prompt may have changed by then.
      await write(() => {
        if (promptVersion === turn.promptVersion) rows.addStep(turn, step);
      });
      return promptVersion === turn.promptVersion;
    },
    async finalize(turn, final) {
      await write(() => rows.setFinal(turn, final));
      return true;
    },
    absorb: async (turn, others, task) => joining.absorb(turn, others, task, now()),
    close: (turn, outcome, at) => write(() => rows.close(turn, outcome, at)),
    refresh: async () => undefined,
  };
}

function save(turn: StoredTurn, rows: TurnRows): void {
  for (const receipt of turn.receipts) rows.setReceipt(turn, receipt);
  if (turn.final) rows.setFinal(turn, turn.final);
}
