import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock, Opening } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import { createFreshAnswers } from '../../../src/util/fresh-answers.ts';
import { headline } from '../../../src/util/text.ts';
import type { Calls } from '../calls.ts';
import { type Quoted, quoted } from '../gateway/events.ts';
import { type QuoteNames, quoteOf } from './people.ts';

/** Opening of threads and posts: their titles, and the messages that they began with. */
export interface Openings {
  /** `home`: the channel that holds the thread's first message. Asks Discord, within the signal's time; never rejects. */
  of(thread: { id: string; name?: string; home: string }, names: QuoteNames, signal: AbortSignal): Promise<Opening>;
}

/** Longest title that is read, in UTF-16 units; Discord's own limit is 100. */
const MOST_TITLE = 200;
/** Threads whose first messages are remembered at most. */
const remembered = 500;
/** Time for which a first message is believed to be as it was, ms: it can be edited, or deleted. */
const holdsMs = 10 * 60_000;
/** Time limit of a question, ms. */
const timeoutMs = 2000;

export function createOpenings({ calls, clock }: { calls: Calls; clock: Clock }): Openings {
  const known = createFreshAnswers<Quoted | undefined>({ clock, holdsMs, most: remembered });
  const unlimited = new AbortController().signal;

  /** A thread has its first message's id, wherever that is. Undefined where it was made without one. */
  async function ask(home: string, id: string): Promise<Quoted | undefined> {
    try {
      const answer = await calls.call({ method: 'Get', route: Routes.channelMessage(home, id), timeoutMs }, unlimited);
      const read = v.safeParse(quoted, answer);
      return read.success ? read.output : undefined;
    } catch (error) {
      if (isFault(error, 'gone', 'forbidden')) return undefined;
      throw error;
    }
  }

  return {
    async of({ id, name, home }, names, signal) {
      const first = await known.get(id, () => ask(home, id), signal).catch(() => undefined);
      const starter = first && quoteOf(first, names);
      const isRead = starter && (starter.text !== '' || starter.details !== undefined || starter.attachments);
      return {
        ...(name === undefined ? {} : { title: headline(name, MOST_TITLE) }),
        ...(isRead ? { starter } : {}),
      };
    },
  };
}
