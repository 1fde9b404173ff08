import type { Clock, MediaSource, Surface } from '../ports/index.ts';
import { Fault, isFault } from '../util/errors.ts';
import { askedPauseMs, retry } from '../util/retry.ts';
import { createBudget } from './budget.ts';
import type { PerceptionParts, SensedAt } from './perception.ts';

/** The one way to the bytes of what was sent: from its platform, or from the blobs. */

interface FetchParts {
  surface(name: string): Surface;
  /** Bytes that are kept for a conversation; undefined where there are none. */
  blob(name: string, conversation: string): Promise<Uint8Array | undefined>;
  clock: Clock;
}

/** Longest download, ms. */
const LIMIT_MS = 60_000;
/** Attempts at one. */
const TRIES = 3;
const BACKOFF = { firstMs: 500, longestMs: 5000 };
/** Longest pause that a platform may ask for, ms. */
const LONGEST_PAUSE_MS = 20_000;
/** Bytes that are in memory at a time: the rest waits. */
const AT_ONCE = 64 * 1024 * 1024;

/** Makes the door. What it has fetched counts until it was used. */
export function createFetch({ surface, blob, clock }: FetchParts): PerceptionParts['fetch'] {
  const budget = createBudget(AT_ONCE);

  async function once(source: MediaSource, most: number, { conversation }: SensedAt, signal: AbortSignal) {
    if ('blob' in source) {
      const bytes = await blob(source.blob, conversation);
      if (!bytes) throw new Fault('gone', 'a blob that is not there any more');
      return bytes;
    }
    const download = surface(source.surface).download;
    if (!download) throw new Fault('gone', 'a surface that gives no files');
    return download(source.address, { bytes: most }, signal);
  }

  function fetch(source: MediaSource, most: number, at: SensedAt, signal: AbortSignal): Promise<Uint8Array> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    return retry(() => once(source, most, at, within), {
      ...{ backoff: BACKOFF, clock, signal: within, tries: TRIES },
      pause(error, pauseMs) {
        if (!isFault(error, 'unreachable', 'server', 'rate_limited')) return undefined;
        const pause = askedPauseMs(error, pauseMs);
        return pause > LONGEST_PAUSE_MS ? undefined : pause;
      },
    });
  }

  return async (source, most, at, signal, use) => {
    const giveBack = await budget.take(most, signal);
    try {
      const bytes = await fetch(source, most, at, signal);
      giveBack(bytes.length);
      return await use(bytes);
    } finally {
      giveBack();
    }
  };
}
