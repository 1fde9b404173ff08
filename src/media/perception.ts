import type { Attachment, Log, Owner } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { LruCache } from '../util/lru.ts';
import { digest } from '../util/text.ts';
import type { KeptWords, Words } from './kept.ts';
import { isRefused, type MediaReason, type Refused } from './outcome.ts';
import type { Picture } from './pictures.ts';

/** Senses: what a model can be given of something that was sent. */

/** Findings about one thing. Of a video, there can be a picture and what is said in it. */
export interface Sensed {
  picture?: Picture;
  /** Words that are said in it. */
  heard?: string;
  /** Words that stand in it. */
  read?: Words;
  /** Reason for which it could not be sensed, or not as a whole. */
  reason?: MediaReason;
}

/** Conversation and person that a thing belongs to, and who asks about it. */
export interface SensedAt extends Owner {
  /** Target.chat. */
  chat: string;
  /** Actor.id of who asks. */
  asker: string;
  /** BCP 47 tag of the language that is probably spoken in it. */
  language: string;
}

/** Thing whose bytes can be had. */
export type Source = NonNullable<Attachment['source']>;

export interface PerceptionParts {
  /** Fetches a thing of at most `most` bytes, and does something with them while there is room. Rejects with a Fault. */
  fetch<T>(
    source: Source,
    most: number,
    at: SensedAt,
    signal: AbortSignal,
    use: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T>;
  see(bytes: Uint8Array, signal: AbortSignal): Promise<Picture | Refused>;
  /** Absent where no model hears. */
  hear?(bytes: Uint8Array, thing: Attachment, at: SensedAt, signal: AbortSignal): Promise<string | Refused>;
  /** Absent where nothing is read. */
  read?(bytes: Uint8Array, thing: Attachment, signal: AbortSignal): Promise<Words | Refused>;
  kept: KeptWords;
  log: Log;
}

export interface Perception {
  /** Senses a thing. Rejects with the signal's reason, and with Fault('storage'); every other failure is a reason. */
  sense(thing: Attachment, at: SensedAt, signal: AbortSignal): Promise<Sensed>;
}

/** Most bytes that are fetched of a picture, and of anything else: what the platforms serve to a bot at least. */
const MOST_PICTURE = 20 * 1024 * 1024;
const MOST_BYTES = 25 * 1024 * 1024;
/** Pictures that are kept in memory for a follow-up, each some hundred kB. */
const PICTURES = 24;

export function createPerception(parts: PerceptionParts): Perception {
  const { fetch, see, hear, read, kept, log } = parts;
  const pictures = new LruCache<Picture>(PICTURES);

  async function seen(source: Source, at: SensedAt, signal: AbortSignal): Promise<Sensed> {
    const key = digest(JSON.stringify([at.conversation, source]));
    const before = pictures.get(key);
    if (before) return { picture: before };
    const picture = await fetch(source, MOST_PICTURE, at, signal, (bytes) => see(bytes, signal));
    if (isRefused(picture)) return picture;
    pictures.set(key, picture);
    return { picture };
  }

  /** Words of a thing, worked out once: they are durable before the model is asked with them. */
  async function words(
    source: Source,
    at: SensedAt,
    signal: AbortSignal,
    find: (bytes: Uint8Array) => Promise<Words | Refused>,
  ): Promise<Words | Refused> {
    const before = await kept.get(source, at);
    if (before) return before;
    const found = await fetch(source, MOST_BYTES, at, signal, find);
    if (!isRefused(found)) await kept.put(source, at, found);
    return found;
  }

  async function heard(thing: Attachment, source: Source, at: SensedAt, signal: AbortSignal): Promise<Sensed> {
    if (!hear) return { reason: 'deaf' };
    const found = await words(source, at, signal, async (bytes) => {
      const text = await hear(bytes, thing, at, signal);
      return typeof text === 'string' ? { v: 1, parts: [{ text }] } : text;
    });
    return isRefused(found) ? found : { heard: found.parts.map(({ text }) => text).join('\n') };
  }

  async function opened(thing: Attachment, source: Source, at: SensedAt, signal: AbortSignal): Promise<Sensed> {
    if (!read) return { reason: 'wrong_type' };
    const found = await words(source, at, signal, (bytes) => read(bytes, thing, signal));
    return isRefused(found) ? found : { read: found };
  }

  function waysOf(thing: Attachment): ((at: SensedAt, signal: AbortSignal) => Promise<Sensed>)[] {
    const { kind, source, preview, moving, mime = '' } = thing;
    const still = moving || kind === 'video' ? preview?.source : source;
    const look = still ? [(at: SensedAt, signal: AbortSignal) => seen(still, at, signal)] : [];
    if (!source) return look;
    const listen = (at: SensedAt, signal: AbortSignal) => heard(thing, source, at, signal);
    if (kind === 'picture' || kind === 'sticker') return look;
    if (kind === 'video') return [...look, listen];
    if (kind === 'voice' || kind === 'audio') return [listen];
    if (mime.startsWith('image/')) return look;
    if (/^(audio|video)\//.test(mime)) return [listen];
    return [(at, signal) => opened(thing, source, at, signal)];
  }

  return {
    async sense(thing, at, signal) {
      const sensed: Sensed = {};
      for (const way of waysOf(thing)) {
        try {
          Object.assign(sensed, await way(at, signal));
        } catch (error) {
          signal.throwIfAborted();
          if (isFault(error, 'storage')) throw error;
          sensed.reason = reasonOf(error);
          log.warn({ error, kind: thing.kind, reason: sensed.reason }, 'Something sent could not be sensed');
        }
      }
      return sensed;
    },
  };
}

/** Reason that people are told for a failure of a platform or of a model. */
function reasonOf(error: unknown): MediaReason {
  if (isFault(error, 'gone', 'expired', 'forbidden')) return 'gone';
  if (isFault(error, 'rejected')) return error.facts.code === 'too-large' ? 'too_large' : 'gone';
  if (isFault(error, 'model_auth', 'model_unknown', 'model_quota')) return 'deaf';
  if (isFault(error, 'model_rejected', 'model_empty')) return 'broken';
  return 'stalled';
}
