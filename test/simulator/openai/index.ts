import { secrets } from '../../support/canary.ts';
import { type Call, type Reply, type Rule, type SimulatorServer, startServer } from '../server.ts';
import { waitFor } from '../wait-for.ts';
import type { Answer } from './answer.ts';
import type { Hearing } from './audio.ts';
import { type BatchControl, createBatches } from './batches.ts';
import { type ErrorBody, errorReply, Refusal } from './failures.ts';
import type { Heard } from './heard.ts';
import type { Painting } from './image-checks.ts';
import type { Drawing } from './images.ts';
import { knownModels, type ModelFacts } from './models.ts';
import { type Form, readMultipart } from './multipart.ts';
import { createRealtime, type Saying, type Speech } from './realtime.ts';
import { parse, route } from './routes.ts';
import { speaker as defaultSpeaker, isFolding, isNaming, type Speaker } from './speaker.ts';
import type { Pace } from './sse.ts';

export type { Answer } from './answer.ts';
export { failures } from './failures.ts';

export interface OpenAIOptions {
  /** Default: that of the tests. */
  key?: string;
  /** Further keys that are taken. */
  keys?: readonly string[];
  port?: number;
  speaker?: Speaker;
  /** Added to the known models. */
  models?: Readonly<Record<string, ModelFacts>>;
  /** 0 (default): as fast as it goes. */
  tokensPerSecond?: number;
  firstTokenMs?: number;
}

/** A request as the stand-in saw it. */
interface SeenRequest {
  path: string;
  /** The parsed JSON, empty where there was none. */
  body: Record<string, unknown>;
  at: number;
  headers: Call['headers'];
  /** Reads its fields and files, where it is multipart. */
  form?(): Promise<Form>;
  /** The client went away before the answer was whole. */
  aborted: boolean;
  /** The answer was written to its end. */
  finished: boolean;
}

/** What `fail()` answers: a JSON error, or `body` as it is. */
interface Failure {
  status: number;
  error?: ErrorBody;
  body?: string;
  headers?: Record<string, string>;
}

/** Decides one answer; undefined leaves it to the speaker. `n` counts the scripted requests from 0. */
type Script = (heard: Heard, n: number) => string | Answer | undefined;

/** Decides what becomes of pictures and sounds; what it says nothing of goes well. */
interface MediaScript {
  draw?(painting: Painting): Drawing | undefined;
  /** Words that are heard in a sound. */
  hear?(hearing: Hearing): string | undefined;
  say?(saying: Saying): Speech | undefined;
}

export interface OpenAISimulator {
  /** `http://127.0.0.1:<port>/v1` */
  baseUrl: string;
  key: string;
  rule: SimulatorServer['rule'];
  /** Shows the calls as they go over the wire. */
  watch: SimulatorServer['watch'];
  /** Fails the next `times` (default 1) requests whose path contains `pathPart`. */
  fail(pathPart: string, failure: Failure, times?: number): void;
  /** Every request that asks for something, in order of arrival, failed ones too. Looks at models are none. */
  requests: SeenRequest[];
  /** Looks at models, which the bot takes when it starts. No rule breaks them; `fail('/models', …)` does. */
  looks: SeenRequest[];
  /** Decides the next answers: texts one after the other, or a function for all of them. */
  script(answers: Script | readonly (string | Answer)[]): void;
  /** Decides about pictures and sounds from now on. */
  scriptMedia(script: MediaScript): void;
  /** Batches and files of the account. */
  batches: BatchControl;
  /** The first request, past or to come, that satisfies; looked at anew on arrival and when it ends. */
  waitFor(predicate: (request: SeenRequest) => boolean, timeoutMs?: number): Promise<SeenRequest>;
  /** Answers that are being written, in words. */
  busy(): string[];
  /** Connections made so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a stand-in of OpenAI on 127.0.0.1. */
export async function startOpenAI(options: OpenAIOptions = {}): Promise<OpenAISimulator> {
  const key = options.key ?? secrets.OPENAI_API_KEY;
  const models = { ...knownModels, ...options.models };
  const pace: Pace = { firstTokenMs: options.firstTokenMs ?? 0, tokensPerSecond: options.tokensPerSecond ?? 0 };
  const speaker = options.speaker ?? defaultSpeaker;
  const requests: SeenRequest[] = [];
  const looks: SeenRequest[] = [];
  const seen = new Map<number, SeenRequest>();
  const planned: { pathPart: string; failure: Failure; left: number }[] = [];
  const watchers = new Set<() => void>();
  const keys = [key, ...(options.keys ?? [])];
  const batches = createBatches();
  let media: MediaScript = {};
  let script: Script | undefined;
  let scripted = 0;

  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const onChange = (watcher: () => void) => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  };

