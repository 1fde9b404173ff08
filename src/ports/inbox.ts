import type { Final, Receipt } from './answer.ts';
import type { Cursor } from './event.ts';
import type { Command, Inbound, Prompt } from './inbound.ts';

/** Turns that are accepted and not closed. */

/** A turn that this process owns for now. Its writes are durable when they resolve. */
export interface Claim {
  /** Unique, stable over restarts. */
  readonly id: string;
  readonly inbound: Prompt | Command;
  /** 1 on the first try; written before the work. */
  readonly attempt: number;
  readonly acceptedAt: number;
  readonly receipts: readonly Receipt[];
  readonly final: Final | undefined;
  /** A stop was asked for, perhaps before a restart. */
  readonly stopped: boolean;
  /** What it answers is gone: nothing is to be shown, and what was is to be taken away. */
  readonly forgotten: boolean;
  /** Counts up whenever what is to be answered changes: it has another wording, or is gone. */
  readonly revision: number;
  /** Stores where a bubble is and what it shows. */
  record(receipt: Receipt): Promise<void>;
  /**
   * Stores the final text; from now on the model is not asked again. False, and nothing is stored, when it answers an
   * earlier revision.
   */
  settle(final: Final, revision: number): Promise<boolean>;
  /** The turn is done: reply tokens and texts are wiped. */
  close(outcome: 'answered' | 'failed' | 'undeliverable' | 'forgotten'): Promise<void>;
  /** Gives the turn back uncounted (shutdown). */
  release(): Promise<void>;
}

/** A turn that is not closed yet. */
export interface OpenTurn {
  id: string;
  inbound: Prompt | Command;
  /** Its final text is stored. */
  settled: boolean;
  /** What it answers is gone, and so is what it would have answered. */
  forgotten: boolean;
}

/** What an open turn is looked for by. `chat` is a Target's, `message` a platform id. */
export type Sought =
  | { turn: string }
  | { key: string }
  | { subject: string; name: string }
  | { chat: string; pressed: string; name: string }
  | { lane: string; actor?: string }
  | { chat: string; message: string };

/**
 * Keeps accepted turns until they are closed: one at a time in a lane (a conversation, unless the inbound names another),
 * oldest first, many lanes at once.
 */
export interface Inbox {
  /** Which of these keys have been accepted before. */
  known(keys: readonly string[]): Promise<Set<string>>;
  /** Commits a batch and the cursor in one transaction; true for each event that was new. Gestures use up their keys only. */
  accept(batch: readonly Inbound[], cursor?: Cursor): Promise<boolean[]>;
  /** Open turns of a lane, the running one included. */
  open(lane: string): number;
  /**
   * An open turn: by its id, by the key of a message it was accepted with, the newest command `name` about an earlier turn
   * or by a button of a message, the oldest of a lane (that this person, an Actor.id, asked for), or one that is about no
   * earlier turn by a message that asked for it or shows its answer. The line that a chat's messages came too late answers
   * nobody's, and is found by its id and its key only.
   */
  find(by: Sought): OpenTurn | undefined;
  /** Marks an open turn as stopped, durably; false when it is closed. */
  stop(turn: string): Promise<boolean>;
  /** Puts another inbound in an open turn's place, durably; false when its answer is final, or it is forgotten or closed. */
  replace(turn: string, inbound: Prompt | Command): Promise<boolean>;
  /** Marks an open turn as one whose prompt is gone, durably; false when its answer is final already, or it is closed. */
  forget(turn: string): Promise<boolean>;
  cursor(name: string): Promise<string | undefined>;
  /**
   * Hands out claims until the signal fires, then waits for the handlers to return. `concurrency`: those that are not
   * settled, on each surface, and no more than half of it in one chat; 0: no bound. Turns of other surfaces than these stay
   * untouched until they are worked on again; all are when absent.
   */
  work(
    handler: (claim: Claim) => Promise<void>,
    concurrency: number,
    signal: AbortSignal,
    surfaces?: readonly string[],
  ): Promise<void>;
  close(): Promise<void>;
}
