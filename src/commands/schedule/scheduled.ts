import { ownSettings } from '../../conversation/scope.ts';
import type { Ending } from '../../ports/index.ts';
import { MOST_TEXT } from '../../schedule/schedule.ts';
import type { Unmade } from '../../schedule/schedules.ts';
import type { CommandContext } from '../command.ts';

/** Schedules as commands make them. */

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
