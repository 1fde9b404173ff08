import type { Claim, Clock, Final, Receipt, Step, Task } from '../../ports/index.ts';
import { Interruption } from '../../util/abort.ts';
import { Fault } from '../../util/errors.ts';
import type { Queues } from './queues.ts';
import { AMONG_OTHERS, IDLE, ISOLATED, type StoredTurn, TAKEN_FOR_GRANTED } from './stored-turn.ts';

/**
 * Writes of claims, whatever store has the rows. Each is whole and durable when it resolves, carries the turn's fence, and rejects
 * with Fault('storage') where it may not have been written. It rejects with Interruption('lost'), and nothing is stored, once a later
 * claim has a higher fence. What is kept in memory of the turn is the claim's to change.
 */
export interface ClaimRows {
  /**
   * Takes a turn over: from now on only writes with the fence it resolves with count. What the turn has in memory and could not
   * be written (`unsaved`) is written first, in the same commit. No attempt is begun before `turn` says what its row says.
   */
  claim(turn: StoredTurn, next: Pick<StoredTurn, 'attempt' | 'running'>): Promise<number>;
  /** Writes how often it was tried, what that has cost, and whether it is running. */
  count(turn: Readonly<StoredTurn>): Promise<void>;
  /** Stores a receipt. From the call on, a reply to its bubble finds the turn. */
  record(turn: StoredTurn, receipt: Receipt): Promise<void>;
  /** Adds a step behind those that there are; false where the prompt is of another version by now. */
  journal(turn: StoredTurn, step: Step, promptVersion: number): Promise<boolean>;
  /** Stores the final text; false where the prompt is of another version by now. */
  finalize(turn: StoredTurn, final: Final, promptVersion: number): Promise<boolean>;
  /** Makes one turn of it and of others; see Claim. */
  absorb(turn: StoredTurn, others: readonly string[], task: Task): Promise<boolean>;
  close(turn: StoredTurn, outcome: string, at: number): Promise<void>;
  /** Brings what is in memory of the turn up to its row, and notes that it is handed out as it is now. */
  refresh(turn: StoredTurn): Promise<void>;
}

export interface ClaimParts {
  rows: ClaimRows;
  queues: Pick<Queues<StoredTurn>, 'of' | 'heldUp' | 'setAside'>;
  clock: Clock;
  /** Told when nothing is to be done for the turn any more: it was closed, or another has claimed it. */
  ended(turn: StoredTurn): void;
  /** Resolves once no message is waited for that may go on with it. */
  complete(turn: StoredTurn): Promise<void>;
  /** Told when others were let pass. */
  passed(): void;
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
  const { rows, clock } = parts;
  const next = { attempt: turn.attempt + 1, running: isolated ? ISOLATED : AMONG_OTHERS } as const;
  const fence = await rows.claim(turn, next);
  Object.assign(turn, { ...next, fence, unsaved: false, begun: true });
  let ended = false;

  /** Waits for a write of the claim's owner. A failed one still counts in memory; a lost turn belongs to somebody else. */
  async function written<T>(writing: Promise<T>): Promise<T> {
    try {
      return await writing;
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
      await rows.refresh(turn);
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
      return rows.absorb(turn, others, task);
    },
    async spend(share: number) {
      assertMine();
      turn.spent += share;
      if (turn.spent > TAKEN_FOR_GRANTED) await written(rows.count(turn));
      return turn.spent;
    },
    async record(receipt: Receipt) {
      assertMine();
      // The bubble is there, whether that can be written down or not: the next attempt must not make it again.
      const others = turn.receipts.filter((each) => each.part !== receipt.part);
      turn.receipts = [...others, receipt].sort((a, b) => a.part - b.part);
      await written(rows.record(turn, receipt));
    },
    async journal(step: Step, promptVersion: number) {
      assertMine();
      if (!(await written(rows.journal(turn, step, promptVersion)))) return false;
      // Under another version the steps were read with this one among them.
      if (promptVersion === turn.promptVersion) turn.steps = [...turn.steps, step];
      return true;
    },
    async finalize(final: Final, promptVersion: number) {
      assertMine();
      if (promptVersion !== turn.promptVersion) return false;
      // Nor is the model asked again for what it has said.
      turn.final = final;
      if (!(await written(rows.finalize(turn, final, promptVersion)))) {
        if (turn.final === final) turn.final = undefined;
        return false;
      }
      finalized();
      return true;
    },
    async close(outcome) {
      assertMine();
      try {
        await rows.close(turn, outcome, clock.now());
      } catch (error) {
        if (error instanceof Interruption) end();
        throw error;
      }
      end();
    },
    async release() {
      assertMine();
      const attempt = turn.attempt - 1;
      await written(rows.count({ ...turn, attempt, running: IDLE }));
      Object.assign(turn, { attempt, running: IDLE });
      ended = true;
    },
  });
  return snapshot();
}
