import type { Claim, Clock, Log, Places } from '../../ports/index.ts';
import { type ClaimParts, type ClaimRows, claimTurn } from './claim.ts';
import type { PartWaits } from './part-waits.ts';
import type { Queues } from './queues.ts';
import type { StoredTurn } from './stored-turn.ts';
import type { OnWait } from './waiting.ts';
import { Workers } from './workers.ts';

/** Turns that are worked on, and their rows. */
export interface WorkParts {
  queues: Queues<StoredTurn>;
  waits: PartWaits;
  rows: ClaimRows;
  clock: Clock;
  log: Log;
  /** Told when nothing is to be done for a turn any more. */
  ended(turn: StoredTurn): void;
  /** As in WorkerOptions; 1 s when absent. */
  pauseMs?: number;
  /** As in WorkerOptions; 10 s when absent. */
  quarantineMs?: number;
}

/** As in Inbox.work. */
export interface Work {
  handler: (claim: Claim) => Promise<void>;
  bounds: number | Places;
  signal: AbortSignal;
  onWait: OnWait | undefined;
}

/** Workers for open turns in memory, which write through claims. */
export function createWorkers(parts: WorkParts, { handler, bounds, signal, onWait }: Work): Workers {
  const { queues, waits, rows, clock, log, ended, pauseMs = 1000, quarantineMs = 10_000 } = parts;
  const ofClaims: ClaimParts = {
    ...{ rows, queues, clock, ended },
    complete: (turn) => waits.over(turn, signal),
    passed: () => queueMicrotask(() => workers.pump()),
  };
  const places = typeof bounds === 'number' ? { turns: bounds } : bounds;
  const workers: Workers = new Workers(queues, {
    ...{ handler, signal, onWait, places, rows, waits, clock, log, pauseMs, quarantineMs },
    claim: (turn, isolated, finalized) => claimTurn(turn, isolated, finalized, ofClaims),
  });
  return workers;
}
