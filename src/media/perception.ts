import type { Attachment, Log, MediaSource, Model, Owner, Sent } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { LruCache } from '../util/lru.ts';
import { digest } from '../util/text.ts';
import type { KeptWords, Words } from './kept.ts';
import { isRefused, type MediaReason, type Refused } from './outcome.ts';
import type { Picture } from './pictures.ts';

/** Senses: what a model can be given of something that was sent. */

/** Findings about one thing. Of a video, there can be a picture and what is said in it; of a scan, one of each page. */
export interface Sensed {
  pictures?: readonly Picture[];
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
  /** Model that who asks pays for. */
  model: Pick<Model, 'transcribe'>;
}

export interface PerceptionParts {
  /** Fetches a thing of at most `most` bytes, and does something with them while there is room. Rejects with a Fault. */
  fetch<T>(
    source: MediaSource,
    most: number,
    at: SensedAt,
    signal: AbortSignal,
    use: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T>;
  see(bytes: Uint8Array, at: SensedAt, signal: AbortSignal): Promise<Picture | Refused>;
  /** Absent where no model hears. */
  hear?(bytes: Uint8Array, thing: Attachment, at: SensedAt, signal: AbortSignal): Promise<string | Refused>;
  /** `onPage`: is told how many pages have been read. */
  read(bytes: Uint8Array, signal: AbortSignal, onPage: (count: number) => void): Promise<ReadFile | Refused>;
  kept: KeptWords;
  log: Log;
}

/** Content of a file: its words, or the pages of a scan. */
export interface ReadFile {
  words: Words;
  pictures: readonly Picture[];
}

export interface Perception {
  /**
   * Senses a thing. Rejects with the signal's reason, and with Fault('storage' | 'model_spent'); every other failure is a reason.
   * `onPage`: is told how many pages of a file have been read.
   */
  sense(thing: Sent, at: SensedAt, signal: AbortSignal, onPage?: (count: number) => void): Promise<Sensed>;
}

type Way = (at: SensedAt, signal: AbortSignal, onPage: (count: number) => void) => Promise<Sensed>;

/** Most bytes that are fetched of a picture, and of anything else: what the platforms serve to a bot at least. */
const MOST_PICTURE = 20 * 1024 * 1024;
const MOST_BYTES = 25 * 1024 * 1024;
/** Things whose pictures are kept in memory for a follow-up, some hundred kB each. */
const RECENT = 24;

export function createPerception(parts: PerceptionParts): Perception {
  const { fetch, see, hear, read, kept, log } = parts;
  const recent = new LruCache<readonly Picture[]>(RECENT);

  /** Pictures of a thing, made ready once: they are kept in memory for a follow-up. */
  async function shown(
    source: MediaSource,
    { conversation }: SensedAt,
    make: () => Promise<readonly Picture[] | Refused>,
  ): Promise<Sensed> {
    const key = digest(JSON.stringify([conversation, source]));
    const pictures = recent.get(key) ?? (await make());
    if (isRefused(pictures)) return pictures;
    if (pictures.length === 0) return {};
    recent.set(key, pictures);
    return { pictures };
  }

  const seen = (source: MediaSource, at: SensedAt, signal: AbortSignal) =>
    shown(source, at, async () => {
      const picture = await fetch(source, MOST_PICTURE, at, signal, (bytes) => see(bytes, at, signal));
      return isRefused(picture) ? picture : [picture];
    });

  async function heard(thing: Sent, source: MediaSource, at: SensedAt, signal: AbortSignal): Promise<Sensed> {
    if (thing.heard !== undefined) return { heard: thing.heard };
    if (!hear) return { reason: 'deaf' };
    const before = await kept.get(source, at);
    if (before) return { heard: textOf(before) };
    const text = await fetch(source, MOST_BYTES, at, signal, (bytes) => hear(bytes, thing, at, signal));
    if (typeof text !== 'string') return text;
    // Durable before the model is asked: nothing is paid for twice.
    await kept.put(source, at, { v: 1, parts: [{ text }] });
    return { heard: text };
  }

  async function opened(source: MediaSource, at: SensedAt, signal: AbortSignal, onPage: (count: number) => void) {
    const before = await kept.get(source, at);
    if (before) return { read: before };
    let words: Words | undefined;
    const sensed = await shown(source, at, async () => {
      const file = await fetch(source, MOST_BYTES, at, signal, (bytes) => read(bytes, signal, onPage));
      if (isRefused(file)) return file;
      words = file.words;
      return file.pictures;
    });
    if (!words || words.parts.length === 0) return sensed;
    // A scan is read anew: pictures are in no row.
    if (!sensed.pictures?.length) await kept.put(source, at, words);
    return { ...sensed, read: words };
  }

  function waysOf(thing: Sent): Way[] {
    const { kind, source, preview, moving, mime = '' } = thing;
    const still = moving || kind === 'video' ? preview?.source : source;
    const look: Way[] = still ? [(at, signal) => seen(still, at, signal)] : [];
    if (!source) return look;
    const listen: Way = (at, signal) => heard(thing, source, at, signal);
    if (kind === 'picture' || kind === 'sticker' || mime.startsWith('image/')) return look;
    if (kind === 'video') return [...look, listen];
    if (kind === 'voice' || kind === 'audio' || /^(audio|video)\//.test(mime)) return [listen];
    return [(at, signal, onPage) => opened(source, at, signal, onPage)];
  }

  return {
    async sense(thing, at, signal, onPage = () => undefined) {
      let sensed: Sensed = {};
      for (const way of waysOf(thing)) {
        try {
          const more = await way(at, signal, onPage);
          // Many a moving picture has no sound.
          if (more.reason !== 'empty' || !sensed.pictures) sensed = { ...sensed, ...more };
        } catch (error) {
          signal.throwIfAborted();
          if (isFault(error, 'storage', 'model_spent')) throw error;
          sensed.reason = reasonOf(error);
          log.warn({ error, kind: thing.kind, reason: sensed.reason }, 'Something sent could not be sensed');
        }
      }
      return sensed;
    },
  };
}

function textOf({ parts }: Words): string {
  return parts.map(({ text }) => text).join('\n');
}

/** Reason that people are told for a failure of a platform or of a model. */
function reasonOf(error: unknown): MediaReason {
  if (isFault(error, 'gone', 'expired', 'forbidden')) return 'gone';
  if (isFault(error, 'rejected')) return error.facts.code === 'too-large' ? 'too_large' : 'gone';
  if (isFault(error, 'model_auth', 'model_unknown', 'model_quota')) return 'deaf';
  if (isFault(error, 'model_rejected', 'model_empty')) return 'broken';
  return 'stalled';
}
