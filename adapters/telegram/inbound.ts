import type { InboundEvent } from '../../src/ports/index.ts';
import { speakerOf } from './envelope.ts';
import type { TelegramMessage } from './message.ts';
import { messageEventOf } from './prompt.ts';
import type { TelegramUpdate } from './update.ts';
import { edited, moved, pressed, stopped } from './user-actions.ts';
import type { BotIdentity } from './words.ts';

export type { BotIdentity } from './words.ts';

/** Moment at which a batch was read. */
export interface Reading {
  /** Epoch ms, by our own clock. */
  now: number;
  /** The batch came as it was sent: everything in it was sent `now`, whatever Telegram's clock says. */
  live: boolean;
}

/** Events of a batch of updates, in order. */
export function toEvents(
  updates: readonly TelegramUpdate[],
  reader: BotIdentity,
  { now, live }: Reading,
): InboundEvent[] {
  return updates
    .map((update) => translate(update, reader, now))
    .filter((event) => event !== undefined)
    .map((event) => (live ? { ...event, sentAt: now } : event));
}

function translate(update: TelegramUpdate, reader: BotIdentity, now: number): InboundEvent | undefined {
  const {
    update_id: id,
    message,
    edited_message: edit,
    callback_query: query,
    stopped_message_generation: stop,
  } = update;
  if (message) return say(message, reader);
  if (edit) return edited(edit, id, reader);
  if (query) return pressed(query, now);
  return stop && stopped(stop, id, now);
}

function say(message: TelegramMessage, reader: BotIdentity): InboundEvent | undefined {
  const speaker = speakerOf(message);
  return moved(message) ?? (speaker && messageEventOf(message, speaker, reader));
}

/** The presses nothing will come of; their buttons wait for an answer all the same. */
export function idlePresses(updates: readonly TelegramUpdate[]): string[] {
  return updates
    .map(({ callback_query: query }) => query)
    .filter((query) => query !== undefined)
    .filter((query) => !pressed(query, 0))
    .map(({ id }) => id);
}
