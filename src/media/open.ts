import type { Blobs, Clock, Documents, Log, MediaSource, ModelCatalog, Surface } from '../ports/index.ts';
import { createMediaFetcher } from './fetch.ts';
import { createHearing } from './hearing.ts';
import { createKeptWords, type Words } from './kept.ts';
import { createKeptMedia } from './kept-media.ts';
import { isRefused } from './outcome.ts';
import { createPerception, type Perception } from './perception.ts';
import { preparePicture, prepareSource } from './pictures.ts';
import { readFile } from './reading.ts';

interface PerceptionOf {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'get' | 'put' | 'forget'>;
  surface(name: string): Surface;
  /** Gives the key of the words that were heard or read in something. */
  wordsKey(conversation: string, source: MediaSource): string;
  /** Gives the key of the blob that something sent is kept as. */
  mediaKey(conversation: string, source: MediaSource): string;
  /** Time for which bytes are kept, ms. */
  mediaTtl: number;
  models: ModelCatalog;
  clock: Clock;
  log: Log;
}

/** Time for which words that were heard or read are kept, ms. */
const WORDS_TTL_MS = 30 * 86_400_000;

/** Opens the senses of the bot. */
export function openPerception(parts: PerceptionOf): Perception {
  const { documents, blobs, surface, wordsKey, mediaKey, mediaTtl, models, clock, log } = parts;
  const hear = createHearing(models);
  const keptMedia = createKeptMedia({ documents, blobs, keyOf: mediaKey, ttl: mediaTtl });
  return createPerception({
    ...createMediaFetcher({ surface, clock, blob: blobs.get, kept: keptMedia, log }),
    see: (bytes, { conversation }, signal) => preparePicture(bytes, 'high', signal, conversation),
    prepare: prepareSource,
    put: keptMedia.put,
    ...(hear ? { hear } : {}),
    async read(bytes, signal, onPage) {
      const file = await readFile(bytes, signal, onPage);
      if (isRefused(file)) return file;
      const words: Words = { v: 1, parts: file.pages, ...(file.more ? { more: true } : {}) };
      return { words, pictures: file.pictures.map(({ picture }) => picture) };
    },
    kept: createKeptWords(documents, wordsKey, WORDS_TTL_MS),
    log,
  });
}
