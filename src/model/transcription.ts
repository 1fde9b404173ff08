import type { Transcript, TranscriptionRequest } from '../ports/index.ts';
import { createUsage } from './answer-text.ts';
import { transcriber } from './audio-models.ts';
import { type CallAttempt, type CallParts, call } from './call.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { answerOf, startOf } from './fetch.ts';
import { fields, numberOr, stringOr } from './json.ts';
import { multipart } from './multipart.ts';
import { headersFor, type Service } from './service.ts';
import { soundKind } from './sound.ts';

/** Most bytes of a transcript: 20 minutes are some thousand words. */
const MOST_BYTES = 1024 * 1024;

/** Writes sound down by POST /audio/transcriptions of any server. */
export async function transcribe(
  parts: CallParts,
  request: TranscriptionRequest,
  signal: AbortSignal,
): Promise<Transcript> {
  const { model, bytes } = request;
  const kind = soundKind(bytes, request.mime, request.name);
  if (!kind) throw refused('mime', 'unsupported_format');
  if (bytes.length > transcriber(model).bytes) throw refused('file', 'too-large');
  // The name of the file is ours: an ending that says what it is, and nothing of the sender's.
  const file = { field: 'file', name: `sound.${kind.ending}`, mime: kind.mime, bytes };
  const asked = {
    model,
    ability: 'transcription',
    fields: { model, response_format: 'json', ...languagesOf(request) },
  } as const;
  return call(parts, asked, (attempt) => ask(parts.service, attempt, file), signal);
}

const refused = (param: string, code: string) =>
  modelFault('model_rejected', `Refused before asking: ${param}`, { param, code });

/** Languages as the model takes them. A single one that may be wrong is worse than none. */
function languagesOf({ model, languages = [] }: TranscriptionRequest): object {
  const codes = [...new Set(languages.map((tag) => tag.split('-')[0]?.toLowerCase() ?? ''))];
  const known = codes.filter((code) => /^[a-z]{2}$/.test(code));
  if (known.length === 0) return {};
  if (transcriber(model).languages === 'several') return { languages: known };
  return known.length === 1 ? { language: known[0] } : {};
}

async function ask(
  service: Service,
  { body, key, watchdog, at }: CallAttempt,
  file: Parameters<typeof multipart>[1][number],
): Promise<Transcript> {
  const client = await service.client();
  const sent = multipart(body, [file]);
  const call = { body: sent.body, headers: { ...headersFor(key), ...sent.headers }, signal: watchdog.signal };
  const { stream } = await answerOf(client.post('/audio/transcriptions', call));
  at.begun = true;
  const start = await startOf(stream, MOST_BYTES);
  return read((await start?.text()) ?? '', at);
}

/** Reads an answer; some servers send the words alone. Throws `model_server` for what is none. */
function read(text: string, at: Circumstances): Transcript {
  if (/^\s*</.test(text)) throw modelFault('model_server', 'The service answered with a web page');
  if (!/^\s*\{/.test(text)) return { text: text.trim() };
  const answer = fields(JSON.parse(text));
  const words = stringOr(answer['text']);
  if (words === undefined) {
    throw isFailure(answer)
      ? reportedFault(answer['error'] ?? answer, at)
      : modelFault('model_server', 'The answer holds no transcript');
  }
  const usage = fields(answer['usage']);
  const counted = createUsage(usage['input_tokens'], usage['output_tokens']);
  const seconds = numberOr(answer['duration']) ?? numberOr(usage['seconds']);
  return {
    text: words.trim(),
    ...(seconds === undefined ? {} : { durationMs: Math.round(seconds * 1000) }),
    ...(counted ? { usage: counted } : {}),
  };
}
