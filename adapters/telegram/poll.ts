import type { Api } from 'grammy';
import type { Cursor } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createBackoff } from './backoff.ts';
import { isWebhookConflict, toFault } from './faults.ts';
import { decodeOffset, encodeOffset, offsetCursor } from './ids.ts';
import { apiSignal } from './signal.ts';
import { type Entry, type TakingParts, take, toEntry } from './taking.ts';
import { updateKinds } from './update.ts';

/** Waits of the loop; tests shorten them. */
export interface PollPace {
  /** Time for which Telegram may hold an empty poll, s (Bot API: at most 50). */
  holdSeconds: number;
  /** First and longest pause after a failure, ms. */
  pauseMs: number;
  longestPauseMs: number;
  /** Between two looks at what Telegram knows of the webhook, ms. */
  lookMs: number;
}

export const defaultPace: PollPace = { holdSeconds: 30, pauseMs: 1000, longestPauseMs: 60_000, lookMs: 60_000 };

export interface PollParts extends TakingParts {
  api: Api;
  /** The bot's own id. */
  bot: number;
  cursor(name: string): Promise<string | undefined>;
  pace: PollPace;
}

/**
 * Reads updates until the signal fires. A batch is confirmed (by the next call's offset) only after `receive` resolved.
 * Throws the Fault that waiting does not mend: a wrong token.
 */
export async function poll(parts: PollParts, signal: AbortSignal): Promise<void> {
  const { clock, log, pace } = parts;
  const backoff = createBackoff({ clock, log, firstMs: pace.pauseMs, longestMs: pace.longestPauseMs });
  let offset: number | undefined;
  let started = false;
  const freshness: Freshness = { live: false };
  while (!signal.aborted) {
    try {
      if (!started) offset = decodeOffset(parts.bot, await parts.cursor(offsetCursor));
      started = true;
      offset = await step(parts, offset, freshness, signal);
      backoff.succeeded();
    } catch (error) {
      if (signal.aborted) return;
      // Whatever was sent meanwhile has waited.
      freshness.live = false;
      const fault = toFault(error, 'all');
      if (fault.kind === 'unauthorized') throw fault;
      if (isWebhookConflict(fault) && (await dropWebhook(parts, signal))) continue;
      await backoff.failed(fault, signal).catch(() => undefined);
    }
  }
}

/**
 * Tells whether arriving updates were just sent. Updates that waited during a downtime or failure are read without
 * holding the poll, and their age counts. Once none is left, messages arrive as they are sent, and no clock needs to be
 * right. The length of a poll tells nothing: a slow line looks like a held poll.
 */
interface Freshness {
  live: boolean;
}

/** Between two empty polls of a server that does not hold them, ms. */
const emptyMs = 250;

/** One poll and what becomes of it: the offset for the next. */
async function step(
  parts: PollParts,
  offset: number | undefined,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { clock, pace } = parts;
  if (!freshness.live) {
    const waiting = await call(parts.api, offset, 0, signal);
    if (waiting.length > 0) return hand(parts, waiting, false);
    freshness.live = true;
  }
  const asked = clock.elapsed();
  const entries = await call(parts.api, offset, pace.holdSeconds, signal);
  if (entries.length > 0) return hand(parts, entries, true);
  const took = clock.elapsed() - asked;
  // A server that does not hold empty polls must not be asked without end.
  if (took < emptyMs) await clock.sleep(emptyMs - took, signal);
  // An empty answer has confirmed everything. Going on without an offset finds new updates even if ids jumped down.
  return undefined;
}

/** Hands a batch to the core; the offset that confirms it. */
async function hand(parts: PollParts, entries: readonly Entry[], live: boolean): Promise<number> {
  // Newest in order of arrival, not the highest: ids may have jumped down within a batch.
  const last = entries.findLast(({ id }) => id !== undefined)?.id;
  if (last === undefined) throw new Fault('server', 'Telegram sent updates without ids');
  const next = last + 1;
  const cursor: Cursor = { name: offsetCursor, value: encodeOffset(parts.bot, next) };
  await take(parts, entries, live, cursor);
  return next;
}

/** Reads the unconfirmed updates, waited for up to `timeout` seconds. */
async function call(api: Api, offset: number | undefined, timeout: number, signal: AbortSignal): Promise<Entry[]> {
  const updates: unknown = await api.getUpdates(
    { timeout, allowed_updates: updateKinds, ...(offset === undefined ? {} : { offset }) },
    apiSignal(signal),
  );
  return Array.isArray(updates) ? updates.map(toEntry) : [];
}

/** A webhook keeps the updates from whoever polls. The pending ones are kept. */
async function dropWebhook({ api, log }: PollParts, signal: AbortSignal): Promise<boolean> {
  try {
    await api.deleteWebhook({ drop_pending_updates: false }, apiSignal(signal));
    log.warn({}, 'A webhook was set for this bot; it is deleted, for updates are polled');
    return true;
  } catch {
    return false;
  }
}
