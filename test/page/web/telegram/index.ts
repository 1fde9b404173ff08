import type { Item } from '../../protocol.ts';
import type { Skin } from '../skin.ts';
import { assistCommands } from './assist.ts';
import { drawMessage } from './message.ts';

/** Telegram's window. What its menus offer is what every messenger offers: the window has it. */
export const telegram: Skin = {
  platform: 'telegram',
  message: drawMessage,
  album: (item: Item) => (item.platform === 'telegram' ? item.message.media_group_id : undefined),
  assist: assistCommands,
  actions: () => [],
};
