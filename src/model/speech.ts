import type { Readable } from 'node:stream';
import type { Speech, SpeechRequest } from '../ports/index.ts';
import { speaker } from './audio-models.ts';
import { type CallAttempt, type CallParts, call } from './call.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { type Answer, answerOf } from './fetch.ts';
import { fields } from './json.ts';
import { headersFor, type Service } from './service.ts';
import { PCM, soundKind } from './sound.ts';

/** Limits of waiting, ms, as those of a stream of words. */
export interface SpeechLimits {
  firstMs: number;
  idleMs: number;
}

/** Most bytes of sound: five minutes without compression, and as much again. */
export const MOST_SOUND = 32 * 1024 * 1024;

/** Speaks in the way that the model needs. */
export async function speak(
  parts: CallParts & { limits: SpeechLimits },
  request: SpeechRequest,
  signal: AbortSignal,
): Promise<Speech> {
  const { model, text, voice } = request;
  const { way, characters } = speaker(model);
  if (text.trim() === '' || text.length > characters) {
    throw modelFault('model_rejected', 'Refused before asking: text', { param: 'text', code: 'too-large' });
  }
  if (way === 'realtime') {
    // Loads Node's WebSocket, which costs memory: only whoever speaks so pays for it.
    const { speakOverRealtime } = await import('./realtime.ts');
    const attempt = (each: CallAttempt) => speakOverRealtime(parts, request, each);
    return call(parts, { model, ability: 'speech', fields: {} }, attempt, signal);
  }
  // Ogg/Opus is what messengers play as a voice message.
  const spoken = { model, input: text, voice, response_format: 'opus' };
  return call(parts, { model, ability: 'speech', fields: spoken }, (each) => ask(parts.service, each), signal);
}

async function ask(service: Service, { body, key, watchdog, at }: CallAttempt): Promise<Speech> {
  const client = await service.client();
  const call = { body, headers: headersFor(key), signal: watchdog.signal };
  const answer = await answerOf(client.post('/audio/speech', call));
  at.begun = true;
  const bytes = await soundIn(answer.stream);
  const kind = soundKind(bytes);
  if (kind) return { bytes, mime: kind.mime };
  throwFailure(bytes, at);
  if (!isRaw(answer)) throw modelFault('model_server', 'The answer is no sound');
  return { bytes, mime: PCM };
}

async function soundIn(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let left = MOST_SOUND;
  for await (const chunk of stream) {
    left -= chunk.length;
    if (left < 0) throw modelFault('model_server', 'More sound than any text takes');
    chunks.push(chunk);
  }
  if (left === MOST_SOUND) throw modelFault('model_empty', 'The answer holds no sound');
  return Buffer.concat(chunks);
}

/** Samples without a head have nothing by which they could be told, but their media type. */
const isRaw = ({ headers }: Answer) => /^audio\/(?:pcm|l16|raw)/.test(headers.get('content-type') ?? '');

/** Throws the failure that some servers send with a status of success. */
function throwFailure(bytes: Buffer, at: Circumstances): void {
  if (bytes[0] !== 0x7b || bytes.length > 64 * 1024) return;
  const answer = fields(JSON.parse(bytes.toString()));
  if (isFailure(answer)) throw reportedFault(answer['error'] ?? answer, at);
}
