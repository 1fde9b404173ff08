import {
  type Attachment,
  type Log,
  type MediaSource,
  type Model,
  type Owner,
  type Sent,
  TOO_LARGE,
} from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { LruCache } from '../util/lru.ts';
import { digest } from '../util/text.ts';
import { type MediaFetcher, roomFor } from './fetch.ts';
import type { KeptWords, Words } from './kept.ts';
import { isRefused, type MediaReason, type Refused } from './outcome.ts';
import type { Picture } from './pictures.ts';
import { type FileType, sniff } from './sniff.ts';
import { type KeptSource, keepSource, type SourceParts } from './source.ts';

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

export interface PerceptionParts extends MediaFetcher, Pick<SourceParts, 'prepare' | 'put'> {
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
  /** As `keepSource`. */
  source(thing: Attachment, owner: Owner, signal: AbortSignal): Promise<KeptSource | Refused>;
  /** Fetches a file of at most `most` bytes, as it is. Rejects with the signal's reason; every other failure is a reason. */
  bytes(thing: Attachment, most: number, owner: Owner, signal: AbortSignal): Promise<Uint8Array | Refused>;
  /** Keeps what of these things only passes. Resolves once that is done; what cannot be kept is not. */
  keep(things: readonly Attachment[], owner: Owner): Promise<void>;
  /** Lets go of the pictures that are kept in memory. */
  letGo(): void;
}

type Sense = 'see' | 'hear' | 'read';

/** Thing that is sensed, for whom, and who is told of the pages that are read. */
interface Asked {
  thing: Sent;
  at: SensedAt;
  signal: AbortSignal;
  onPage: (count: number) => void;
}

/** Part of a thing that is fetched for one sense. */
interface Way {
  source: MediaSource;
  /** Sense that it is for, by what was said of it. */
  said: Sense;
  /** Bytes, as it was said. */
  size?: number | undefined;
}

/** Sense that the content of a file is for, whatever was said of it. What is not listed here is what it is said to be. */
const senses: Partial<Record<FileType, Sense>> = {
  ...{ jpeg: 'see', png: 'see', gif: 'see', webp: 'see', heic: 'see' },
  ...{ ogg: 'hear', mp3: 'hear', mp4: 'hear', wav: 'hear', flac: 'hear', matroska: 'hear' },
  ...{ pdf: 'read', zip: 'read', ole: 'read' },
};

/** Most bytes that are fetched of a picture, and of anything else: what the platforms serve to a bot at least. */
const MOST_SEEN_BYTES = 20 * 1024 * 1024;
const MOST_BYTES = 25 * 1024 * 1024;
/** Bytes of pictures that are kept in memory for a follow-up: some twenty, or two scans. */
const RECENT = 16 * 1024 * 1024;

