import type { Claim, Clock, Final, Receipt, Step, Task, TaskReader } from '../../ports/index.ts';
import { Interruption } from '../../util/abort.ts';
import { Fault } from '../../util/errors.ts';
import type { Database } from './database.ts';
import type { Queues } from './queues.ts';
import { AMONG_OTHERS, IDLE, ISOLATED, type StoredTurn, TAKEN_FOR_GRANTED } from './stored-turn.ts';
import type { TurnRows } from './turn-rows.ts';

export interface ClaimParts {
  write: Database['write'];
  rows: TurnRows;
  queues: Pick<Queues<StoredTurn>, 'of' | 'heldUp' | 'setAside'>;
  reader: TaskReader;
  clock: Clock;
  /** Told of a bubble that is there, at once. */
  shown(turn: StoredTurn, tags: readonly string[]): void;
  /** Told when nothing is to be done for the turn any more: it was closed, or another has claimed it. */
  ended(turn: StoredTurn): void;
  /** Resolves once no message is waited for that may go on with it. */
  complete(turn: StoredTurn): Promise<void>;
  /** Told when others were let pass. */
  passed(): void;
  /** Makes one turn of it and of others; see Claim. */
  absorb(turn: StoredTurn, others: readonly string[], task: Task): boolean;
}

/**
 * Claims a turn: the attempt is counted before anything is done, and what an earlier attempt could not write down is made up
 * for. `finalized` is called once the final text is stored.
 * @throws Fault('storage') when it could not be written; then nothing is claimed
 */
export async function claimTurn(
  turn: StoredTurn,
  isolated: boolean,
  finalized: () => void,
  parts: ClaimParts,
): Promise<Claim> {
  const { rows, reader, clock } = parts;
  const running = isolated ? ISOLATED : AMONG_OTHERS;
  const fence = await parts.write(() => {
    if (turn.unsaved) save(turn, rows);
    return rows.claim({ ...turn, attempt: turn.attempt + 1, running });
  });
  Object.assign(turn, { attempt: turn.attempt + 1, running, fence, unsaved: false, begun: true });
  let ended = false;

  /** Writes for the claim's owner. A failed write still counts in memory; a lost turn belongs to somebody else. */
  async function write(work: () => void): Promise<void> {
    try {
      await parts.write(work);
    } catch (error) {
      if (error instanceof Interruption) end();
      else turn.unsaved = true;
      throw error;
    }
  }

  function end(): void {
    ended = true;
    turn.closed = true;
    parts.ended(turn);
  }

  function assertMine(): void {
    if (ended || turn.fence !== fence) throw new Fault('internal', 'the claim has ended; nothing can be written to it');
  }

  const snapshot = (): Claim => ({
    id: turn.id.toString(36),
    task: turn.task,
    fence,
    attempt: turn.attempt,
    deaths: turn.deaths,
    isolatedDeaths: turn.isolatedDeaths,
    spent: turn.spent,
    acceptedAt: turn.acceptedAt,
    receipts: turn.receipts,
    steps: turn.steps,
    final: turn.final,
    stopped: turn.stopped,
    forgotten: turn.forgotten,
    promptVersion: turn.promptVersion,
    followers: parts.queues.of(turn.queue).length - 1,
    async refresh() {
      await parts.complete(turn);
      turn.begun = true;
      return snapshot();
    },
    async letPass(first: () => Promise<void>) {
      if (ended || !parts.queues.heldUp(turn).some((each) => !each.closed)) return false;
      await first();
      if (ended || !parts.queues.setAside(turn)) return false;
      parts.passed();
      return true;
    },
    async absorb(others: readonly string[], task: Task) {
      assertMine();
      return parts.absorb(turn, others, task);
    },
    async spend(share: number) {
      assertMine();
      turn.spent += share;
      if (turn.spent > TAKEN_FOR_GRANTED) await write(() => rows.count(turn));
      return turn.spent;
    },
    async record(receipt: Receipt) {
      assertMine();
      // The bubble is there, whether that can be written down or not: the next attempt must not make it again.
      const others = turn.receipts.filter((each) => each.part !== receipt.part);
      turn.receipts = [...others, receipt].sort((a, b) => a.part - b.part);
      const written = write(() => rows.setReceipt(turn, receipt));
      // A reply to it finds the turn from now on.
      parts.shown(turn, reader.bubbleTags(turn.task, receipt));
      await written;
    },
    async journal(step: Step, promptVersion: number) {
      assertMine();
      // Writes of a moment share a commit: the prompt may have changed by then.
      await write(() => {
        if (promptVersion === turn.promptVersion) rows.addStep(turn, step);
      });
      if (promptVersion !== turn.promptVersion) return false;
      turn.steps = [...turn.steps, step];
      return true;
    },
    async finalize(final: Final, promptVersion: number) {
      assertMine();
      if (promptVersion !== turn.promptVersion) return false;
      // Nor is the model asked again for what it has said.
      turn.final = final;
      await write(() => rows.setFinal(turn, final));
      finalized();
      return true;
    },
    async close(outcome) {
      assertMine();
      try {
        await parts.write(() => rows.close(turn, outcome, clock.now()));
      } catch (error) {
        if (error instanceof Interruption) end();
        throw error;
      }
      end();
    },
    async release() {
      assertMine();
      const attempt = turn.attempt - 1;
      await write(() => rows.count({ ...turn, attempt, running: IDLE }));
      Object.assign(turn, { attempt, running: IDLE });
      ended = true;
    },
  });
  return snapshot();
}

function save(turn: StoredTurn, rows: TurnRows): void {
  for (const receipt of turn.receipts) rows.setReceipt(turn, receipt);
  if (turn.final) rows.setFinal(turn, turn.final);
}
