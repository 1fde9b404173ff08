import type { Attachment } from '../../src/ports/index.ts';
import { readAddress, type Self } from './addressing.ts';
import { detailsOf, isUnreadable } from './details.ts';
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
  /** Kinds of what is sent along and cannot be read. */
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

const kinds: readonly (readonly [field: keyof TelegramMedia, kind: Attachment['kind']])[] = [
  ['photo', 'picture'],
  ['live_photo', 'picture'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  // An animation comes with a document that is the same file.
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
  ['document', 'file'],
  ['story', 'other'],
  ['paid_media', 'other'],
];

/** Kinds of what is sent along with a message and cannot be read. */
export function attachmentsOf(message: TelegramMedia): Attachment[] {
  const found = kinds.find(([field]) => message[field] !== undefined);
  if (found) return [{ kind: found[1] }];
  if (message.rich_message) return message.rich_message.attachments;
  return isUnreadable(message) ? [{ kind: 'other' }] : [];
}
