import { ownSettings } from '../conversation/scope.ts';
import type { Ending } from '../ports/index.ts';
import { MOST_TEXT, type Schedule } from '../schedule/schedule.ts';
import type { Unmade } from '../schedule/schedules.ts';
import type { CommandContext } from './command.ts';

/** Schedules as commands make them. */

/** Reads who asks and where, so that it can be told there later. */
export function askedHere({ command, asked }: Pick<CommandContext, 'command' | 'asked'>): Schedule['asked'] {
  const { surface, conversation, ownConversation, settingsChat, place, thread, actor } = command;
  const { target } = asked();
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

/** Says why a schedule is not made. */
export function unmadeText(why: Unmade | 'gone', { texts }: Pick<CommandContext, 'texts'>): string {
  return texts(`schedule.unmade.${why}`, { most: MOST_TEXT });
}

/** Effect of a command upon the time zone of a person. */
export type ZoneEffect = Pick<Ending, 'settings' | 'settingsBefore' | 'settingsOf'>;

/** Keeps a zone with what a person chose for themselves. */
export async function zoneKept(
  { conversations, person }: Pick<CommandContext, 'conversations' | 'person'>,
  zone: string | undefined,
): Promise<ZoneEffect> {
  const of = ownSettings(person);
  const before = await conversations.settings(of);
  const { zone: _, ...others } = before;
  return { settings: { ...others, ...(zone === undefined ? {} : { zone }) }, settingsBefore: before, settingsOf: of };
}
