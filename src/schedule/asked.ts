import type { Command, Target } from '../ports/index.ts';
import type { Asked } from './schedule.ts';

/** Facts of a task that tell who asks, and where. */
type Asking = Pick<
  Command,
  'surface' | 'conversation' | 'ownConversation' | 'settingsChat' | 'place' | 'thread' | 'actor'
>;

/** Reads who asks and where, so that it can be told there later. `target` reaches the place for good. */
export function askedOf(task: Asking, target: Target): Asked {
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
