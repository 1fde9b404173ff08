import type { Attachment } from '../../src/ports/index.ts';
import { readAddress, type Self } from './addressing.ts';
import { detailsOf, isUnreadable } from './details.ts';
import { shownIn } from './media.ts';
import { type TelegramMedia, type TelegramMessage, wordsOf } from './message.ts';

/** Facts about the bot that reading needs. */
export interface BotIdentity {
  self: Self;
  /** Names of its commands: in a group they count as meant for it even without its name. */
  commands: ReadonlySet<string>;
}

/** Contents of one message, whoever said it. */
export interface Contents {
  /** Words of it, with the addresses behind them written out and without the address to the bot. */
  text: string;
  /** Meant for this bot. */
  addressed: boolean;
  /** Meant for another bot: a command that names it. */
  foreign: boolean;
  /** Other readable content. */
  details?: string;
  /** Content that is no text. */
  attachments: Attachment[];
  /** UTF-16 units of its words as they were sent. */
  length: number;
}

/** Reads what a message holds. */
export function contentsOf(message: TelegramMessage, { self, commands }: BotIdentity): Contents {
  const details = detailsOf(message);
  return {
    ...readAddress(message, self, commands),
    ...(details === undefined ? {} : { details }),
    attachments: attachmentsOf(message),
    length: wordsOf(message).text.length,
  };
}

/** Tells whether there is nothing in a message that could be answered. */
export function isEmpty({ length, details, attachments }: Contents): boolean {
  return length === 0 && details === undefined && attachments.length === 0;
}

/** Lists what is sent along with a message and is no text. */
export function attachmentsOf(message: TelegramMedia): Attachment[] {
  const found = shownIn(message);
  if (found) return [found];
  if (message.rich_message) return message.rich_message.attachments;
  return isUnreadable(message) ? [{ kind: 'other' }] : [];
}
