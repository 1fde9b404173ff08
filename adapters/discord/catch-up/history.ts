import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock, Log } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { askedPauseMs, retry } from '../../../src/util/retry.ts';
import type { Calls } from '../calls.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { oldestMs } from './watermark.ts';

/** Reads what was said in a channel, page by page. */

/** Most messages Discord lists at once. */
export const pageSize = 100;

const page = v.array(v.looseObject({ id: v.pipe(v.string(), v.regex(/^\d{1,20}$/)) }));

export type Listed = v.InferOutput<typeof page>[number];

/** One page after an id, oldest first; one attempt. Rejects with a Fault. */
export async function listAfter(
  calls: Calls,
  channel: string,
  after: bigint | string,
  signal: AbortSignal,
): Promise<Listed[]> {
  return listed(calls, channel, { after: String(after), limit: String(pageSize) }, signal);
}

/** The latest ones, at most a page, oldest first; one attempt. Rejects with a Fault. */
export function listLatest(calls: Calls, channel: string, count: number, signal: AbortSignal): Promise<Listed[]> {
  return listed(calls, channel, { limit: String(Math.min(Math.max(1, count), pageSize)) }, signal);
}

async function listed(
  calls: Calls,
  channel: string,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<Listed[]> {
  const answer = await calls.call({ method: 'Get', route: Routes.channelMessages(channel), query }, signal);
  const read = v.safeParse(page, answer);
  if (!read.success) throw new Fault('server', 'Discord sent an answer of another form');
  return read.output.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

/** Advice to the operator about missed messages. */
export const repeatIt = 'Ask the people there to repeat what was not answered.';

export interface History {
  /**
   * The same, tried again while Discord is away or wants fewer calls; undefined where nothing can be read (any more). What
   * is `patient` is read after the others.
   */
  after(channel: string, id: bigint, patient: boolean): Promise<Listed[] | undefined>;
  /** Somebody waits for this channel. */
  hurry(channel: string): void;
}

export interface HistoryParts {
  calls: Calls;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Channels read at once. */
const places = 4;
const backoff = { firstMs: 500, longestMs: 30_000 };
/** New messages of a channel wait while its history cannot be had, but not for ever; what Discord asks to wait comes on top. */
const patienceMs = 3_600_000;

export function createHistory({ calls, clock, log, signal }: HistoryParts): History {
  const limiter: Limiter = createLimiter(places);

  async function read(channel: string, id: bigint, patient: boolean): Promise<Listed[]> {
    const leave = await limiter.enter(channel, signal, patient);
    try {
      return await listAfter(calls, channel, id, signal);
    } finally {
      leave();
    }
  }

  return {
    hurry: limiter.hurry,
    async after(channel, id, patient) {
      const begun = clock.elapsed();
      let askedMs = 0;
      /** Ends the attempts at what cannot be read, or would be too old to be read back. */
      function pause(error: unknown, pauseMs: number): number | undefined {
        if (!isFault(error, 'rate_limited', 'unreachable', 'server')) return undefined;
        const passed = clock.elapsed() - begun;
        if (passed > oldestMs || passed - askedMs > patienceMs) {
          log.error(
            { error, channel, advice: repeatIt },
            'What was written meanwhile in a Discord channel could not be read',
          );
          return undefined;
        }
        askedMs += error.facts.retryAfterMs ?? 0;
        return askedPauseMs(error, pauseMs);
      }
      try {
        return await retry(() => read(channel, id, patient), { backoff, clock, signal, pause });
      } catch {
        signal.throwIfAborted();
        // A channel that is gone or closed to the bot holds nothing it could answer.
        return undefined;
      }
    },
  };
}
