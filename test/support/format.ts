import type { MessageEntity } from 'grammy/types';
import { discordRenderer } from '../../adapters/discord/format.ts';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { layoutAtOnce } from '../../src/delivery/layout.ts';
import type { Rendered } from '../../src/ports/index.ts';

/** Markdown as Discord reads it, in parts a message can hold. */
export function formatDiscord(markdown: string): string[] {
  return layoutAtOnce(markdown, discordRenderer).map(({ rendered }) => rendered.text);
}

export interface TelegramText {
  text: string;
  entities: MessageEntity[];
}

/** Markdown as Telegram text with entities, in parts a message can hold. */
export function formatTelegram(markdown: string): TelegramText[] {
  return layoutAtOnce(markdown, telegramRenderer).map(({ rendered }) => telegramText(rendered));
}

/** What the renderer for Telegram made, with its entities as what they are. */
export function telegramText({ text, entities = [] }: Rendered): TelegramText {
  return { text, entities: entities.filter(isMessageEntity) };
}

function isMessageEntity(entity: object): entity is MessageEntity {
  return 'type' in entity && 'offset' in entity && 'length' in entity;
}
