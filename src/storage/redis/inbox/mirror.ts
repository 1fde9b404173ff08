import type { TaskReader } from '../../../ports/index.ts';
import type { PartWaits } from '../../turns/part-waits.ts';
import type { StoredTurn } from '../../turns/stored-turn.ts';
import { type TurnRow, turnOf } from './rows.ts';

interface MirrorParts {
  reader: TaskReader;
  waits: PartWaits;
}

/** Brings a turn in memory up to what others have changed in its row. Its receipts and its counts are its owner's own. */
export function bringUp(turn: StoredTurn, row: TurnRow, { reader, waits }: MirrorParts): void {
  const read = turnOf(row, reader);
  if (!read || read.promptVersion < turn.promptVersion) return;
  const { task, facts, promptVersion, steps, final, stopped, forgotten, begun } = read;
  if (promptVersion > turn.promptVersion) {
    // Another wording is another question, of which nothing is spent; a message that goes on with it is not.
    const spent = Number(row.fields.get('spent')) === 0 ? 0 : turn.spent;
    Object.assign(turn, { task, facts, promptVersion, steps, final, spent });
  }
  Object.assign(turn, { stopped, forgotten, begun });
  waits.set(turn, row.waitMs);
}

/** Brings it up to all that its row says, when a claim begins or is read anew. */
export function readAnew(turn: StoredTurn, row: TurnRow, parts: MirrorParts): void {
  bringUp(turn, row, parts);
  const read = turnOf(row, parts.reader);
  if (!read) return;
  const { steps, receipts, final } = read;
  Object.assign(turn, { steps, receipts, final });
}
