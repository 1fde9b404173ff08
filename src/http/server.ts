import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { Log } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';

/** The one HTTP server of a process. Method, size and time are checked before a body is read. */
export interface HttpServer {
  /** Adds a route for this method and path, or for each name in a folder whose path ends in `/*`. A GET also answers HEAD. */
  route(method: 'GET' | 'POST', path: string, limits: HttpLimits, handle: HttpHandler): void;
  /**
   * Begins to listen.
   * @returns the port, also where 0 asked for any
   * @throws Fault('config') when the address cannot be had; its advice names the setting at fault
   */
  listen(): Promise<number>;
  /** Ends at once: what runs is told to end, and what is answered already is sent to its end. */
  close(): Promise<void>;
}

export interface HttpLimits {
  /** Longest body. */
  bytes: number;
  /** Longest time for reading the body and beginning to answer, ms. */
  ms: number;
  /** Most requests whose bodies are read or whose handlers run; one more is refused. Not bounded when absent. */
  atOnce?: number;
  /** Status that a request is refused with before its body is read; undefined lets it in. */
  refuse?(headers: IncomingMessage['headers']): 401 | 403 | 415 | 503 | undefined;
}

export interface HttpRequest {
  headers: IncomingMessage['headers'];
  path: string;
  query: URLSearchParams;
  body: Buffer;
}

export interface HttpHead {
  status: number;
  headers?: Readonly<Record<string, string>>;
}

/** Answer: JSON, bytes, or a stream. */
export type HttpReply = HttpHead & ({ json: unknown } | { bytes: Uint8Array } | { stream: HttpStream });

/** Writes a body piece by piece; the answer ends when it resolves. The signal aborts when the client is gone or the server closes. */
export type HttpStream = (body: Writable, signal: AbortSignal) => Promise<void>;

/** Answers one request. The signal aborts when its time is over, its client is gone or the server closes. */
export type HttpHandler = (request: HttpRequest, signal: AbortSignal) => HttpReply | Promise<HttpReply>;

export interface HttpServerOptions {
  host: string;
  port: number;
  log: Log;
  /** Sent with each answer. */
  headers?: Readonly<Record<string, string>>;
}

interface Route {
  limits: HttpLimits;
  handle: HttpHandler;
  running: number;
}

/** More connections than any supervisor or platform opens. */
const connections = 500;
/** Time for a request's headers, ms. */
const headersMs = 5000;
/** Time for which a connection without a request is kept, ms. Platforms and proxies keep theirs for a minute and more. */
const idleMs = 80_000;
/** Time a client gets to read why its body was refused before its connection is cut, ms. */
const lingerMs = 1000;
/** Time after which a client that was refused for lack of room may come again, s. */
const againS = 2;

