import * as v from 'valibot';
import { type Target, type Task, type TaskReader, targetSchema, taskSchema } from '../ports/index.ts';
import { bareTask } from './bare-task.ts';
import { bubbleTags, keysOf, tagsOf } from './tags.ts';
import { fromVersion1, taskV1 } from './task-v1.ts';

/** Reads stored tasks. They are our own writing, checked against damage and other versions. */
export const taskReader: TaskReader = {
  read(stored) {
    if (v.is(taskSchema, stored)) return stored;
    return v.is(taskV1, stored) ? fromVersion1(stored) : undefined;
  },

  salvage(stored, { id, conversation, acceptedAt }) {
    const target = targetIn(stored);
    if (!target) return undefined;
    const { surface, group } = target;
    const task: Task = {
      v: 2,
      kind: 'prompt',
      key: `salvaged:${id}`,
      surface,
      conversation,
      queue: conversation,
      place: { kind: group ? 'group' : 'private', scopes: [] },
      actor: { id: '', name: '' },
      sentAt: acceptedAt,
      target,
      cause: 'message',
      text: '',
      attachments: [],
    };
    return task;
  },

  facts(task) {
    const { conversation, surface, queue, target, actor } = task;
    return {
      keys: keysOf(task),
      queue,
      conversation,
      surface,
      pace: target.pace ?? target.chat,
      person: actor.id,
      tags: tagsOf(task),
    };
  },

  bare: bareTask,
  bubbleTags,
};

/** Finds the one object under this name; within a text somebody wrote, its quotes would stand behind backslashes. */
function targetIn(text: string): Target | undefined {
  const [, rest] = text.split('"target":', 2);
  if (!rest?.startsWith('{')) return undefined;
  // It holds one object itself, so its own end is among the first braces.
  for (let end = rest.indexOf('}'), tries = 0; end >= 0 && tries < 5; end = rest.indexOf('}', end + 1), tries += 1) {
    try {
      const value: unknown = JSON.parse(rest.slice(0, end + 1));
      return v.is(targetSchema, value) ? value : undefined;
    } catch {}
  }
  return undefined;
}
