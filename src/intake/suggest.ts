import type { Permissions } from '../admission/permissions.ts';
import type { CommandDefinition, SuggestContext } from '../commands/command.ts';
import type { Locales } from '../locales/index.ts';
import type { AdapterContext, ChatSettings } from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import { arrivalOf } from './arrival.ts';
import { atHome, type Homes } from './shared-with.ts';

export interface SuggestParts extends Pick<SuggestContext, 'conversations' | 'models' | 'personas'> {
  commands: readonly CommandDefinition[];
  locales: Locales;
  permissions: Pick<Permissions, 'access'>;
  operator: OperatorSettings;
  people: Homes;
}

/** Most suggestions any platform shows. */
const SUGGESTIONS = 25;

/** Suggests values for an option of a command that is being written, from the conversation it will be asked in. */
export function createSuggest(parts: SuggestParts): AdapterContext['suggest'] {
  const { conversations, locales } = parts;
  return async (event, option) => {
    const { at, actor } = event;
    if (parts.permissions.access({ actor, place: at }) === 'denied') return [];
    const definition = parts.commands.find(({ spec }) => spec.name === event.body.name);
    const settings = await conversations.settings(at.parent ?? at.chat).catch((): ChatSettings => ({ v: 1 }));
    const settingsFor = (chat: ChatSettings) =>
      effective(parts.operator, { locale: actor.locale, chat }, { surface: at.surface });
    const { history, language } = settingsFor(settings);
    const command = await atHome(parts.people, arrivalOf(event, history));
    if (!definition?.suggest || command.kind !== 'command') return [];
    const texts = locales.texts(language, at.surface);
    const typed = String(event.body.options[option] ?? '');
    const found = await definition.suggest(
      { ...parts, command, texts, settings, effective: settingsFor },
      option,
      typed,
    );
    return found.slice(0, SUGGESTIONS);
  };
}
