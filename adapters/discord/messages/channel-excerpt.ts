import * as v from 'valibot';
import type { Quote } from '../../../src/ports/index.ts';
import type { Calls } from '../calls.ts';
import { type Listed, listAfter, listLatest } from '../catch-up/history.ts';
import { quoted } from '../gateway/events.ts';
import { isBare, type QuoteNames, quoteOf } from './people.ts';

/**
 * Reads at most 100 messages of a channel after a given one, oldest first. Undefined if they cannot be read: the bot is
 * not there, or is not told what people write.
 */
export function excerptAfter(
  calls: Calls,
  channel: string,
  message: string,
  names: QuoteNames,
  signal: AbortSignal,
): Promise<Quote[] | undefined> {
  return excerpt(listAfter(calls, channel, message, signal), names);
}

/** Reads the latest messages of a channel, at most 100, oldest first. Undefined as above. */
export function latestExcerpt(
  calls: Calls,
  channel: string,
  count: number,
  names: QuoteNames,
  signal: AbortSignal,
): Promise<Quote[] | undefined> {
  return excerpt(listLatest(calls, channel, count, signal), names);
}

async function excerpt(listing: Promise<Listed[]>, names: QuoteNames): Promise<Quote[] | undefined> {
  try {
    const messages = (await listing).flatMap((each) => {
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
