import { laneOf } from '../conversation/scope.ts';
import type { Acceptance, Batch, Command } from '../ports/index.ts';

/** Tasks that a batch accepts in its own conversation, as its asker: each becomes a turn with one answer, exactly once. */

/** Name of the command that shows a batch. */
const BATCHED = 'batched';

/** Task that shows in the place of the batch's bubble how far it is. `key` is used up once. */
export function progressTask(batch: Batch, key: string, now: number): Acceptance | undefined {
  const { bubble } = batch.asked;
  if (bubble === undefined) return undefined;
  const { conversation } = batch.asked;
  const task = taskOf(batch, { key, show: 'progress', queue: laneOf(conversation, bubble), now });
  return { keys: [key], task: { ...task, menuMessage: bubble } };
}

/** Task whose answer is the file of answers, in the order of the conversation. */
export function resultTask(batch: Batch, now: number): Acceptance {
  const key = `batch:${batch.id}:end`;
  const { conversation, bubble } = batch.asked;
  const task = taskOf(batch, { key, show: 'result', queue: conversation, now });
  // The bubble and the file reply to one message: after a crash neither is taken for the other.
  return { keys: [key], task: { ...task, ...(bubble === undefined ? {} : { others: [bubble] }) } };
}

interface Shown {
  key: string;
  show: 'progress' | 'result';
  queue: string;
  now: number;
}

/** Makes a task as a button of the batch would. */
function taskOf({ id, asked }: Batch, { key, show, queue, now }: Shown): Command {
  const { bubble: _, ...base } = asked;
  return {
    v: 2,
    kind: 'command',
    ...base,
    key,
    queue,
    sentAt: now,
    cause: 'press',
    name: BATCHED,
    options: { [show]: id },
  };
}
