import type { Command, Prompt, Receipt, Task } from '../ports/index.ts';

/** Tags: the strings an open turn is found by in the inbox. Written here, and nowhere else. */
export const tags = {
  /** Turn that a message was accepted as. */
  key: (key: string) => `key ${key}`,
  /** Turns of a queue that answer somebody. */
  queue: (queue: string) => `queue ${queue}`,
  /** Turn that a message asked for, or whose answer a message shows. `chat` is a Target's, `message` a platform id. */
  message: (chat: string, message: string) => `message ${chat} ${message}`,
  /**
   * Turns that somebody asked for by messages at a place. `chat` is a Target's, `thread` a topic's platform id, `actor` an
   * Actor.id.
   */
  act: (chat: string, thread: string | undefined, actor: string) => `act ${chat} ${thread ?? ''} ${actor}`,
  /** Commands that give an earlier turn another answer. */
  revision: (turn: string) => `revision ${turn}`,
  /** Commands of one name about an earlier turn. */
  about: (turn: string, name: string) => `about ${turn} ${name}`,
  /** Commands of one name by a button of a message. */
  button: (chat: string, message: string, name: string) => `button ${chat} ${message} ${name}`,
  /** Commands that do the same thing to the same turn, menu or form. */
  same: ({ turnId, target, menuMessage, queue, name, options }: Command) =>
    `same ${JSON.stringify([turnId ?? [target.chat, menuMessage ?? queue], name, options])}`,
};

/** Names the tag of commands of the same kind about the same thing: among them a repeated press is looked for. */
export function alike(command: Command): string {
  const { turnId, name, menuMessage, target, queue } = command;
  if (turnId !== undefined) return tags.about(turnId, name);
  if (menuMessage !== undefined) return tags.button(target.chat, menuMessage, name);
  return tags.queue(queue);
}

/**
 * Lists the tags of a task. The line that a chat's messages came too late answers nobody's, and is found by its keys only. A
 * command about an earlier turn is found by that turn: the message it replies to asked for another.
 */
export function tagsOf(task: Task): string[] {
  const byKey = keysOf(task).map(tags.key);
  if (task.kind === 'late') return byKey;
  const queue = tags.queue(task.queue);
  if (task.kind === 'prompt') return [...byKey, queue, ...messagesOf(task), ...actsOf(task)];
  const { turnId, menuMessage, effect } = task;
  if (turnId === undefined) {
    const menu = menuMessage === undefined ? [] : [alike(task)];
    return [...byKey, queue, tags.same(task), ...messagesOf(task), ...actsOf(task), ...menu];
  }
  const revision = effect === 'revise' || effect === 'renew' ? [tags.revision(turnId)] : [];
  return [...byKey, queue, tags.same(task), alike(task), ...revision];
}

/** Lists the tags of a bubble. Under a new id of its chat, a bubble's id is another message's. */
export function bubbleTags(task: Task, { ids, movedTo }: Receipt): string[] {
  const isOthers = task.kind === 'late' || (task.kind === 'command' && task.turnId !== undefined);
  return movedTo !== undefined || isOthers ? [] : messageTags(task, ids);
}

/**
 * Lists the chats in which a task's messages and bubbles can be. Where the thread that a question is to be answered in cannot be
 * opened, its answer is in the chat it was asked in.
 */
export function chatsOf(task: Task): string[] {
  const { target } = task;
  const { askedAt = target } = task.kind === 'prompt' ? task : {};
  return [...new Set([target.chat, askedAt.chat])];
}

/** Lists the keys of deduplication, the own one first. */
export function keysOf({ key, alsoKeys = [] }: { key: string; alsoKeys?: readonly string[] }): string[] {
  return [key, ...alsoKeys];
}

/** An answer may be shown elsewhere than where it was asked for. */
function actsOf(task: Prompt | Command): string[] {
  const { cause, thread, actor, tail } = task;
  const { chat } = task.askedAt ?? task.target;
  return cause === 'message' || tail ? [tags.act(chat, thread, actor.id)] : [];
}

function messagesOf(task: Task): string[] {
  const { target, pieces = [] } = task;
  const ids = [...(target.prompt === undefined ? [] : [target.prompt]), ...pieces.map(({ id }) => id)];
  return messageTags(task, [...new Set(ids)]);
}

function messageTags(task: Task, ids: readonly string[]): string[] {
  return chatsOf(task).flatMap((chat) => ids.map((id) => tags.message(chat, id)));
}
