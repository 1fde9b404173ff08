import http, { type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';

/** An AbortSignal, or an older kind that has its events. */
export interface PostSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Post {
  /** Default: POST with a body, GET without. */
  method?: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer> | PostBody;
  signal: PostSignal;
}

/** Body that is made as it is sent, as often as it is asked for. */
export interface PostBody {
  /** Bytes. */
  readonly size: number;
  /** A chunk is there until the next is asked for. */
  chunks(): Iterable<Uint8Array>;
}

/** Head of an answer, whatever its status. The body has to be read or destroyed. */
export interface PostAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Readable;
}

/**
 * Calls a path of one server. Rejects with the system's error, or with the signal's reason. Reading the body throws
 * the same.
 */
export type Poster = (path: string, post: Post) => Promise<PostAnswer>;

/**
 * Makes a poster that goes to no other address: an answer that sends elsewhere is handed back. It takes half the CPU of `fetch`.
 * Node's own agents keep its connections and go through the operator's proxy. `connectMs` is the limit until there is a
 * connection.
 */
export function createDirectPoster(server: URL, connectMs?: number): Poster {
  const { protocol, hostname, port, auth } = urlToHttpOptions(server);
  const secure = protocol === 'https:';
  const { request } = secure ? https : http;
  return async (path, { method, headers, body, signal }) => {
    if (signal.aborted) throw reasonOf(signal);
    const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
    // Setting the proxy replaces the agents, so they are looked up at each call.
    const agent = (secure ? https : http).globalAgent;
    const inPieces = isMade(body) ? { 'content-length': String(body.size) } : {};
    const own = { ...headers, ...inPieces, 'accept-encoding': 'identity' };
    const asked = { method: methodOf(method, body), headers: own };
    const sent = request({ protocol, hostname, port, auth, path, agent, ...asked });
    let arrived: Readable | undefined;
    const stop = () => (arrived ?? sent).destroy(reasonOf(signal));
    signal.addEventListener('abort', stop, { once: true });
    sent.on('close', () => signal.removeEventListener('abort', stop));
    sent.on('error', reject);
    sent.on('response', (message) => {
      arrived = message;
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: message });
    });
    if (connectMs !== undefined && !sent.reusedSocket) {
      limitConnecting(sent, secure ? 'secureConnect' : 'connect', connectMs);
    }
    if (isMade(body)) send(body, sent).catch((error: Error) => sent.destroy(error));
    else sent.end(body);
    return promise;
  };
}

const isMade = (body: Post['body']): body is PostBody => typeof body === 'object' && 'chunks' in body;

/** Sends a body chunk by chunk, each once the one before is gone. Ends by itself where the request does: then nothing is written. */
async function send(body: PostBody, sent: ClientRequest): Promise<void> {
  for (const chunk of body.chunks()) {
    await new Promise<void>((resolve) => {
      sent.write(chunk, () => resolve());
    });
    if (sent.destroyed) return;
  }
  sent.end();
}

/** Makes a poster that goes where an answer sends it. */
export function createPoster(server: URL, connectMs?: number): Poster {
  const send = createDirectPoster(server, connectMs);
  return async (path, post) => {
    const answer = await send(path, post);
    if (!redirects.has(answer.status)) return answer;
    answer.body.destroy();
    return follow(new URL(path, server), post);
  };
}

function reasonOf({ reason }: PostSignal): Error {
  return reason instanceof Error ? reason : new DOMException('The call was aborted', 'AbortError');
}

function limitConnecting(sent: ClientRequest, connected: 'connect' | 'secureConnect', limitMs: number): void {
  const late = () => sent.destroy(Object.assign(new Error('No connection in time'), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(late, limitMs);
  const done = () => clearTimeout(timer);
  sent.on('close', done);
  sent.on('socket', (socket) => {
    if (socket.connecting) socket.once(connected, done);
    else done();
  });
}

const methodOf = (method: string | undefined, body: Post['body']) => method ?? (body === undefined ? 'GET' : 'POST');

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Posts by `fetch`, which knows what may go on to another address. */
async function follow(url: URL, { method, headers, body, signal }: Post): Promise<PostAnswer> {
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  if (signal.aborted) controller.abort(signal.reason);
  const asked = { method: methodOf(method, body), headers, signal: controller.signal };
  const answer = await fetch(url, { ...asked, ...bodyOf(body) });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Readable.from(answer.body ?? [], { objectMode: false }),
  };
}

/** A body that can be sent on: what was made in pieces is whole here, for it may be sent several times. */
function bodyOf(body: Post['body']): { body?: string | Uint8Array<ArrayBuffer> | Blob } {
  if (body === undefined) return {};
  return {
    body: isMade(body) ? new Blob(Array.from(body.chunks(), (chunk) => new Uint8Array(chunk))) : body,
  };
}
