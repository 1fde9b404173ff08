import type { Task } from '../ports/index.ts';

/**
 * Leaves of a task what takes its answer away: where that is, whose it is, and the message or button that asked.
 * No word and no name is left, nor what was sent along.
 */
export function bareTask(task: Task): Task {
  const { v, key, alsoKeys, surface, conversation, ownConversation, queue, settingsChat, thread, cause, editOf } = task;
  const { actor, place, sentAt, target } = task;
  const base = {
    ...{ v, key, surface, conversation, queue, cause, sentAt, target },
    place: { kind: place.kind, scopes: place.scopes },
    actor: { id: actor.id, name: '' },
    ...(alsoKeys ? { alsoKeys } : {}),
    ...(ownConversation === undefined ? {} : { ownConversation }),
    ...(settingsChat === undefined ? {} : { settingsChat }),
    ...(thread === undefined ? {} : { thread }),
    ...(editOf === undefined ? {} : { editOf }),
  };
  if (task.kind === 'late') return { ...base, kind: 'late' };
  const { askedAt } = task;
  const where = askedAt ? { askedAt } : {};
  if (task.kind === 'prompt') return { ...base, ...where, kind: 'prompt', text: '', attachments: [] };
  const { name, effect, turnId, menuMessage, others, origin } = task;
  return {
    ...base,
    ...where,
    kind: 'command',
    name,
    options: {},
    ...(effect ? { effect } : {}),
    ...(turnId === undefined ? {} : { turnId }),
    ...(menuMessage === undefined ? {} : { menuMessage }),
    ...(others ? { others } : {}),
    ...(origin ? { origin } : {}),
  };
}
