import type { Attachment, Blobs, Log, Owner } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { Door } from './fetch.ts';
import { isRefused, type MediaReason, type Refused } from './outcome.ts';
import { MOST_PICTURE, type Source } from './pictures.ts';

/** Picture among the blobs, in a form that others can be drawn out of. */
export interface KeptSource extends Omit<Source, 'bytes'> {
  blob: string;
  /** Bytes. */
  size: number;
}

export interface SourceParts extends Pick<Door, 'fetch'> {
  prepare(bytes: Uint8Array, signal: AbortSignal, conversation: string): Promise<Source | Refused>;
  put: Blobs['put'];
  /** Time for which it is kept, ms. */
  ttl: number;
  /** Reason that people are told for a failure. */
  reasonOf(error: unknown): MediaReason;
  log: Log;
}

/** Bytes that room is made for where nobody told how many there are, and at least. */
const USUAL = 20 * 1024 * 1024;

/**
 * Puts a picture that was sent among the blobs. Rejects with the signal's reason, and with Fault('storage'); every other failure is
 * a reason.
 */
export async function keepSource(
  { fetch, prepare, put, ttl, reasonOf, log }: SourceParts,
  thing: Attachment,
  owner: Owner,
  signal: AbortSignal,
): Promise<KeptSource | Refused> {
  const { kind, size = 0, moving, preview } = thing;
  const isMoving = moving || kind === 'video';
  const source = isMoving ? preview?.source : thing.source;
  if (!source) return { reason: isMoving ? 'wrong_type' : 'gone' };
  if (!isMoving && size > MOST_PICTURE) return { reason: 'too_large' };
  try {
    return await fetch(source, isMoving ? USUAL : Math.max(size, USUAL), owner, signal, async (bytes) => {
      const made = await prepare(bytes, signal, owner.conversation);
      if (isRefused(made)) return made;
      const { bytes: kept, ...rest } = made;
      return { ...rest, blob: await put(kept, { owner, ttl }), size: kept.length };
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(error, 'storage')) {
      // More than all blobs may have: a smaller one would do.
      if (error.facts.code === 'quota') return { reason: 'too_large' };
      throw error;
    }
    const reason = reasonOf(error);
    log.warn({ error, kind, reason }, 'A picture to draw out of could not be had');
    return { reason };
  }
}
