import type { Claim, Clock, Final, Receipt } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import type { StoredTurn } from './stored-turn.ts';
import type { TurnRows } from './turn-rows.ts';

/** A claim with the word whether it is still one. */
export interface SqliteClaim extends Claim {
  /** It was closed or given back. */
  readonly ended: boolean;
}

/**
 * Claims a turn: the attempt is counted before anything is done, and what an earlier attempt could not write down is made up
 * for.
 * @throws Fault('storage') when it could not be written; then nothing is claimed
 */
export function claimTurn(
  turn: StoredTurn,
  rows: TurnRows,
  clock: Clock,
  told: { settled(): void; closed(turn: StoredTurn): void },
): SqliteClaim {
  if (turn.unsaved) save(turn, rows);
  setAttempt(turn.attempt + 1);
  turn.suspect = false;
  let ended = false;

  function setAttempt(attempt: number): void {
    rows.setAttempt(turn.id, attempt);
    turn.attempt = attempt;
  }

  function writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      turn.unsaved = true;
      throw error;
    }
  }

  function assertMine(): void {
    if (ended) throw new Fault('internal', 'the claim has ended; nothing can be written to it');
  }

  return {
    id: turn.id.toString(36),
    get inbound() {
      return turn.inbound;
    },
    attempt: turn.attempt,
    acceptedAt: turn.acceptedAt,
    get receipts() {
      return turn.receipts;
    },
    get final() {
      return turn.final;
    },
    get stopped() {
      return turn.stopped;
    },
    get forgotten() {
      return turn.forgotten;
    },
    get revision() {
      return turn.revision;
    },
    get ended() {
      return ended;
    },
    async record(receipt: Receipt) {
      assertMine();
      // The bubble is there, whether that can be written down or not: the next attempt must not make it again.
      const others = turn.receipts.filter((each) => each.part !== receipt.part);
      turn.receipts = [...others, receipt].sort((a, b) => a.part - b.part);
      writing(() => rows.setReceipt(turn.id, receipt));
    },
    async settle(final: Final, revision: number) {
      assertMine();
      if (revision !== turn.revision) return false;
      // Nor is the model asked again for what it has said.
      turn.final = final;
      writing(() => rows.setFinal(turn.id, final));
      told.settled();
      return true;
    },
    async close(outcome) {
      assertMine();
      rows.close(turn, outcome, clock.now());
      turn.closed = true;
      ended = true;
      told.closed(turn);
    },
    async release() {
      assertMine();
      setAttempt(turn.attempt - 1);
      ended = true;
    },
  };
}

function save(turn: StoredTurn, rows: TurnRows): void {
  for (const receipt of turn.receipts) rows.setReceipt(turn.id, receipt);
  if (turn.final) rows.setFinal(turn.id, turn.final);
  turn.unsaved = false;
}
