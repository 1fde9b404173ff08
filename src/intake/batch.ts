import type { Acceptance, Task } from '../ports/index.ts';

/** Task that is not committed yet. */
export interface Entry {
  task: Task;
  /** Names who said it, and where; absent where it is no message. */
  by?: string;
  /** Open turn that it goes on with; `task` is what it is by itself. */
  joins?: NonNullable<Acceptance['joins']>;
  /** Came by a button: presses arrive side by side, and the same press twice counts once. */
  pressed?: true;
}

/** Events while they are taken in. */
export interface Batch {
  /** Keys that were accepted before, or came earlier in the batch. */
  known: Set<string>;
  entries: Entry[];
}
