import type { Detail } from '../ports/index.ts';
import { isRefused, type Refused } from './outcome.ts';
import type { Size } from './pictures/patches.ts';
import { sniff } from './sniff.ts';
import { createLingering } from './work/lingering.ts';
import { type Answer, startWork } from './work/process.ts';
import { createTurns } from './work/turns.ts';

/** Picture as a model takes it: turned, scaled, without anything but its pixels. */
export interface Picture extends Size {
  bytes: Uint8Array;
  mime: 'image/jpeg' | 'image/png';
  detail: Detail;
  /** Tokens that it is counted as. */
  tokens: number;
}

/** Picture as others can be drawn out of it: a still one, the right way up, that says nothing but its pixels. */
export interface Source {
  bytes: Uint8Array;
  mime: `image/${'png' | 'jpeg' | 'webp'}`;
  /** Facts that are not known where no library is there to look: its size, and whether some of it is transparent. */
  seen?: Size & { clear: boolean };
}

/** Most bytes of a picture: services that draw take less than `MOST_SOURCE_MB`, which would bring packages along here. */
export const MOST_SOURCE_BYTES = 50 * 1024 * 1024 - 1;

const limits = { memory: 320 * 1024 * 1024, ms: 20_000, output: MOST_SOURCE_BYTES + 64 * 1024 };
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
  const answer = await ask({ detail }, bytes, signal, conversation);
  return isRefused(answer) ? answer : ({ ...answer.head, bytes: answer.body } as Picture);
}

/**
 * Makes of a picture what others can be drawn out of. What is so already stays as it is, byte by byte. Rejects as
 * `preparePicture` does.
 */
export async function prepareSource(
  bytes: Uint8Array,
  signal: AbortSignal,
  conversation?: string,
): Promise<Source | Refused> {
  const answer = await ask({}, bytes, signal, conversation);
  const type = sniff(bytes);
  const told = type === 'png' || type === 'jpeg' || type === 'webp' ? type : undefined;
  if (isRefused(answer)) {
    return answer.reason === 'missing_library' && told ? { bytes, mime: `image/${told}` } : answer;
  }
  const { made, ...seen } = answer.head as { made?: Source['mime'] } & NonNullable<Source['seen']>;
  const source = made ? { bytes: answer.body, mime: made } : told && { bytes, mime: `image/${told}` as const };
  return source ? { ...source, seen } : { reason: 'wrong_type' };
}

/** Asks a process about a picture, unless it shows before that the picture cannot be taken. */
async function ask(
  head: { detail?: Detail },
  bytes: Uint8Array,
  signal: AbortSignal,
  conversation?: string,
): Promise<Answer> {
  const reason = refusalOf(bytes);
  if (reason !== undefined) return { reason };
  return oneAtATime(signal, async () => {
    const work = processes.take(conversation ?? '');
    try {
      const answer = await work.ask({ head, body: bytes }, signal);
      return isRefused(answer) && answer.reason === 'bomb' ? { reason: 'too_many_pixels' as const } : answer;
    } finally {
      processes.leave(conversation, work);
    }
  });
}

/** Reason that shows before anything is unpacked. */
function refusalOf(bytes: Uint8Array) {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > MOST_SOURCE_BYTES) return 'too_large';
  const type = sniff(bytes);
  if (type === 'svg' || type === 'heic') return type;
  return taken.has(type) ? undefined : 'wrong_type';
}
