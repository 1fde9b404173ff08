import { MessageType } from 'discord.js';
import type { Actor, Quote } from '../../../src/ports/index.ts';
import { withoutCollapsed } from '../format.ts';
import type { MessageEvent, Person, Quoted } from '../gateway/events.ts';
import { named } from '../ids.ts';
import { wordingOf } from './forwards.ts';
import { nameOf, type TextNames } from './mentions.ts';

/** People as the core knows them, and what they said. */

/** By nobody's nickname in a server: Discord tells it with what they do, but not with what others quote of them. */
export function actorOf(person: Person, locale: string | undefined): Actor {
  return { id: named(person.id), name: nameOf(person), ...(locale === undefined ? {} : { locale }) };
}

/** Names for quotes. */
export interface QuoteNames extends TextNames {
  /** The bot's user id. */
  self: string;
  /** True where the bot is a guest, or may not read: no message can be fetched again. */
  isGuest?: boolean;
  /** True where Discord tells the bot all that is said at this place, and not only what is meant for it. */
  readsAll: boolean;
  /** Name of a channel that words come from, where everybody here may know it. */
  place(channel: string): string | undefined;
}

/** Tells whether somebody said something here that Discord does not tell the bot: then the message looks empty. */
export function isWithheld(message: Quoted | MessageEvent, { self, readsAll }: QuoteNames): boolean {
  return !readsAll && message.author.id !== self && isBare(message);
}

/** Tells whether a message that somebody wrote looks empty. */
export function isBare(message: Quoted | MessageEvent): boolean {
  const { type, content, attachments, sticker_items: stickers, embeds, components, poll, message_snapshots } = message;
  const lists = [attachments, stickers, embeds, components, message_snapshots];
  return isSpeech(type) && content === '' && !poll && lists.every((list) => list.length === 0);
}

/** Tells a message that somebody wrote from what Discord writes about them. */
export function isSpeech(type: number): boolean {
  return type === MessageType.Default || type === MessageType.Reply;
}

/** A message as a quote. */
export function quoteOf(quoted: Quoted, names: QuoteNames): Quote {
  const { id: message, channel_id: channel } = quoted;
  const home = names.isGuest ? 'passing' : channel === undefined ? undefined : { channel, message };
  const { text, attachments, details, source } = wordingOf(quoted, new Set(), names, home);
  const own = quoted.author.id === names.self;
  return {
    id: quoted.id,
    text: own ? withoutCollapsed(text) : text,
    ...(own ? {} : { author: nameOf(quoted.author) }),
    ...(details === undefined ? {} : { details }),
    ...(isWithheld(quoted, names) ? { unseen: true as const } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(source ? { source } : {}),
  };
}