export function createPerception(parts: PerceptionParts): Perception {
  const { fetch, see, hear, read, kept, log } = parts;
  /** Findings with pictures: they are kept in memory for a follow-up. */
  const recent = new LruCache<Sensed>(RECENT, bytesOf);

  /** Makes of bytes what a model can be given of them. */
  async function made(bytes: Uint8Array, sense: Sense, { thing, at, signal, onPage }: Asked): Promise<Sensed> {
    if (sense === 'see') {
      const picture = await see(bytes, at, signal);
      return isRefused(picture) ? picture : { pictures: [picture] };
    }
    if (sense === 'hear') {
      const text = (await hear?.(bytes, thing, at, signal)) ?? ({ reason: 'deaf' } as const);
      return typeof text === 'string' ? { heard: text } : text;
    }
    const file = await read(bytes, signal, onPage);
    if (isRefused(file)) return file;
    const { words, pictures } = file;
    return { ...(pictures.length > 0 ? { pictures } : {}), ...(words.parts.length > 0 ? { read: words } : {}) };
  }

  async function sensed({ source, said, size }: Way, asked: Asked): Promise<Sensed> {
    const { thing, at, signal } = asked;
    if (said !== 'see' && thing.heard !== undefined) return { heard: thing.heard };
    if (said === 'hear' && !hear) return { reason: 'deaf' };
    const key = digest(JSON.stringify([at.conversation, source]));
    const before = recent.get(key) ?? sensedIn(await kept.get(source, at));
    if (before) return before;
    const most = roomFor(size, said === 'see' ? MOST_SEEN_BYTES : MOST_BYTES);
    const found = await fetch(source, most, at, signal, (bytes) => made(bytes, senses[sniff(bytes)] ?? said, asked));
    const { pictures, heard, read: words = heard === undefined ? undefined : wordsOf(heard) } = found;
    // A scan is read anew: pictures are in no row.
    if (pictures) recent.set(key, found);
    // Durable before the model is asked: nothing is paid for twice.
    else if (words) await kept.put(source, at, words);
    return found;
  }

  function waysOf(thing: Sent): Way[] {
    const { kind, source, preview, moving, size, mime = '' } = thing;
    const still = moving || kind === 'video' ? preview : thing;
    const look: Way[] = still?.source ? [{ source: still.source, said: 'see', size: still.size }] : [];
    if (!source) return look;
    if (kind === 'picture' || kind === 'sticker' || mime.startsWith('image/')) return look;
    if (kind === 'video') return [...look, { source, said: 'hear', size }];
    const isSound = kind === 'voice' || kind === 'audio' || /^(audio|video)\//.test(mime);
    return [{ source, said: isSound ? 'hear' : 'read', size }];
  }

  return {
    async sense(thing, at, signal, onPage = () => undefined) {
      let all: Sensed = {};
      for (const way of waysOf(thing)) {
        try {
          const more = await sensed(way, { thing, at, signal, onPage });
          // Many a moving picture has no sound.
          if (more.reason !== 'empty' || !all.pictures) all = { ...all, ...more };
        } catch (error) {
          signal.throwIfAborted();
          if (isFault(error, 'storage', 'model_spent')) throw error;
          all.reason = reasonOf(error);
          log.warn({ error, kind: thing.kind, reason: all.reason }, 'Something sent could not be sensed');
        }
      }
      return all;
    },

    source: (thing, owner, signal) => keepSource({ ...parts, reasonOf }, thing, owner, signal),

    async bytes({ source, size = 0, kind }, most, owner, signal) {
      if (!source) return { reason: 'gone' };
      if (size > most) return { reason: 'too_large' };
      try {
        return await fetch(source, most, owner, signal, async (bytes) => bytes);
      } catch (error) {
        signal.throwIfAborted();
        log.warn({ error, kind }, 'A file that was sent could not be had');
        return { reason: reasonOf(error) };
      }
    },

    letGo: () => recent.clear(),

    async keep(things, owner) {
      for (const { kind, source, preview, size } of things) {
        try {
          if (preview) await parts.keep(preview.source, roomFor(preview.size, MOST_SEEN_BYTES), owner, never);
          if (source && (size ?? 0) <= MOST_BYTES) await parts.keep(source, roomFor(size, MOST_BYTES), owner, never);
        } catch (error) {
          log.warn({ error, kind }, 'Something that passes could not be had');
        }
      }
    },
  };
}

/** Signal of who waits for nothing: each download has a limit of its own. */
const never = new AbortController().signal;

function bytesOf({ pictures = [] }: Sensed): number {
  return pictures.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Words that were heard, as they are kept: of what was read, every part has a name. */
function wordsOf(heard: string): Words {
  return { v: 1, parts: [{ text: heard }] };
}

function sensedIn(words: Words | undefined): Sensed | undefined {
  if (!words) return undefined;
  const [only] = words.parts;
  return words.parts.length === 1 && only?.name === undefined ? { heard: only?.text ?? '' } : { read: words };
}

/** Reason that people are told for a failure of a platform or of a model. */
function reasonOf(error: unknown): MediaReason {
  if (isFault(error, 'gone', 'expired', 'forbidden')) return 'gone';
  if (isFault(error, 'rejected')) return error.facts.code === TOO_LARGE ? 'too_large' : 'gone';
  if (isFault(error, 'model_auth', 'model_unknown', 'model_quota')) return 'deaf';
  if (isFault(error, 'model_rejected', 'model_empty')) return 'broken';
  return 'stalled';
}
