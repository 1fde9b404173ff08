import type { AskedBy } from '../commands/parsing/parse.ts';
import type { Command, Prompt, UserAction } from '../ports/index.ts';

/** Commands that turn out to be something else. */

/** Makes the question of a command that asks it. */
export function questionOf(command: Command, question: AskedBy): Prompt {
  const { quote, files = {} } = command;
  const attachments = Object.values(files);
  return { ...baseOf(command), kind: 'prompt', attachments, ...question, ...(quote ? { quote } : {}) };
}

/** Stops pass the queue. */
export function stopBy(task: Prompt | Command): UserAction {
  const { quote } = task;
  return {
    ...baseOf(task),
    kind: 'action',
    action: { type: 'stop', ...(quote?.id === undefined ? {} : { message: quote.id }) },
  };
}

/** Takes over everything but what is asked for. */
function baseOf({
  v,
  key,
  alsoKeys,
  surface,
  conversation,
  ownConversation,
  queue,
  settingsChat,
  place,
  actor,
  sentAt,
  target,
  cause,
  pieces,
  joint,
}: Prompt | Command): Omit<UserAction, 'kind' | 'action'> {
  return {
    ...{ v, key, surface, conversation, queue, place, actor, sentAt, target, cause },
    ...(alsoKeys ? { alsoKeys } : {}),
    ...(ownConversation === undefined ? {} : { ownConversation }),
    ...(settingsChat === undefined ? {} : { settingsChat }),
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
  };
}
