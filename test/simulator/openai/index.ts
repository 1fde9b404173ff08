import type { ServerResponse } from 'node:http';
import { type Call, type Reply, type Rule, type SimulatorServer, startServer } from '../server.ts';
import { type Answer, speak } from './answer.ts';
import { chatBlocks, chatError, wholeCompletion } from './chat.ts';
import { checkImage, checkText } from './checks.ts';
import { type ErrorBody, errorReply, invalid, Refusal } from './failures.ts';
import { type Heard, isRecord, promptTokens } from './heard.ts';
import { paint } from './images.ts';
import { knownModels, type ModelFacts } from './models.ts';
import { responseBlocks, responseError, wholeResponse } from './responses.ts';
import { speaker as defaultSpeaker, type Speaker } from './speaker.ts';
import { type Pace, pause, waitForAll, writeBlocks } from './sse.ts';

export type { Answer, Break } from './answer.ts';
export { failures } from './failures.ts';
export type { Heard } from './heard.ts';
export type { Speaker } from './speaker.ts';

export interface OpenAIOptions {
  /** Default `sk-standin`. */
  key?: string;
  port?: number;
  speaker?: Speaker;
  /** Added to the known models. */
  models?: Readonly<Record<string, ModelFacts>>;
  /** 0 (default): as fast as it goes. */
  tokensPerSecond?: number;
  firstTokenMs?: number;
}

/** A request as the stand-in saw it. */
export interface SeenRequest {
  path: string;
  /** The parsed JSON, empty where there was none. */
  body: Record<string, unknown>;
  at: number;
  headers: Call['headers'];
  /** The client went away before the answer was whole. */
  aborted: boolean;
  /** The answer was written to its end. */
  finished: boolean;
}

/** What `fail()` answers: a JSON error, or `body` as it is. */
export interface Failure {
  status: number;
  error?: ErrorBody;
  body?: string;
  headers?: Record<string, string>;
}

/** Decides one answer; undefined leaves it to the speaker. `n` counts the scripted requests from 0. */
export type Script = (heard: Heard, n: number) => string | Answer | undefined;

export interface OpenAISimulator {
  /** `http://127.0.0.1:<port>/v1` */
  baseUrl: string;
  key: string;
  rule: SimulatorServer['rule'];
  /** Fails the next `times` (default 1) requests whose path contains `pathPart`. */
  fail(pathPart: string, failure: Failure, times?: number): void;
  /** Every request in order of arrival, failed ones too. */
  requests: SeenRequest[];
  /** Decides the next answers: texts one after the other, or a function for all of them. */
  script(answers: Script | readonly (string | Answer)[]): void;
  /** The first request, past or to come, that satisfies; looked at anew on arrival and when it ends. */
  waitFor(predicate: (request: SeenRequest) => boolean, timeoutMs?: number): Promise<SeenRequest>;
  /** Connections made so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a stand-in of OpenAI on 127.0.0.1. */
export async function startOpenAI(options: OpenAIOptions = {}): Promise<OpenAISimulator> {
  const key = options.key ?? 'sk-standin';
  const models = { ...knownModels, ...options.models };
  const pace: Pace = { firstTokenMs: options.firstTokenMs ?? 0, tokensPerSecond: options.tokensPerSecond ?? 0 };
  const speaker = options.speaker ?? defaultSpeaker;
  const requests: SeenRequest[] = [];
  const seen = new Map<number, SeenRequest>();
  const planned: { pathPart: string; failure: Failure; left: number }[] = [];
  const watchers = new Set<() => void>();
  let script: Script | undefined;
  let scripted = 0;

  const changed = () => {
    for (const watcher of watchers) watcher();
  };

  function record(call: Call): SeenRequest {
    const known = seen.get(call.id);
    if (known) return known;
    const { path, at, headers } = call;
    const request: SeenRequest = { path, body: parse(call.body) ?? {}, at, headers, aborted: false, finished: false };
    seen.set(call.id, request);
    requests.push(request);
    call.gone.addEventListener('abort', () => {
      seen.delete(call.id);
      request.aborted = !request.finished;
      changed();
    });
    changed();
    return request;
  }

  function decide(heard: Heard): Answer {
    const own = script?.(heard, scripted);
    if (script) scripted += 1;
    const answer = own ?? speaker(heard);
    return typeof answer === 'string' ? { text: answer } : answer;
  }

  async function answerText(api: Heard['api'], body: Record<string, unknown>, call: Call): Promise<Reply> {
    const heard = checkText(body, api, models);
    const answer = decide(heard);
    const spoken = speak(answer, promptTokens(heard), heard.maxTokens);
    if (!heard.stream) {
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

  async function route(call: Call): Promise<Reply> {
    authorize(call, key);
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
      return answerText(call.path === '/v1/responses' ? 'responses' : 'chat', body, call);
    }
    const painting = checkImage(body, models);
    await pause(pace.firstTokenMs, call.gone);
    return { status: 200, body: paint(painting) };
  }

  function plannedFailure(call: Call): Reply | undefined {
    const plan = planned.find((entry) => entry.left > 0 && call.path.includes(entry.pathPart));
    if (!plan) return undefined;
    plan.left -= 1;
    const { status, error, body, headers = {} } = plan.failure;
    return error ? errorReply(new Refusal(status, error, headers)) : { status, headers, body: body ?? '' };
  }

  async function handle(call: Call): Promise<Reply> {
    const request = record(call);
    let reply: Reply;
    try {
      reply = plannedFailure(call) ?? (await route(call));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply = errorReply(error);
    }
    const headers = { 'x-request-id': requestId(call.id), 'openai-version': '2020-10-01', ...reply.headers };
    const { stream } = reply;
    if (!stream) {
      request.finished = true;
      return { ...reply, headers };
    }
    return {
      ...reply,
      headers,
      stream: async (response, of) => {
        response.on('finish', () => {
          request.finished = true;
        });
        await stream(response, of);
      },
    };
  }

  const server = await startServer(handle, options.port === undefined ? {} : { port: options.port });
  let connections = 0;
  server.server.on('connection', () => {
    connections += 1;
  });
  return {
    baseUrl: `${server.url}/v1`,
    key,
    rule(rule: Rule) {
      return server.rule({
        ...rule,
        match(call) {
          const hit = rule.match(call);
          if (hit) record(call);
          return hit;
        },
      });
    },
    fail(pathPart, failure, times = 1) {
      planned.push({ pathPart, failure, left: times });
    },
    requests,
    script(answers) {
      scripted = 0;
      script = typeof answers === 'function' ? answers : (_, n) => answers[n];
    },
    waitFor(predicate, timeoutMs = 5000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = requests.find(predicate);
          if (found) settle(() => resolve(found));
        };
        const settle = (then: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          then();
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`no such model request within ${timeoutMs} ms`))),
          timeoutMs,
        );
        watchers.add(look);
        look();
      });
    },
    get connections() {
      return connections;
    },
    close: () => server.close(),
  };
}

const requestId = (id: number) => `req_${id.toString(16).padStart(32, '0')}`;

function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function authorize(call: Call, key: string): void {
  const given = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
  if (given === key) return;
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
