import { KEPT_MS } from '../conversation/off-branch.ts';
import type { LentFiles } from '../delivery/bubble-content.ts';
import type { Blobs, Claim, KeptFile, Log, OutgoingFile } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { sha256 } from '../util/sha256.ts';
import type { PicturePlaces } from './picture-places.ts';

type Turn = Pick<Claim, 'id' | 'task'>;

/**
 * Files of answers. A final answer names them, and then they are stored before anything of them is shown. From then on they are
 * in memory only while a call takes them to the platform.
 */
export interface AnswerFiles {
  /** Names further files of a turn's answer by their content, and holds them in memory until they are stored. */
  hold(turn: Turn, files: readonly OutgoingFile[]): Promise<KeptFile[]>;
  /** Stores what is held: what passes until it is shown, pictures for as long as the exchange is kept. Gives false where the store did not take all: it is still held. */
  store(turn: Turn): Promise<boolean>;
  /** Lends files to one call at a time. What is not kept any more is missing. */
  lend(turn: Turn, files: readonly KeptFile[], signal: AbortSignal): LentFiles;
  /** Is told that files were shown. What passes is kept no longer. */
  shown(turn: Turn, files: readonly KeptFile[]): Promise<void>;
  /** Lets go of what is held: it was shown, or will not be. */
  release(turn: Turn): void;
}

interface FilesParts {
  blobs: Pick<Blobs, 'put' | 'get' | 'forget'>;
  /** Places for pictures that are on their way to a platform. */
  places: PicturePlaces;
  log: Log;
}

/** Longest that what passes is kept until it is shown, ms. */
const PASSING_MS = 7 * 86_400_000;

/** Tells whether nothing refers to a file once it was shown. Of sound and documents the words are kept; only pictures stay known. */
function isPassing({ mime }: Pick<KeptFile, 'mime'>): boolean {
  return !mime.startsWith('image/');
}

/** A file that is not stored yet. */
interface Held {
  bytes: Uint8Array;
  ttl: number;
}

export function createAnswerFiles({ blobs, places, log }: FilesParts): AnswerFiles {
  /** Bytes by turn and name. What was paid for is shown also where it cannot be stored. */
  const held = new Map<string, Map<string, Held>>();

  async function read({ id, task }: Turn, { blob, waveform, ...file }: KeptFile): Promise<OutgoingFile[]> {
    const bytes = held.get(id)?.get(blob)?.bytes ?? (await blobs.get(blob, task.conversation));
    const form = waveform === undefined ? {} : { waveform: Buffer.from(waveform, 'base64') };
    return bytes ? [{ bytes, ...file, ...form }] : [];
  }

  return {
    async hold({ id }, files) {
      if (files.length === 0) return [];
      const theirs = held.get(id) ?? new Map<string, Held>();
      held.set(id, theirs);
      const kept: KeptFile[] = [];
      for (const { bytes, waveform, ...file } of files) {
        const blob = await sha256(bytes);
        theirs.set(blob, { bytes, ttl: isPassing(file) ? PASSING_MS : KEPT_MS });
        kept.push({ blob, ...file, ...(waveform ? { waveform: Buffer.from(waveform).toString('base64') } : {}) });
      }
      return kept;
    },

    async store({ id, task: { conversation, actor } }) {
      const owner = { conversation, person: actor.id };
      const theirs = held.get(id) ?? new Map();
      try {
        for (const [name, { bytes, ttl }] of theirs) {
          await blobs.put(bytes, { owner, ttl });
          theirs.delete(name);
        }
        held.delete(id);
        return true;
      } catch (error) {
        if (!isFault(error, 'storage')) throw error;
        log.warn({ turn: id, error }, 'A file could not be stored; it is in memory until it is shown');
        return false;
      }
    },

    lend: (turn, files, signal) => async (use) => {
      const { actor, target } = turn.task;
      const giveBack = await places.take(files.length, { person: actor.id, chat: target.chat }, signal);
      try {
        const there: OutgoingFile[] = [];
        for (const file of files) there.push(...(await read(turn, file)));
        return await use(there);
      } finally {
        giveBack();
      }
    },

    async shown({ id, task: { conversation } }, files) {
      const names = files.filter(isPassing).map(({ blob }) => blob);
      if (names.length === 0) return;
      await blobs.forget({ conversation }, names).catch((error: unknown) => {
        log.warn({ turn: id, error }, 'A file that was shown is kept for a while');
      });
    },

    release: ({ id }) => void held.delete(id),
  };
}
