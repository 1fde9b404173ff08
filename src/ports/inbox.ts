import type { Final, Receipt } from './answer.ts';
import type { Cursor } from './event.ts';
import type { Task } from './task.ts';
import type { Step } from './tools.ts';

/** Turns that are accepted and not closed. */

/** Everything an inbox has to know of a task. */
export interface TaskFacts {
  /** Keys of deduplication, the task's own first. */
  keys: readonly string[];
  /** Ordering key: turns of one queue are handed out one at a time, oldest first. */
  queue: string;
  /** Conversation's id, kept with a closed turn for the operator. */
  conversation: string;
  surface: string;
  /** Pacing key of the answer's place: turns that wait there share its limits. */
  pace: string;
  /** Actor.id of who asked. */
  person: string;
  /** Strings the open turn is found by. */
  tags: readonly string[];
}

/** Knows what tasks look like; handed to an inbox, so that storage knows nothing of them. */
export interface TaskReader {
  /** Checks a stored task of any released version; undefined when it is damaged. */
  read(stored: unknown): Task | undefined;
  /** Makes a task without words of a damaged one, to be answered with an error; undefined where its place is lost. */
  salvage(stored: string, row: { id: number; conversation: string; acceptedAt: number }): Task | undefined;
  facts(task: Task): TaskFacts;
  /** Leaves of a task what takes its bubbles away, without a word or a name. */
  bare(task: Task): Task;
  /** Tags that a bubble of the answer adds to its turn. */
  bubbleTags(task: Task, receipt: Receipt): readonly string[];
}

/** Event to accept: its keys are used up, and its task, if there is one, becomes a turn. */
export interface Acceptance {
  /** Keys of deduplication. The first decides whether the event is new. */
  keys: readonly string[];
  task?: Task;
  /**
   * Makes no turn while the newest open turn with the tag `newest` has the tag `has`, too. Decided within the transaction,
   * so that of two presses of one button at once only one asks.
   */
  unless?: { newest: string; has: string };
  /** A message may follow that goes on with it: it is not handed out before, ms. A new process does not wait. */
  waitMs?: number;
  /**
   * Puts `task` in that open turn's place and makes no turn, in the transaction that uses the keys up. The queue, and what was
   * spent on it, stay. Where that turn is of another version, stopped, forgotten, final or closed, `task` of the acceptance
   * becomes a turn.
   */
  joins?: { turn: string; promptVersion: number; task: Task };
}

/** Result of an acceptance. */
export interface Accepted {
  /** True if its first key was new. */
  fresh: boolean;
  /** Open turn it goes on with, the version of the prompt that this made, and whether the one before had been handed out. */
  joined?: { turn: string; promptVersion: number; begun: boolean };
}

/** An open turn as it stood when it was read. */
export interface OpenTurn {
  /** Unique, stable over restarts. */
  readonly id: string;
  readonly task: Task;
  /** Absent until the final text is stored. */
  readonly final?: Final;
  /** The prompt is gone, and so is what would have answered it. */
  readonly forgotten: boolean;
  /** A stop was asked for. */
  readonly stopped: boolean;
  /** As in Claim. */
  readonly promptVersion: number;
  /** True once this process has handed it out as it is now. */
  readonly begun: boolean;
}

/**
 * A turn that this process owns for now: a snapshot, and the writes its owner may make. A write is durable when it
 * resolves. It rejects with Interruption('lost'), and nothing is stored, once a later claim has taken the turn over.
 */
export interface Claim {
  /** Unique, stable over restarts. */
  readonly id: string;
  readonly task: Task;
  /** Grows with every claim of the turn. A write that carries an older one is refused. */
  readonly fence: number;
  /** Number of this attempt, from 1; written before the work. Attempts that were given back are not counted. */
  readonly attempt: number;
  /** Attempts that ended with their process. */
  readonly deaths: number;
  /** Deaths during which nothing else ran. */
  readonly isolatedDeaths: number;
  /** Shares spent by `spend`, over all attempts at this wording. */
  readonly spent: number;
  readonly acceptedAt: number;
  /** By part, ascending. */
  readonly receipts: readonly Receipt[];
  /** Steps of the answer to this wording so far, in order; behind those of an earlier one by which something may have been changed. */
  readonly steps: readonly Step[];
  readonly final: Final | undefined;
  /** A stop was asked for, perhaps before a restart. */
  readonly stopped: boolean;
  /** The prompt is gone: nothing is to be shown, and what was is to be taken away. */
  readonly forgotten: boolean;
  /** Counts up whenever what is to be answered changes: it has another wording, or is gone. */
  readonly promptVersion: number;
  /** Number of open turns behind it in its queue. */
  readonly followers: number;
  /** Reads the turn anew under the same fence, once no further message is waited for. */
  refresh(): Promise<Claim>;
  /**
   * Makes one turn of this and of those, which are closed as `joined`: `task` takes this one's place, in the same transaction.
   * False, and nothing is stored, where one of them is not open, was claimed, or is not behind this one in its queue.
   */
  absorb(turns: readonly string[], task: Task): Promise<boolean>;
  /**
   * Lets turns of other surfaces in its queue go on, once `first` is done, while this one waits for its own. Those of its surface wait
   * behind it. False, and nothing happens, where nobody waits for another surface. A new process begins with the oldest
   * turn of the queue again.
   */
  letPass(first: () => Promise<void>): Promise<boolean>;
  /**
   * Counts a call that costs money, before it is made: `share` more is spent on the turn, and stays so when its process is
   * killed. Resolves with all that is spent. The more it is, the longer a new process lives before it tries the turn again.
   */
  spend(share: number): Promise<number>;
  /** Stores where a bubble is and what it shows. */
  record(receipt: Receipt): Promise<void>;
  /** Stores a step before the answer goes on. False where it belongs to an earlier version of the prompt: nothing may follow from it. */
  journal(step: Step, promptVersion: number): Promise<boolean>;
  /**
   * Stores the final text; from now on the model is not asked again. False, and nothing is stored, when it answers an
   * earlier version of the prompt.
   */
  finalize(final: Final, promptVersion: number): Promise<boolean>;
  /** Ends the turn: reply tokens and texts are wiped. */
  close(outcome: 'answered' | 'failed' | 'undeliverable' | 'forgotten'): Promise<void>;
  /** Gives the turn back uncounted (shutdown). */
  release(): Promise<void>;
}

