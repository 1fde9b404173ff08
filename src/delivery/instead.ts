import { type Final, type Log, NO_VOICE } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { LOST_FILES } from './files.ts';

/** Sentences for answers that cannot be shown; asked for only then. */
export interface Fallbacks {
  empty(): Promise<string>;
  undisplayable(): Promise<string>;
  /** Sentence for a place that allows text but no pictures, and for one that allows no files. */
  noPictures(): Promise<string>;
  noFiles(): Promise<string>;
  /** Sentence for a place that allows no sound. */
  noVoice(): Promise<string>;
  /** Sentence for files that are not kept any more. */
  lostFiles(): Promise<string>;
  /** Sentence beside the file that holds the whole of a long answer, and for a place that takes none. */
  whole(): Promise<string>;
  noRest(): Promise<string>;
}

/** Tells whether the platform took what is shown to it; false where it refused. */
export function isTaken(showing: Promise<void>): Promise<boolean> {
  const refused = (error: unknown) => {
    if (isFault(error, 'rejected')) return false;
    throw error;
  };
  return showing.then(() => true, refused);
}

/**
 * Finds the sentence to show in place of a refused answer, or of its files, else rethrows the error. If the sentence is refused
 * too, the turn fails.
 */
export async function insteadOf(
  error: unknown,
  { files }: Final,
  fallbacks: Fallbacks,
  { log, turn }: { log: Log; turn: string },
): Promise<string> {
  // A chat can be open to words alone, and no platform says which of the two it refuses.
  const barred = files !== undefined && isFault(error, 'forbidden');
  if (!barred && !isFault(error, 'rejected')) throw error;
  const { code, description, advice } = error.facts;
  if (code === LOST_FILES) {
    log.warn({ turn }, 'Files were not kept until they could be shown');
    return fallbacks.lostFiles();
  }
  if (!barred && code !== NO_VOICE) {
    log.error({ turn, description }, 'The platform would not show an answer in any form');
    return fallbacks.undisplayable();
  }
  log.error({ turn, description, advice }, 'Files may not be sent there');
  const isSound = code === NO_VOICE || files?.some(({ role }) => role === 'voice' || role === 'audio');
  if (isSound) return fallbacks.noVoice();
  return files?.some(({ role }) => role === 'document') ? fallbacks.noFiles() : fallbacks.noPictures();
}
