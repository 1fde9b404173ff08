import type { Blobs, Clock, Documents, Log, Surface } from '../ports/index.ts';
import { createFetch } from './fetch.ts';
import { createKeptWords } from './kept.ts';
import { createPerception, type Perception } from './perception.ts';
import { preparePictures } from './pictures.ts';

interface PerceptionOf {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'get'>;
  surface(name: string): Surface;
  clock: Clock;
  log: Log;
}

/** Time for which words that were heard or read are kept, ms. */
const WORDS_TTL_MS = 30 * 86_400_000;

/** Opens the senses of the bot. */
export function openPerception({ documents, blobs, surface, clock, log }: PerceptionOf): Perception {
  return createPerception({
    fetch: createFetch({ surface, clock, blob: blobs.get }),
    async see(bytes, signal) {
      const [picture = { reason: 'broken' }] = await preparePictures([bytes], 'high', signal);
      return picture;
    },
    kept: createKeptWords(documents, WORDS_TTL_MS),
    log,
  });
}
