import { actProperties } from './acts.ts';
import { commandProperties } from './commands.ts';
import { configProperties } from './config.ts';
import { conversationProperties } from './conversations.ts';
import { discordProperties } from './discord.ts';
import { discordContentProperties } from './discord-content.ts';
import { markdownProperties } from './markdown.ts';
import { modelProperties } from './model.ts';
import { pressProperties } from './presses.ts';
import type { Fuzz } from './property.ts';
import { serverProperties } from './servers.ts';
import { storageProperties } from './storage.ts';
import { conversationStoredProperties } from './stored.ts';
import { telegramProperties } from './telegram.ts';
import { telegramContentProperties } from './telegram-content.ts';
import { textProperties } from './text.ts';

/** All of them, those that take longest first. */
export const properties: readonly Fuzz[] = [
  ...markdownProperties,
  ...modelProperties,
  ...serverProperties,
  ...actProperties,
  ...storageProperties,
  ...conversationProperties,
  ...conversationStoredProperties,
  ...telegramProperties,
  ...telegramContentProperties,
  ...discordProperties,
  ...discordContentProperties,
  ...commandProperties,
  ...pressProperties,
  ...configProperties,
  ...textProperties,
];
