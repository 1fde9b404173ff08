import { isRefused, type Refused } from './outcome.ts';
import type { PartHead } from './sound/hear.ts';
import type { VoiceHead } from './sound/speak.ts';
import type { Ending } from './sound/track.ts';
import { type JobName, timeFor } from './work/jobs.ts';
import type { WorkMessage } from './work/messages.ts';
import { startWork } from './work/process.ts';
import { createTurns } from './work/turns.ts';

/** Sound that a service can transcribe. */
export interface Sound {
  bytes: Uint8Array;
  /** Ending that services know it by, without a dot. */
  ending: Ending;
  mime: string;
  /** Ms since the beginning of the whole. */
  startMs: number;
  durationMs: number;
}

/** Voice message, as platforms show one: Ogg with Opus of one channel at 48 kHz. */
export interface Voice {
  bytes: Uint8Array;
  durationMs: number;
  /** Loudness over time in at most 256 bytes, base64. */
  waveform: string;
}

/** Most bytes of sound, and of a video whose sound is taken. */
const MOST_SOUND = 50 * 1024 * 1024;

const limits = { memory: 330 * 1024 * 1024, output: 128 * 1024 * 1024 };
const oneAtATime = createTurns();

const mimes: Readonly<Record<Ending, string>> = {
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  wav: 'audio/wav',
  webm: 'audio/webm',
};

/**
 * Makes of sound, or of a video, what a service of transcription takes. That is the sound alone, in parts of at most so
 * many seconds and bytes, cut at pauses. What fits stays as it is. Nothing is decoded. Rejects with the signal's reason, or with
 * Fault('internal') where no process starts.
 */
export async function prepareSound(
  bytes: Uint8Array,
  most: { seconds: number; bytes: number },
  signal: AbortSignal,
): Promise<Sound[] | Refused> {
  const parts: Sound[] = [];
  const answer = await work('hearing', { head: most, body: bytes }, signal, (part, body) =>
    parts.push({ ...part, bytes: body, mime: mimes[part.ending] }),
  );
  if (isRefused(answer)) return answer;
  const { ending, durationMs = 0 } = answer.head as Partial<PartHead>;
  return ending ? [{ bytes, ending, mime: mimes[ending], startMs: 0, durationMs }] : parts;
}

/**
 * Makes a voice message of what a service of speech gave. Ogg with Opus stays as it is. WAV and bare samples (16 bits, 24
 * kHz, one channel) are encoded. `wrong_type` for what cannot be decoded here, such as MP3: it can be sent as it is.
 */
export async function prepareVoice(bytes: Uint8Array, signal: AbortSignal): Promise<Voice | Refused> {
  const answer = await work('speaking', { head: {}, body: bytes }, signal);
  if (isRefused(answer)) return answer;
  return { ...(answer.head as VoiceHead), bytes: answer.body.length > 0 ? answer.body : bytes };
}

async function work(
  job: JobName,
  request: Required<WorkMessage>,
  signal: AbortSignal,
  part: (head: PartHead, body: Uint8Array) => void = () => undefined,
) {
  const { length = 0 } = request.body ?? {};
  if (length === 0) return { reason: 'empty' } as const;
  if (length > MOST_SOUND) return { reason: 'too_large' } as const;
  return oneAtATime(signal, async () => {
    const running = startWork(job, { ...limits, ms: timeFor(length) });
    try {
      return await running.ask(request, signal, ({ head, body }) => part(head as PartHead, body));
    } finally {
      running.end();
    }
  });
}
