import { isSkipped } from '../conversation/prompt-record.ts';
import type { Command, Receipt, Task } from '../ports/index.ts';

/** Tags: the strings an open turn is found by in the inbox. Written here, and nowhere else. */
export const tags = {
  /** Turn that a message was accepted as. */
  key: (key: string) => `key ${key}`,
  /** Turns of a queue that answer somebody. */
  queue: (queue: string) => `queue ${queue}`,
  /** Turn that a message asked for, or whose answer a message shows. `chat` is a Target's, `message` a platform id. */
  message: (chat: string, message: string) => `message ${chat} ${message}`,
  /** Commands of one name about an earlier turn. */
  about: (turn: string, name: string) => `about ${turn} ${name}`,
  /** Commands of one name by a button of a message. */
  button: (chat: string, message: string, name: string) => `button ${chat} ${message} ${name}`,
  /** Commands that do the same thing to the same turn, menu or form. */
  deed: (command: Command) =>
    `deed ${JSON.stringify([command.subject ?? [command.target.chat, command.pressed ?? command.lane], command.name, command.options])}`,
};

/** Commands of the same kind about the same thing: those among which a repeated press is looked for. */
export function alike(command: Command): string {
  const { subject, name, pressed, target } = command;
  if (subject !== undefined) return tags.about(subject, name);
  if (pressed !== undefined) return tags.button(target.chat, pressed, name);
  return tags.queue(queueOf(command));
}

export function queueOf({ lane, conversation }: { lane?: string; conversation: string }): string {
  return lane ?? conversation;
}

/**
 * The line that a chat's messages came too late answers nobody's, and is found by its keys only. A command about an earlier
 * turn is found by that turn: the message it replies to asked for another.
 */
export function tagsOf(task: Task): string[] {
  const byKey = keysOf(task).map(tags.key);
  if (isSkipped(task)) return byKey;
  const queue = tags.queue(queueOf(task));
  if (task.kind === 'prompt') return [...byKey, queue, ...messagesOf(task)];
  const { subject, pressed } = task;
  const own = subject === undefined ? messagesOf(task) : [alike(task)];
  return [
    ...byKey,
    queue,
    tags.deed(task),
    ...own,
    ...(subject === undefined && pressed !== undefined ? [alike(task)] : []),
  ];
}

/** Under a new id of its chat, a bubble's id is another message's. */
export function bubbleTags(task: Task, { ids, movedTo }: Receipt): string[] {
  if (movedTo !== undefined || isSkipped(task) || (task.kind === 'command' && task.subject !== undefined)) return [];
  return ids.map((id) => tags.message(task.target.chat, id));
}

export function keysOf({ key, alsoKeys = [] }: { key: string; alsoKeys?: readonly string[] }): string[] {
  return [key, ...alsoKeys];
}

function messagesOf({ target, pieces = [] }: Task): string[] {
  const ids = [...(target.prompt === undefined ? [] : [target.prompt]), ...pieces.map(({ id }) => id)];
  return [...new Set(ids)].map((id) => tags.message(target.chat, id));
}
