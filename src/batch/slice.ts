import type { Batch, BatchEnd, BatchOutcome, ModelRequest } from '../ports/index.ts';

/** Line of a batch that has no outcome yet. */
export interface OpenLine {
  /** From 0. */
  n: number;
  /** Times that it was asked. */
  tries: number;
  request: ModelRequest;
}

/** Hold that a slice of work has on one batch. */
export interface Hands {
  /** Lines without an outcome, in order. */
  open(): Promise<OpenLine[]>;
  /** Counts tries of a line before it is asked; undefined where it is to be asked no more. */
  tried(n: number, count: number): Promise<number | undefined>;
  /** Keeps the outcome of a line, once; false where it has one already, or was forgotten. */
  keep(n: number, outcome: BatchOutcome): Promise<boolean>;
  /** Stores a change of the batch itself; undefined where it is gone. */
  change(change: (batch: Batch) => Batch | undefined): Promise<Batch | undefined>;
  /** Sentence for the person about a failure. */
  explain(error: unknown): string;
  /** Waits, but not for ever, until nobody waits for an answer. */
  standBack(): Promise<void>;
}

/** Result of a slice: the batch has ended, or it goes on at a time, epoch ms. */
export type Sliced = { ended: BatchEnd } | { again: number };

/**
 * Works a batch off for a while. What it does is stored as it goes, so that it can be ended anywhere and done again. Rejects with
 * the signal's reason, and with Fault('storage').
 */
export type Slice = (batch: Batch, hands: Hands, signal: AbortSignal) => Promise<Sliced>;
