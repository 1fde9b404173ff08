import type { ServerResponse } from 'node:http';
import type { Call, Reply } from '../server.ts';
import { type Answer, speak } from './answer.ts';
import { chatBlocks, chatError, wholeCompletion } from './chat.ts';
import { checkImage, checkText } from './checks.ts';
import { invalid, Refusal } from './failures.ts';
import { type Heard, isRecord, promptTokens } from './heard.ts';
import { paint } from './images.ts';
import type { ModelFacts } from './models.ts';
import { responseBlocks, responseError, wholeResponse } from './responses.ts';
import { type Pace, pause, waitForAll, writeBlocks } from './sse.ts';

/** What answers are made of. */
interface Parts {
  keys: readonly string[];
  models: Readonly<Record<string, ModelFacts>>;
  pace: Pace;
  /** What is said to a request for text. */
  decide(heard: Heard): Answer;
}

async function answerText(parts: Parts, api: Heard['api'], body: Record<string, unknown>, call: Call): Promise<Reply> {
  const { models, pace, decide } = parts;
  const heard = checkText(body, api, models);
  const answer = decide(heard);
  const spoken = speak(answer, promptTokens(heard), heard.maxTokens);
  if (!heard.stream || answer.whole) {
    await waitForAll(spoken, answer, pace, call.gone);
    if (spoken.failed && api === 'chat') throw new Refusal(500, { ...spoken.failed, type: 'server_error' });
    return {
      status: 200,
      body: api === 'responses' ? wholeResponse(heard, spoken, call.id) : wholeCompletion(heard, spoken, call.id),
    };
  }
  const blocks = api === 'responses' ? responseBlocks(heard, spoken, call.id) : chatBlocks(heard, spoken, call.id);
  const asError = api === 'responses' ? responseError : chatError;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    stream: (response: ServerResponse) => writeBlocks(response, blocks, answer, pace, asError, call.gone),
  };
}

/** Answers one call, or throws the service's refusal. */
export async function route(call: Call, parts: Parts): Promise<Reply> {
  const { keys, models, pace } = parts;
  authorize(call, keys);
  if (call.path === '/v1/models' && call.method === 'GET') return { status: 200, body: listModels(models) };
  if (call.path.startsWith('/v1/models/') && call.method === 'GET') return oneModel(models, call.path.slice(11));
  const known = ['/v1/responses', '/v1/chat/completions', '/v1/images/generations'].includes(call.path);
  if (!known)
    throw new Refusal(404, { message: `Invalid URL (${call.method} ${call.path})`, type: 'invalid_request_error' });
  if (call.method !== 'POST') {
    const message = `Not allowed to ${call.method} on ${call.path}.`;
    throw new Refusal(405, { message, type: 'invalid_request_error', code: 'method_not_supported' });
  }
  const body = parse(call.body);
  if (!body) throw invalid('We could not parse the JSON body of your request.', null, null);
  if (call.path !== '/v1/images/generations') {
    return answerText(parts, call.path === '/v1/responses' ? 'responses' : 'chat', body, call);
  }
  const painting = checkImage(body, models);
  await pause(pace.firstTokenMs, call.gone);
  return { status: 200, body: paint(painting) };
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

function listModels(models: Readonly<Record<string, ModelFacts>>): object {
  return { object: 'list', data: Object.keys(models).map(modelObject) };
}

function oneModel(models: Readonly<Record<string, ModelFacts>>, id: string): Reply {
  if (Object.hasOwn(models, id)) return { status: 200, body: modelObject(id) };
  throw new Refusal(404, {
    message: `The model '${id}' does not exist`,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  });
}
