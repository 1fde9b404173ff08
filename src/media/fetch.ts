import type { Clock, Log, MediaSource, Owner, Surface } from '../ports/index.ts';
import { tooLarge } from '../util/download.ts';
import { Fault, isFault } from '../util/errors.ts';
import { createFreshAnswers } from '../util/fresh-answers.ts';
import { askedPauseMs, retry } from '../util/retry.ts';
import { createBudget } from './budget.ts';
import type { KeptMedia } from './kept-media.ts';

/** The one way to the bytes of what was sent: from its platform, or from the blobs. */
export interface MediaFetcher {
  /** Fetches a thing of at most `most` bytes, and does something with them while there is room. Rejects with a Fault. */
  fetch<T>(
    source: MediaSource,
    most: number,
    owner: Owner,
    signal: AbortSignal,
    use: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T>;
  /** Puts what passes among the blobs, once however often it is asked for. Rejects with a Fault. */
  keep(source: MediaSource, most: number, owner: Owner, signal: AbortSignal): Promise<void>;
}

interface FetcherParts {
  surface(name: string): Surface;
  /** Bytes that are kept for a conversation; undefined where there are none. */
  blob(name: string, conversation: string): Promise<Uint8Array | undefined>;
  kept: KeptMedia;
  clock: Clock;
  log: Log;
}

/** Longest download, ms. */
const LIMIT_MS = 60_000;
/** Longest time for putting among the blobs what passes, with the wait for room, ms. */
const KEEPING_MS = 180_000;
/** Attempts at one. */
const TRIES = 3;
const BACKOFF = { firstMs: 500, longestMs: 5000 };
/** Longest pause that a platform may ask for, ms. */
const LONGEST_PAUSE_MS = 20_000;
/** Media that pass whose place is remembered, and for how long, ms. */
const REMEMBERED = 500;
const HOLDS_MS = 600_000;
/** Bytes that are in memory at a time: the rest waits. A file of 20 MB leaves no room for another one. */
const AT_ONCE = 36 * 1024 * 1024;

const LEAST_ROOM = 4 * 1024 * 1024;

/** Bytes that room is made for: no more than was said, but where that is so little that it may be wrong. */
export function roomFor(said: number | undefined, most: number): number {
  return said === undefined ? most : Math.min(most, Math.max(said, LEAST_ROOM));
}

/** Names of those who share the room: nobody fills it alone. */
function sharesOf({ conversation, person }: Owner): string[] {
  return [`in ${conversation}`, ...(!person ? [] : [`of ${person}`])];
}

/** Makes the fetcher. What it has fetched counts until it was used. What passes is kept by the first who fetches it. */
export function createMediaFetcher({ surface, blob, kept, clock, log }: FetcherParts): MediaFetcher {
  const budget = createBudget(AT_ONCE);
  /** Places of what passes, by conversation and reference. */
  const places = createFreshAnswers<MediaSource>({ clock, holdsMs: HOLDS_MS, most: REMEMBERED });

  async function once(source: MediaSource, most: number, { conversation }: Owner, signal: AbortSignal) {
    if ('blob' in source) {
      const bytes = await blob(source.blob, conversation);
      if (!bytes) throw new Fault('gone', 'a blob that is not there any more');
      if (bytes.length > most) throw tooLarge();
      return bytes;
    }
    const download = surface(source.surface).download;
    if (!download) throw new Fault('gone', 'a surface that gives no files');
    return download(source.address, { bytes: most }, signal);
  }

  function tried(source: MediaSource, most: number, owner: Owner, signal: AbortSignal): Promise<Uint8Array> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    return retry(() => once(source, most, owner, within), {
      ...{ backoff: BACKOFF, clock, signal: within, tries: TRIES },
      pause(error, pauseMs) {
        if (!isFault(error, 'unreachable', 'server', 'rate_limited')) return undefined;
        const pause = askedPauseMs(error, pauseMs);
        return pause > LONGEST_PAUSE_MS ? undefined : pause;
      },
    });
  }

  async function use<T>(
    source: MediaSource,
    most: number,
    owner: Owner,
    signal: AbortSignal,
    work: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T> {
    const giveBack = await budget.take(most, signal, sharesOf(owner));
    try {
      const bytes = await tried(source, most, owner, signal);
      giveBack(bytes.length);
      return await work(bytes);
    } finally {
      giveBack();
    }
  }

  /** Keeps what passes. Where the store does not take it, it stays where it is. */
  async function keepOnce(source: MediaSource, most: number, owner: Owner): Promise<MediaSource> {
    const before = await kept.find(source, owner.conversation);
    if (before) return before;
    // Whoever waits for it may go; others may come for it.
    return use(source, most, owner, AbortSignal.timeout(KEEPING_MS), async (bytes) => {
      try {
        return await kept.put(source, bytes, owner);
      } catch (error) {
        if (!isFault(error, 'storage')) throw error;
        log.warn({ error }, 'Something that passes could not be kept');
        return source;
      }
    });
  }

  /** Finds where a thing is to be had from: of what passes, the blob that it is. */
  async function lasting(source: MediaSource, most: number, owner: Owner, signal: AbortSignal): Promise<MediaSource> {
    if ('blob' in source || !source.passing) return source;
    const key = JSON.stringify([owner.conversation, source]);
    return places.get(key, () => keepOnce(source, most, owner), signal);
  }

  return {
    async fetch(source, most, owner, signal, work) {
      return use(await lasting(source, most, owner, signal), most, owner, signal, work);
    },
    async keep(source, most, owner, signal) {
      await lasting(source, most, owner, signal);
    },
  };
}
