import { discordRenderer, withoutCollapsed } from '../../adapters/discord/format.ts';
import { promptOf as discordPrompt, editOf } from '../../adapters/discord/inbound.ts';
import { completionOf } from '../../adapters/discord/interactions/completion.ts';
import { buttonForm } from '../../adapters/discord/interactions/forms.ts';
import { componentsOf } from '../../adapters/discord/messages/components.ts';
import { literalMarkdown } from '../../adapters/discord/messages/inline.ts';
import { plainText } from '../../adapters/discord/messages/mentions.ts';
import { toFault as toTelegramFault } from '../../adapters/telegram/faults.ts';
import { toEvents } from '../../adapters/telegram/inbound.ts';
import { withoutMentions } from '../../adapters/telegram/names.ts';
import { MAX_WINDOW } from '../../src/delivery/cut.ts';
import {
  batch,
  directory,
  discordCommand,
  discordEdit,
  discordForward,
  discordMessage,
  names,
  reader,
  refusal,
  telegramContents,
  telegramForwards,
  telegramUpdates,
} from './bounded-calls.ts';
import type { BoundedWork } from './bounded-work.ts';

/** Most text that the layout gives to Discord's renderer at once. */
export const rendered = { length: discordRenderer.limit * MAX_WINDOW, by: 'the window of the layout' };

/** Functions of the platforms' adapters that touch text from outside. */
export const adapterWork: readonly BoundedWork[] = [
  { name: 'Telegram: names in a text', work: (text) => withoutMentions(text, []) },
  { name: 'Telegram: a message', work: (text) => toEvents(telegramUpdates(text), reader, { now: 0, live: true }) },
  {
    name: 'Telegram: other contents',
    work: (text) => toEvents(telegramContents(text), reader, { now: 0, live: true }),
  },
  { name: 'Telegram: forwards', work: (text) => toEvents(telegramForwards(text), reader, { now: 0, live: true }) },
  { name: 'Telegram: a batch of messages', work: batch },
  { name: 'Telegram: a refusal', work: (text) => toTelegramFault(refusal(text)) },
  { name: 'Discord: label of a button', work: (text) => componentsOf([[{ data: 'x', label: text }]]) },
  {
    name: 'Discord: a form',
    work: (text) => buttonForm({ data: 'x', title: text, fields: [{ option: 'x', title: text, label: text }] }),
  },
  { name: 'Discord: suggestions', work: (text) => completionOf([{ label: text, value: text }], 'x', undefined) },
  { name: 'Discord: a message', work: (text) => discordPrompt(discordMessage(text), directory) },
  { name: 'Discord: a forward', work: (text) => discordPrompt(discordForward(text), directory) },
  { name: 'Discord: an edit', work: (text) => editOf(discordEdit(text), directory, 0) },
  { name: 'Discord: a command', work: discordCommand },
  { name: 'Discord: names in a text', work: (text) => plainText(text, [], new Set(['1']), names) },
  { name: 'Discord: an answer without its reasoning', work: withoutCollapsed },
  { name: 'Discord: literal text', work: literalMarkdown, most: rendered },
];