/** Bounds of what is worked on at once on each surface; 0 for none. */
export interface Places {
  /** Turns whose answer is not final; those of one chat fill no more than half. */
  turns: number;
  /** Of these, those of one person, who never fills more than half; not bounded when absent. */
  ofPerson?: number;
}

/**
 * Is told of what happened elsewhere to a turn that is handed out here: somebody stopped it, changed its prompt, or took that away.
 * `lost`: others may have it by now, and nothing is to be sent for it any more. `promptVersion`: as in Claim, after the change.
 */
export type OnSteered = (
  turn: string,
  reason: 'stop' | 'superseded' | 'forgotten' | 'lost',
  promptVersion: number,
) => void;

/** Keeps accepted turns until they are closed: one at a time in a queue, oldest first, many queues at once. */
export interface Inbox {
  /** Finds those of these keys that have been accepted before. */
  known(keys: readonly string[]): Promise<Set<string>>;
  /** Commits a batch and the cursor in one transaction; the result of each, in order. */
  accept(batch: readonly Acceptance[], cursor?: Cursor): Promise<Accepted[]>;
  /** Number of open turns in a queue, the running one included. */
  count(queue: string): Promise<number>;
  /** Number of open turns of a person (an Actor.id), and of everybody. */
  open(person: string): Promise<{ person: number; all: number }>;
  /** Time at which the oldest of all open turns was accepted, epoch ms; undefined without one. */
  oldest(): Promise<number | undefined>;
  /** Open turn by its id. */
  get(turn: string): Promise<OpenTurn | undefined>;
  /** Oldest open turn with this tag. */
  find(tag: string): Promise<OpenTurn | undefined>;
  /** All open turns with this tag, oldest first. */
  findAll(tag: string): Promise<OpenTurn[]>;
  /** Marks an open turn as stopped, durably; false when it is closed. */
  stop(turn: string): Promise<boolean>;
  /**
   * Puts another task in an open turn's place, durably; its queue stays. Resolves with the new version of the prompt, or
   * undefined when the answer is final, or the turn is forgotten or closed.
   */
  replace(turn: string, task: Task): Promise<number | undefined>;
  /**
   * Marks an open turn as one whose prompt is gone, durably. Resolves with the new version of the prompt, or undefined when
   * the answer is final already, or the turn is closed.
   */
  forget(turn: string): Promise<number | undefined>;
  /**
   * Takes the words out of all open turns of a person but the turn `but`, durably, and marks them as ones whose prompt is gone. It
   * holds also where the answer is final. Closed, they tell nobody's name. Resolves with the new versions of the prompts.
   */
  wipe(person: string, but?: string): Promise<{ turn: string; promptVersion: number }[]>;
  cursor(name: string): Promise<string | undefined>;
  /**
   * Has one listener told of what other processes do to turns that are handed out here. It may be told of what this one did as well,
   * and of the same more than once. What nobody is told of, for a line was cut, it is told within seconds.
   */
  watch(listener: OnSteered): void;
  /**
   * Hands out claims until the signal fires, then waits for the handlers to return. A number of places is that of turns.
   * Among those that wait for a place, people with the fewest turns at work go first. Turns of other surfaces than these
   * stay untouched until they are worked on again; all are when absent. `onWait` is told of each task that waits for a
   * place, and its signal fires when the wait is over.
   */
  work(
    handler: (claim: Claim) => Promise<void>,
    places: number | Places,
    signal: AbortSignal,
    surfaces?: readonly string[],
    onWait?: (task: Task, over: AbortSignal) => void,
  ): Promise<void>;
  close(): Promise<void>;
}
