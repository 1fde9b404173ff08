import type { Command, Final, Prompt, Receipt } from '../../ports/index.ts';
import type { Row } from './database.ts';
import { asNow } from './earlier-final.ts';
import { isFinal, isReceipt, isTurnInbound } from './shapes.ts';

/** An open turn as it is in memory; its row says the same. */
export interface StoredTurn {
  /** Grows in the order of acceptance, over restarts too. */
  readonly id: number;
  /** Whose order it keeps: its conversation's, unless the inbound names another lane. */
  readonly lane: string;
  /** Replaced when its prompt is edited. */
  inbound: Prompt | Command;
  readonly acceptedAt: number;
  attempt: number;
  stopped: boolean;
  /** Its prompt is gone. */
  forgotten: boolean;
  /** How often what is to be answered was changed, since the start. */
  revision: number;
  final: Final | undefined;
  /** By part, ascending. */
  receipts: readonly Receipt[];
  /** Closed, though its handler has not returned yet. */
  closed: boolean;
  /** Claimed by a process that ended without giving it back: it may be what ended the process. */
  suspect: boolean;
  /** Its receipts or its final could not be written down; here they count all the same. */
  unsaved: boolean;
  /** How often a handler returned without closing it, since the start. */
  failures: number;
}

/** A turn nobody has claimed yet. */
export function newTurn(id: number, inbound: Prompt | Command, acceptedAt: number): StoredTurn {
  return {
    id,
    lane: inbound.lane ?? inbound.conversation,
    inbound,
    acceptedAt,
    attempt: 0,
    stopped: false,
    forgotten: false,
    revision: 0,
    final: undefined,
    receipts: [],
    closed: false,
    suspect: false,
    unsaved: false,
    failures: 0,
  };
}

/** Reads a row of `turns`; undefined when what was said cannot be made out any more. */
export function readTurn(row: Row, receipts: readonly Receipt[]): StoredTurn | undefined {
  const inbound = parse(row['inbound']);
  if (!isTurnInbound(inbound)) return undefined;
  const final = parse(row['final']);
  const attempt = Number(row['attempt']);
  return {
    ...newTurn(Number(row['id']), inbound, Number(row['accepted_at'])),
    attempt,
    stopped: row['stopped'] === 1,
    forgotten: row['stopped'] === 2,
    final: isFinal(final) ? asNow(final) : undefined,
    receipts,
    suspect: attempt > 0,
  };
}

/** Reads a row of `receipts`; undefined when it is damaged. */
export function readReceipt(row: Row): Receipt | undefined {
  const receipt = parse(row['receipt']);
  return isReceipt(receipt) ? receipt : undefined;
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
