import type { Attachment, Log, Owner } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { type MediaFetcher, roomFor } from './fetch.ts';
import type { KeptMedia } from './kept-media.ts';
import { isRefused, type MediaReason, type Refused } from './outcome.ts';
import { MOST_SOURCE_BYTES, type Source } from './pictures.ts';

/** Picture among the blobs, in a form that others can be drawn out of. */
export interface KeptSource extends Omit<Source, 'bytes'> {
  blob: string;
  /** Bytes. */
  size: number;
}

export interface SourceParts extends Pick<MediaFetcher, 'fetch'> {
  prepare(bytes: Uint8Array, signal: AbortSignal, conversation: string): Promise<Source | Refused>;
  put: KeptMedia['put'];
  /** Reason that people are told for a failure. */
  reasonOf(error: unknown): MediaReason;
  log: Log;
}

/** Most bytes of a picture that nobody told the size of: what the platforms serve to a bot at least. */
const UNTOLD = 20 * 1024 * 1024;

/**
 * Puts a picture that was sent among the blobs. Rejects with the signal's reason, and with Fault('storage'); every other failure is
 * a reason.
 */
export async function keepSource(
  { fetch, prepare, put, reasonOf, log }: SourceParts,
  thing: Attachment,
  owner: Owner,
  signal: AbortSignal,
): Promise<KeptSource | Refused> {
  const { kind, moving, preview } = thing;
  const isMoving = moving || kind === 'video';
  const { source, size } = isMoving ? (preview ?? {}) : thing;
  if (!source) return { reason: isMoving ? 'wrong_type' : 'gone' };
  if (size !== undefined && size > MOST_SOURCE_BYTES) return { reason: 'too_large' };
  try {
    const room = size === undefined ? UNTOLD : roomFor(size, MOST_SOURCE_BYTES);
    return await fetch(source, room, owner, signal, async (bytes) => {
      const made = await prepare(bytes, signal, owner.conversation);
      if (isRefused(made)) return made;
      const { bytes: kept, ...rest } = made;
      const { blob } = 'blob' in source && kept === bytes ? source : await put(source, kept, owner);
      return { ...rest, blob, size: kept.length };
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
