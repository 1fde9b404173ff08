import type { Model, OutgoingFile, SpeechRequest, Usage } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { createBudget } from './budget.ts';
import { isRefused } from './outcome.ts';
import { prepareVoice } from './sound.ts';

/** Words made into voice messages. */

/** Sound of some words. */
export interface Spoken {
  file: OutgoingFile;
  usage?: Usage;
}

/** Bytes of sound that is in memory at a time before it is packed: of the rest, nothing is asked for yet. */
const AT_ONCE = 48 * 1024 * 1024;
/** Bytes of a second of sound as services give it without compression. */
const A_SECOND = 48_000;

/** Endings of what is sent as it is. */
const endings: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
  'audio/webm': 'webm',
};

/** Longest wait for room, ms. */
const LONGEST_WAIT_MS = 300_000;

const budget = createBudget(AT_ONCE);

/**
 * Has words said. They become a voice message, or a sound as it is where it can be made none. `about`: name of the file without
 * its ending, and the longest that the words take. Rejects with a Fault of a ModelFaultKind.
 */
export async function sayWords(
  model: Pick<Model, 'speak'>,
  request: SpeechRequest,
  { name, ms }: { name: string; ms: number },
  signal: AbortSignal,
): Promise<Spoken> {
  const giveBack = await room((ms / 1000) * A_SECOND, request, signal);
  try {
    const { bytes, mime, usage } = await model.speak(request, signal);
    const file = await fileOf(bytes, mime, name, signal);
    return { file, ...(usage ? { usage } : {}) };
  } finally {
    giveBack();
  }
}

async function room(bytes: number, { onBehalf }: SpeechRequest, signal: AbortSignal): Promise<() => void> {
  try {
    return await budget.take(bytes, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]), [onBehalf.chat]);
  } catch (error) {
    signal.throwIfAborted();
    throw new Fault('model_busy', 'no room for sound came free in time', {}, error);
  }
}

async function fileOf(bytes: Uint8Array, mime: string, name: string, signal: AbortSignal): Promise<OutgoingFile> {
  const voice = await prepareVoice(bytes, signal);
  if (!isRefused(voice)) {
    const waveform = Buffer.from(voice.waveform, 'base64');
    const { durationMs } = voice;
    return { bytes: voice.bytes, mime: 'audio/ogg', name: `${name}.ogg`, role: 'voice', durationMs, waveform };
  }
  const ending = endings[mime];
  if (voice.reason === 'empty') throw new Fault('model_empty', 'the voice says nothing');
  if (ending === undefined) throw new Fault('internal', 'sound that cannot be packed', { code: voice.reason });
  return { bytes, mime, name: `${name}.${ending}`, role: 'audio' };
}