  function record(call: Call): SeenRequest {
    const known = seen.get(call.id);
    if (known) return known;
    const { path, at, headers } = call;
    const multipart = headers['content-type']?.startsWith('multipart/') ?? false;
    const request: SeenRequest = {
      ...{ path, at, headers, aborted: false, finished: false },
      ...(multipart ? { body: {}, form: () => readMultipart(call) } : { body: parse(call.body) ?? {} }),
    };
    seen.set(call.id, request);
    (isLook(call) ? looks : requests).push(request);
    call.gone.addEventListener('abort', () => {
      seen.delete(call.id);
      request.aborted = !request.finished;
      changed();
    });
    changed();
    return request;
  }

  function decide(heard: Heard): Answer {
    // Titles and summaries are asked for in the background, at any time: a script is about what people ask.
    const asked = !isNaming(heard) && !isFolding(heard);
    const own = asked ? script?.(heard, scripted) : undefined;
    if (script && asked) scripted += 1;
    const answer = own ?? speaker(heard);
    return typeof answer === 'string' ? { text: answer } : answer;
  }

  function plannedFailure(call: Call): Reply | undefined {
    const hits = (part: string) =>
      (isLook(call) ? /^\/(?:models|api|props)/.test(part) : true) && call.path.includes(part);
    const plan = planned.find((entry) => entry.left > 0 && hits(entry.pathPart));
    if (!plan) return undefined;
    plan.left -= 1;
    const { status, error, body, headers = {} } = plan.failure;
    return error ? errorReply(new Refusal(status, error, headers)) : { status, headers, body: body ?? '' };
  }

  async function handle(call: Call): Promise<Reply> {
    const request = record(call);
    let reply: Reply;
    try {
      reply =
        plannedFailure(call) ??
        (await route(call, {
          ...{ keys, models, pace, decide, batches },
          drawing: (painting) => media.draw?.(painting) ?? {},
          heardIn: (hearing) => media.hear?.(hearing),
        }));
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

  /** A connection of the Realtime API is a request whose body is what was asked over it last. */
  const spoken = createRealtime({
    ...{ keys, models },
    decide: (saying) => media.say?.(saying) ?? {},
    connected(call, gone) {
      const { pathname: path } = new URL(call.url ?? '/', 'http://simulator');
      const request: SeenRequest = {
        ...{ path, at: Date.now(), headers: call.headers, body: {}, aborted: false, finished: false },
      };
      requests.push(request);
      gone.addEventListener('abort', () => {
        request.aborted = !request.finished;
        changed();
      });
      changed();
      return request;
    },
    changed,
  });
  const server = await startServer(handle, {
    ...(options.port === undefined ? {} : { port: options.port }),
    upgrade: spoken.upgrade,
  });
  let connections = 0;
  server.server.on('connection', () => {
    connections += 1;
  });
  return {
    baseUrl: `${server.url}/v1`,
    key,
    watch: server.watch,
    rule(rule: Rule) {
      return server.rule({
        ...rule,
        match(call) {
          const hit = !isLook(call) && rule.match(call);
          if (hit) record(call);
          return hit;
        },
      });
    },
    fail(pathPart, failure, times = 1) {
      planned.push({ pathPart, failure, left: times });
    },
    requests,
    looks,
    batches: batches.control,
    script(answers) {
      scripted = 0;
      script = typeof answers === 'function' ? answers : (_, n) => answers[n];
    },
    scriptMedia(next) {
      media = next;
    },
    waitFor: (predicate, timeoutMs = 15_000) => waitFor(onChange, () => requests.find(predicate), timeoutMs, predicate),
    busy: () => server.underWay().map(({ path }) => `a request to ${path}`),
    get connections() {
      return connections;
    },
    close() {
      spoken.close();
      return server.close();
    },
  };
}

const isLook = ({ method, path }: Call) =>
  (method === 'GET' && (path.includes('/models') || path === '/props')) || path === '/api/show';

const requestId = (id: number) => `req_${id.toString(16).padStart(32, '0')}`;
