import type { Skin } from '../skin.ts';
import { assistCommands, messageCommands } from './assist.ts';
import { nameIn } from './commands.ts';
import { drawMessage } from './message.ts';

/** Discord's window. Its menus offer the bot's commands for messages; the rest every messenger has. */
export const discord: Skin = {
  platform: 'discord',
  message: drawMessage,
  album: () => undefined,
  assist: assistCommands,
  actions: (item, context) =>
    item.platform !== 'discord' || item.alone !== undefined
      ? []
      : messageCommands(context).map((command) => ({
          label: nameIn(command, context.me.locale),
          run: () => void context.act({ act: 'pick', message: item.id, name: command.name }),
        })),
};
