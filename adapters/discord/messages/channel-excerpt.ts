import * as v from 'valibot';
import type { Quote } from '../../../src/ports/index.ts';
import type { Calls } from '../calls.ts';
import { listAfter } from '../catch-up/history.ts';
import { quoted } from '../gateway/events.ts';
import { isBare, type QuoteNames, quoteOf } from './people.ts';

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
    const messages = listed.flatMap((each) => {
      const read = v.safeParse(quoted, each);
      return read.success ? [read.output] : [];
    });
    const quotes = messages.map((each) => quoteOf(each, names));
    const written = quotes.filter(({ text, details }) => text !== '' || details !== undefined);
    // Without the Message Content intent Discord leaves out files and polls, too.
    return written.length === 0 && messages.some(isBare) ? undefined : written;
  } catch {
    return undefined;
  }
}
