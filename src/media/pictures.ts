import type { Detail } from '../ports/index.ts';
import { isRefused, type Refused } from './outcome.ts';
import type { Size } from './pictures/patches.ts';
import { sniff } from './sniff.ts';
import { createLingering } from './work/lingering.ts';
import { startWork, type WorkProcess } from './work/process.ts';
import { createTurns } from './work/turns.ts';

/** Picture as a model takes it: turned, scaled, without anything but its pixels. */
export interface Picture extends Size {
  bytes: Uint8Array;
  mime: 'image/jpeg' | 'image/png';
  detail: Detail;
  /** Tokens that it is counted as. */
  tokens: number;
}

/** Most bytes of a picture. */
const MOST_PICTURE = 50 * 1024 * 1024;

const limits = { memory: 320 * 1024 * 1024, ms: 20_000, output: 16 * 1024 * 1024 };
const taken = new Set(['jpeg', 'png', 'webp', 'gif']);
const oneAtATime = createTurns();
const processes = createLingering(() => startWork('pictures', limits));

/**
 * Makes of a picture what a model needs of it: the first frame, the right way up, at the size that `detail` makes use of. The
 * result is a JPEG, or a PNG where it has transparency or few colours. The bot unpacks one picture at a time. Rejects with the
 * signal's reason, or with Fault('internal') where no process starts.
 *
 * @param conversation shares a process with other calls that follow within a moment
 */
export async function preparePicture(
  bytes: Uint8Array,
  detail: Detail,
  signal: AbortSignal,
  conversation?: string,
): Promise<Picture | Refused> {
  const reason = refusalOf(bytes);
  if (reason !== undefined) return { reason };
  return oneAtATime(signal, async () => {
    const work = processes.take(conversation ?? '');
    try {
      return await prepare(work, bytes, detail, signal);
    } finally {
      processes.leave(conversation, work);
    }
  });
}

/** Reason that shows before anything is unpacked. */
function refusalOf(bytes: Uint8Array) {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > MOST_PICTURE) return 'too_large';
  const type = sniff(bytes);
  if (type === 'svg' || type === 'heic') return type;
  return taken.has(type) ? undefined : 'wrong_type';
}

async function prepare(work: WorkProcess, bytes: Uint8Array, detail: Detail, signal: AbortSignal) {
  const answer = await work.ask({ head: { detail }, body: bytes }, signal);
  if (!isRefused(answer)) return { ...answer.head, bytes: answer.body } as Picture;
  return answer.reason === 'bomb' ? { reason: 'too_many_pixels' as const } : answer;
}
