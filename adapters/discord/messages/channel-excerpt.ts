import { MessageType } from 'discord.js';
import * as v from 'valibot';
import type { Quote } from '../../../src/ports/index.ts';
import type { Calls } from '../calls.ts';
import { listAfter } from '../catch-up/history.ts';
import { quoted } from '../gateway/events.ts';
import { type QuoteNames, quoteOf } from './people.ts';

/**
 * Reads at most 100 messages of a channel after a given one, oldest first. Undefined if they cannot be read: the bot is
 * not there, or is not told what people write.
 */
export async function excerptAfter(
  calls: Calls,
  channel: string,
  message: string,
  names: QuoteNames,
  signal: AbortSignal,
): Promise<Quote[] | undefined> {
  try {
    const listed = await listAfter(calls, channel, message, signal);
    const quotes = listed.flatMap((each) => {
      const read = v.safeParse(quoted, each);
      return read.success ? [quoteOf(read.output, names)] : [];
    });
    const written = quotes.filter(({ text, details }) => text !== '' || details !== undefined);
    return written.length === 0 && listed.some((each) => isWithheld(each)) ? undefined : written;
  } catch {
    return undefined;
  }
}

const none = v.optional(v.pipe(v.array(v.unknown()), v.length(0)));

const bare = v.object({
  type: v.picklist([MessageType.Default, MessageType.Reply]),
  content: v.literal(''),
  attachments: none,
  embeds: none,
  components: none,
  sticker_items: none,
  message_snapshots: none,
  poll: v.optional(v.null()),
});

/** Somebody said it, and nothing of it is shown: without the Message Content intent Discord leaves out files and polls, too. */
function isWithheld(message: unknown): boolean {
  return v.is(bare, message);
}
