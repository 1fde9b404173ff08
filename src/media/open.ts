import type { Blobs, Clock, Documents, Log, MediaSource, ModelCatalog, Surface } from '../ports/index.ts';
import { createDoor } from './fetch.ts';
import { createHearing } from './hearing.ts';
import { createKeptWords, type Words } from './kept.ts';
import { isRefused } from './outcome.ts';
import { createPassing } from './passing.ts';
import { createPerception, type Perception } from './perception.ts';
import { preparePicture, prepareSource } from './pictures.ts';
import { readFile } from './reading.ts';

interface PerceptionOf {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'get' | 'put'>;
  surface(name: string): Surface;
  /** Gives the key of the words that were heard or read in something. */
  wordsKey(conversation: string, source: MediaSource): string;
  /** Gives the key of the blob that something which passes is kept as. */
  passingKey(conversation: string, source: MediaSource): string;
  /** Time for which pictures that others are drawn out of are kept, ms. */
  sourcesTtl: number;
  models: ModelCatalog;
  clock: Clock;
  log: Log;
}

/** Time for which words that were heard or read are kept, and what only passed, ms. */
const SENT_TTL_MS = 30 * 86_400_000;

/** Opens the senses of the bot. */
export function openPerception(parts: PerceptionOf): Perception {
  const { documents, blobs, surface, wordsKey, passingKey, sourcesTtl, models, clock, log } = parts;
  const hear = createHearing(models);
  const passing = createPassing({ documents, blobs, keyOf: passingKey, ttl: SENT_TTL_MS });
  return createPerception({
    ...createDoor({ surface, clock, blob: blobs.get, passing, log }),
    see: (bytes, { conversation }, signal) => preparePicture(bytes, 'high', signal, conversation),
    prepare: prepareSource,
    put: blobs.put,
    ttl: sourcesTtl,
    ...(hear ? { hear } : {}),
    async read(bytes, signal, onPage) {
      const file = await readFile(bytes, signal, onPage);
      if (isRefused(file)) return file;
      const words: Words = { v: 1, parts: file.pages, ...(file.more ? { more: true } : {}) };
      return { words, pictures: file.pictures.map(({ picture }) => picture) };
    },
    kept: createKeptWords(documents, wordsKey, SENT_TTL_MS),
    log,
  });
}
