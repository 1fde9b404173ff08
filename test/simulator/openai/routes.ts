import type { ServerResponse } from 'node:http';
import type { Call, Reply } from '../server.ts';
import { type Answer, speak } from './answer.ts';
import { checkTranscription, type Hearing, saySpeech, transcript, transcriptBlocks, wordsIn } from './audio.ts';
import type { Batches } from './batches.ts';
import { chatBlocks, chatError } from './chat.ts';
import { checkText } from './checks.ts';
import { invalid, Refusal } from './failures.ts';
import { type Heard, isRecord, promptTokens } from './heard.ts';
import { fileAt } from './hosted.ts';
import { checkEdit, checkImage, type Painting } from './image-checks.ts';
import { type Drawing, paint, paintBlocks } from './images.ts';
import type { Models } from './models.ts';
import { readMultipart } from './multipart.ts';
import { responseBlocks, responseError } from './responses.ts';
import { type Block, type ErrorBlock, type Pace, pause, waitForAll, writeBlocks } from './sse.ts';
import { wholeOf } from './whole.ts';

/** What answers are made of. */
export interface Parts {
  keys: readonly string[];
  models: Models;
  pace: Pace;
  /** What is said to a request for text. */
  decide(heard: Heard): Answer;
  /** How a picture is drawn. */
  drawing(painting: Painting): Drawing;
  batches: Batches;
  /** Words that are heard in a sound; those that it holds when undefined. */
  heardIn(hearing: Hearing): string | undefined;
}

type Handler = (call: Call, parts: Parts) => Promise<Reply> | Reply;

const streamed = (
  blocks: Iterable<Block>,
  answer: Answer,
  { pace }: Parts,
  { gone }: Call,
  asError: ErrorBlock = responseError,
): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  stream: (response: ServerResponse) => writeBlocks(response, blocks, answer, pace, asError, gone),
});

const answerText =
  (api: Heard['api']): Handler =>
  async (call, parts) => {
    const { models, pace, decide } = parts;
    const heard = checkText(bodyOf(call), api, models);
    const answer = decide(heard);
    const spoken = speak(answer, promptTokens(heard), heard.maxTokens, heard.functions.length > 0);
    if (!heard.stream || answer.whole) {
      await waitForAll(spoken, answer, pace, call.gone);
      return { status: 200, body: wholeOf(heard, spoken, call.id) };
    }
    const blocks = api === 'responses' ? responseBlocks(heard, spoken, call.id) : chatBlocks(heard, spoken, call.id);
    return streamed(blocks, answer, parts, call, api === 'responses' ? responseError : chatError);
  };

async function drawn(painting: Painting, call: Call, parts: Parts): Promise<Reply> {
  const drawing = parts.drawing(painting);
  const firstTokenMs = drawing.firstTokenMs ?? parts.pace.firstTokenMs;
  // A stream waits by itself, before its first event.
  if (painting.stream && !drawing.whole) return streamed(paintBlocks(painting, drawing), drawing, parts, call);
  await pause(firstTokenMs, call.gone);
  return { status: 200, body: paint(painting) };
}

async function writeDown(call: Call, parts: Parts): Promise<Reply> {
  const hearing = checkTranscription(call.body, await readMultipart(call), parts.models);
  const text = parts.heardIn(hearing) ?? wordsIn(hearing);
  if (hearing.stream) return streamed(transcriptBlocks(hearing, text), {}, parts, call);
  await pause(parts.pace.firstTokenMs, call.gone);
  return { status: 200, body: transcript(hearing, text) };
}

const routes: Readonly<Record<string, Handler>> = {
  '/v1/responses': answerText('responses'),
  '/v1/chat/completions': answerText('chat'),
  '/v1/images/generations': (call, parts) => drawn(checkImage(bodyOf(call), parts.models), call, parts),
  '/v1/images/edits': async (call, parts) => drawn(checkEdit(await readMultipart(call), parts.models), call, parts),
  '/v1/audio/transcriptions': writeDown,
  '/v1/audio/speech': (call, parts) => saySpeech(bodyOf(call), parts.models),
};

/** Answers one call, or throws the service's refusal. */
export async function route(call: Call, parts: Parts): Promise<Reply> {
  const { keys, models } = parts;
  authorize(call, keys);
  if (call.path === '/v1/models' && call.method === 'GET') return { status: 200, body: listModels(models) };
  if (call.path.startsWith('/v1/models/') && call.method === 'GET') return oneModel(models, call.path.slice(11));
  const kept = await parts.batches.route(call, parts);
  if (kept) return kept;
  const made = fileAt(call.path);
  if (made) return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from(made) };
  const handler = Object.hasOwn(routes, call.path) ? routes[call.path] : undefined;
  if (!handler)
    throw new Refusal(404, { message: `Invalid URL (${call.method} ${call.path})`, type: 'invalid_request_error' });
  if (call.method !== 'POST') {
    const message = `Not allowed to ${call.method} on ${call.path}.`;
    throw new Refusal(405, { message, type: 'invalid_request_error', code: 'method_not_supported' });
  }
  return handler(call, parts);
}

function bodyOf({ body }: Call): Record<string, unknown> {
  const parsed = parse(body);
  if (!parsed) throw invalid('We could not parse the JSON body of your request.', null, null);
  return parsed;
}
/** The body as a JSON object; undefined when it is none. */
export function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function authorize(call: Call, keys: readonly string[]): void {
  const given = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
  if (given !== undefined && keys.includes(given)) return;
  if (given === undefined) {
    const message =
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";
    throw new Refusal(401, { message, type: 'invalid_request_error' });
  }
  const shown = given.length > 12 ? `${given.slice(0, 8)}${'*'.repeat(given.length - 12)}${given.slice(-4)}` : '****';
  const message = `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  throw new Refusal(401, { message, type: 'invalid_request_error', code: 'invalid_api_key' });
}

const modelObject = (id: string) => ({ id, object: 'model', created: 1_780_000_000, owned_by: 'system' });

function listModels(models: Models): object {
  return { object: 'list', data: Object.keys(models).map(modelObject) };
}

function oneModel(models: Models, id: string): Reply {
  if (Object.hasOwn(models, id)) return { status: 200, body: modelObject(id) };
  throw new Refusal(404, {
    message: `The model '${id}' does not exist`,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  });
}
