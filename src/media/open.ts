import type { Blobs, Clock, Documents, Log, MediaSource, ModelCatalog, Surface } from '../ports/index.ts';
import { createFetch } from './fetch.ts';
import { createHearing } from './hearing.ts';
import { createKeptWords, type Words } from './kept.ts';
import { isRefused } from './outcome.ts';
import { createPerception, type Perception } from './perception.ts';
import { preparePicture } from './pictures.ts';
import { readFile } from './reading.ts';

interface PerceptionOf {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'get'>;
  surface(name: string): Surface;
  /** Gives the key of the words that were heard or read in something. */
  wordsKey(conversation: string, source: MediaSource): string;
  models: ModelCatalog;
  clock: Clock;
  log: Log;
}

/** Time for which words that were heard or read are kept, ms. */
const WORDS_TTL_MS = 30 * 86_400_000;

/** Opens the senses of the bot. */
export function openPerception(parts: PerceptionOf): Perception {
  const { documents, blobs, surface, wordsKey, models, clock, log } = parts;
  const hear = createHearing(models);
  return createPerception({
    fetch: createFetch({ surface, clock, blob: blobs.get }),
    see: (bytes, { conversation }, signal) => preparePicture(bytes, 'high', signal, conversation),
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
