import type { Permissions } from '../admission/permissions.ts';
import type { Command, Surface, Target, Task } from '../ports/index.ts';
import type { Asked } from './schedule.ts';

/** Facts of a task that tell who asks, and where. */
type Asking = Pick<
  Command,
  'surface' | 'conversation' | 'ownConversation' | 'settingsChat' | 'place' | 'thread' | 'actor'
>;

/** Time limit for opening a private chat, ms. */
const OPEN_MS = 5000;

/**
 * Finds where a person can be told later what they ask for: at the place, or else in their private chat. Undefined where that
 * cannot be opened just now, or they may not speak there. Rejects with the signal's reason.
 */
export async function askedLater(
  surface: Pick<Surface, 'lasting' | 'openPrivate'>,
  task: Asking & Pick<Task, 'target'>,
  { access }: Pick<Permissions, 'access'>,
  signal: AbortSignal,
): Promise<Asked | undefined> {
  const here = surface.lasting(task.target);
  if (here) return askedOf(task, here);
  if (task.actor.kind === 'chat') return undefined;
  const opened = await surface
    .openPrivate?.(task.actor, AbortSignal.any([signal, AbortSignal.timeout(OPEN_MS)]))
    .catch(() => signal.throwIfAborted());
  if (!opened) return undefined;
  const { target, at } = opened;
  const { actor } = askedOf(task, target);
  return access({ actor, place: at }) === 'denied' ? undefined : { at, actor, target };
}

/** Reads who asks and where, so that it can be told there later. `target` reaches the place for good. */
function askedOf(task: Asking, target: Target): Asked {
  const { surface, conversation, ownConversation, settingsChat, place, thread, actor } = task;
  const { chat } = target;
  const parent = settingsChat === chat ? undefined : settingsChat;
  const here = thread === undefined ? chat : `${chat}:${thread}`;
  return {
    at: {
      surface,
      chat,
      kind: place.kind,
      scopes: place.scopes,
      ...(thread === undefined ? {} : { thread }),
      ...(parent === undefined ? {} : { parent }),
      ...(ownConversation === undefined ? {} : { member: ownConversation.slice(chat.length + 1) }),
      // What belongs to one topic stays in it, whatever the group chooses later: fewer people may read it.
      ...(place.kind === 'group' && conversation === here ? { restricted: true } : {}),
    },
    actor: {
      id: actor.id,
      name: actor.name,
      ...(actor.locale === undefined ? {} : { locale: actor.locale }),
      ...(actor.kind === undefined ? {} : { kind: actor.kind }),
    },
    target,
  };
}

/** Tells whether an answer to a task is seen by nobody but who asks. */
export function isAlone({ place, target }: Pick<Task, 'place' | 'target'>): boolean {
  return place.kind === 'private' || target.privately;
}

/** Tells whether what was asked for is told where a task is answered: in the same chat, and in the same topic of it. */
export function isToldAt({ at, target }: Asked, task: Pick<Task, 'target' | 'thread'>): boolean {
  return target.chat === task.target.chat && at.thread === task.thread;
}