export function createHttpServer({ host, port, log, headers = {} }: HttpServerOptions): HttpServer {
  const routes = new Map<string, Map<string, Route>>();
  const closing = new AbortController();
  const answering = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing.signal.aborted) return refuse(request, response, 503);
    const [path = '', query] = (request.url ?? '').split('?', 2);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const methods = routes.get(path) ?? routes.get(`${path.slice(0, path.lastIndexOf('/'))}/*`);
    if (!methods) return refuse(request, response, 404);
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const route = methods.get(method);
    if (!route) return refuse(request, response, 405, { allow: allowed(methods) });
    const { limits, handle } = route;
    const refused = limits.refuse?.(request.headers);
    if (refused) return refuse(request, response, refused);
    if (Number(request.headers['content-length'] ?? 0) > limits.bytes) return refuse(request, response, 413);
    if (route.running >= (limits.atOnce ?? Number.POSITIVE_INFINITY)) return refuse(request, response, 503);
    if (request.headers.expect !== undefined) response.writeContinue();
    const timeout = AbortSignal.timeout(limits.ms);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([timeout, gone.signal, closing.signal]);
    route.running += 1;
    // Its place is free once the handler has ended, whatever its client was told before.
    const over = () => {
      route.running -= 1;
    };
    const body = await readBody(request, limits.bytes, signal);
    if (typeof body === 'string') {
      over();
      return refuse(request, response, body === 'long' ? 413 : 408);
    }
    const asked = { headers: request.headers, path, query: new URLSearchParams(query), body };
    const handled = new Promise<HttpReply>((resolve) => resolve(handle(asked, signal))).finally(over);
    const reply = await Promise.race([handled, aborted(signal)]).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!reply) return refuse(request, response, 503);
    if (!('stream' in reply)) return send(response, reply);
    response.writeHead(reply.status, { ...usual, ...reply.headers });
    // The body of an answer to HEAD is not written.
    if (request.method !== 'HEAD') await reply.stream(response, AbortSignal.any([gone.signal, closing.signal]));
    response.end();
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    answer(request, response).catch((error: unknown) => {
      log.error({ error, path: request.url?.split('?')[0] }, 'An HTTP request failed');
      if (response.headersSent) response.destroy();
      else refuse(request, response, 500);
    });
  };
  const server = createServer(
    { headersTimeout: headersMs, keepAliveTimeout: idleMs, connectionsCheckingInterval: 1000 },
    listener,
  );
  server.on('checkContinue', listener);
  server.maxConnections = connections;

  return {
    route(method, path, limits, handle) {
      const methods = routes.get(path) ?? new Map<string, Route>();
      routes.set(path, methods.set(method, { limits, handle, running: 0 }));
    },
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(host, port, error)));
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    async close() {
      closing.abort();
      // First of all: Node takes a connection for idle as soon as its answer is written, though not sent.
      const sent = [...answering].map((response) => new Promise((resolve) => response.once('close', resolve)));
      await Promise.race([Promise.all(sent), aborted(AbortSignal.timeout(lingerMs))]);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Reads the body: `long` as soon as it exceeds its limit, `late` when the signal aborts, or the client goes, before its end. */
function readBody(request: IncomingMessage, bytes: number, signal: AbortSignal): Promise<Buffer | 'long' | 'late'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (result: Buffer | 'long' | 'late') => {
      request.removeAllListeners('data');
      signal.removeEventListener('abort', late);
      resolve(result);
    };
    const late = () => end('late');
    signal.addEventListener('abort', late, { once: true });
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bytes) end('long');
      else chunks.push(chunk);
    });
    request.once('end', () => end(Buffer.concat(chunks)));
    request.once('error', late);
  });
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

const words: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  408: 'request timeout',
  413: 'content too large',
  415: 'unsupported media type',
  500: 'internal error',
  503: 'unavailable',
};

/** Answers with an error. What is still coming is thrown away, for a moment: an answer to a client that is cut off is lost. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  const again = status === 503 ? { 'retry-after': String(againS) } : {};
  send(response, { status, json: { error: words[status] }, headers: { ...again, ...headers } });
  if (request.complete) return;
  const cut = setTimeout(() => request.socket.destroy(), lingerMs);
  request.once('close', () => clearTimeout(cut));
  request.resume();
}

const usual = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

function send(response: ServerResponse, reply: Exclude<HttpReply, { stream: HttpStream }>): void {
  const body = 'json' in reply ? Buffer.from(JSON.stringify(reply.json)) : reply.bytes;
  response.writeHead(reply.status, {
    ...('json' in reply ? { 'content-type': 'application/json' } : {}),
    'content-length': body.length,
    ...usual,
    ...reply.headers,
  });
  response.end(body);
}

function allowed(methods: ReadonlyMap<string, Route>): string {
  return [...methods.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}

/** Advice about a failure to listen, by the system's error code. */
const adviceFor: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Free that port or choose another HTTP_PORT.',
  EACCES: 'Choose an HTTP_PORT of 1024 or more: lower ones need special rights.',
  EADDRNOTAVAIL: 'Set HTTP_HOST to an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.',
  ENOTFOUND: 'Set HTTP_HOST to an address or a name that exists, such as 127.0.0.1.',
};

function listenFault(host: string, port: number, error: NodeJS.ErrnoException): Fault {
  const code = error.code ?? '';
  const advice = adviceFor[code === 'EAI_AGAIN' ? 'ENOTFOUND' : code] ?? 'Check HTTP_HOST and HTTP_PORT.';
  return new Fault(
    'config',
    `the HTTP server cannot listen on ${host}:${port}`,
    { ...(code && { code }), advice },
    error,
  );
}
