import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The HTTP floor all stand-ins share: it reads requests whole, lets tests break them by rule, and keeps count. It
 * listens on 127.0.0.1 only.
 */

/** A request as it came in, read whole. */
export interface Call {
  /** Counts up from 1 per server. */
  id: number;
  /** Epoch ms of arrival. */
  at: number;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Aborted when the client has gone away. */
  gone: AbortSignal;
}

/** An answer: JSON for objects, bytes as they are, or a writer for streams. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: object | string | Buffer;
  /** Writes the body itself and ends it; `status` and `headers` have been written. */
  stream?: (response: ServerResponse, call: Call) => Promise<void>;
}

/** Breaks the calls it matches. The first rule that matches wins. */
export interface Rule extends Break {
  /** Whether it breaks this call, or how it breaks this very one. */
  match(call: Call): boolean | Break;
  /** How many calls it breaks before it is spent; for ever when absent. */
  times?: number;
}

/** What becomes of one call. */
export interface Break {
  /** Waits this long before anything else, ms. */
  delayMs?: number;
  /** Answers this instead; the call is not taken. */
  reply?: Reply | ((call: Call) => Reply);
  /** Cuts the connection: `before` the call is taken, or `after` it was taken and before it is answered. */
  drop?: 'before' | 'after';
  /** Never answers, until the client gives up. The call is not taken. */
  hang?: boolean;
  /** Lets so many pieces of a stream through, and then cuts the connection, or holds the rest back until the rule is taken away. */
  choke?: { afterPieces: number; how: 'cut' | 'hold' };
  /** Runs before the call is taken, e.g. to kill the bot. */
  before?: (call: Call) => void | Promise<void>;
  /** Runs after the call was taken and before it is answered. */
  after?: (call: Call) => void | Promise<void>;
}

/** Is told of what goes over the wire, as it goes. */
export interface Onlooker {
  began(call: Call): void;
  /** A piece of the answer. */
  said(call: Call, type: string, piece: Buffer): void;
  /** It was answered to its end, or cut: `status` is undefined where nothing was answered. */
  ended(call: Call, status: number | undefined): void;
}

export interface SimulatorServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  server: Server;
  /** Adds a rule; call the result to take it away. */
  rule(rule: Rule): () => void;
  /** Shows all calls from now on; call the result to look away. */
  watch(onlooker: Onlooker): () => void;
  /** Calls that are not answered to their end, and whose client has not gone away. */
  underWay(): Call[];
  /** Cuts every open connection, WebSockets included. */
  cut(): void;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Takes over WebSocket upgrades. */
  upgrade?: (request: import('node:http').IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Starts a local server that answers with `handle`. */
export async function startServer(
  handle: (call: Call) => Reply | Promise<Reply>,
  options: SimulatorOptions = {},
): Promise<SimulatorServer> {
  const rules: { rule: Rule; left: number; over: AbortController }[] = [];
  const onlookers = new Set<Onlooker>();
  const sockets = new Set<Socket>();
  const open = new Set<Call>();
  let calls = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.on('error', () => gone.abort());
    request.on('error', () => gone.abort());
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://simulator');
      calls += 1;
      const call: Call = {
        id: calls,
        at: Date.now(),
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks),
        gone: gone.signal,
      };
      open.add(call);
      response.on('close', () => open.delete(call));
      for (const onlooker of onlookers) show(onlooker, call, response);
      serve(call, response).catch((error: unknown) => {
        if (gone.signal.aborted) return;
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`simulator: ${error instanceof Error ? error.stack : String(error)}`);
      });
    });
  });

  function ruleFor(call: Call): { rule: Break; over: AbortSignal } | undefined {
    for (const entry of rules) {
      const hit = entry.left > 0 && entry.rule.match(call);
      if (!hit) continue;
      entry.left -= 1;
      return { rule: hit === true ? entry.rule : hit, over: entry.over.signal };
    }
    return undefined;
  }

  async function serve(call: Call, response: ServerResponse): Promise<void> {
    const { rule, over } = ruleFor(call) ?? {};
    if (rule?.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
    await rule?.before?.(call);
    if (rule?.hang) return;
    if (rule?.drop === 'before') {
      response.destroy();
      return;
    }
    const broken = typeof rule?.reply === 'function' ? rule.reply(call) : rule?.reply;
    const reply = broken ?? (await handle(call));
    if (!broken) await rule?.after?.(call);
    if (rule?.drop === 'after') {
      response.destroy();
      return;
    }
    if (rule?.choke && over) choke(response, rule.choke, over);
    await write(reply, response, call);
  }

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
  });
  if (options.upgrade) server.on('upgrade', options.upgrade);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    rule(rule) {
      const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, over: new AbortController() };
      rules.push(entry);
      return () => {
        entry.left = 0;
        entry.over.abort();
      };
    },
    watch(onlooker) {
      onlookers.add(onlooker);
      return () => void onlookers.delete(onlooker);
    },
    underWay: () => [...open],
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

/** Stands between an answer and its connection: `write` and `end` of the response pass through `passed`. */
function tap(response: ServerResponse, passed: (args: unknown[], pass: () => unknown) => unknown): void {
  for (const name of ['write', 'end'] as const) {
    const original = response[name];
    Object.assign(response, {
      [name]: (...args: unknown[]) => passed(args, () => Reflect.apply(original, response, args)),
    });
  }
}

function show(onlooker: Onlooker, call: Call, response: ServerResponse): void {
  onlooker.began(call);
  tap(response, ([piece], pass) => {
    const type = String(response.getHeader('content-type') ?? '');
    if (typeof piece === 'string' || Buffer.isBuffer(piece)) onlooker.said(call, type, Buffer.from(piece));
    return pass();
  });
  response.on('close', () => onlooker.ended(call, response.headersSent ? response.statusCode : undefined));
}

/** What is held back comes when the rule is over. */
function choke(response: ServerResponse, { afterPieces, how }: NonNullable<Break['choke']>, over: AbortSignal): void {
  const held: (() => unknown)[] = [];
  let pieces = 0;
  tap(response, (_, pass) => {
    pieces += 1;
    if (pieces <= afterPieces || over.aborted) return pass();
    if (how === 'cut') response.destroy();
    else held.push(pass);
    return true;
  });
  over.addEventListener('abort', () => {
    for (const pass of held.splice(0)) pass();
  });
}

async function write(reply: Reply, response: ServerResponse, call: Call): Promise<void> {
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.stream) {
    response.writeHead(reply.status);
    await reply.stream(response, call);
    return;
  }
  const json = typeof reply.body === 'object' && !Buffer.isBuffer(reply.body);
  const body = json ? JSON.stringify(reply.body) : reply.body;
  if (json && !response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.writeHead(reply.status);
  response.end(body ?? '');
}

/** The fields and files of a multipart or JSON body, as one flat record; strings of JSON stay strings. */
export async function readForm(call: Call): Promise<Record<string, unknown>> {
  const type = call.headers['content-type'] ?? '';
  if (call.body.length === 0) return {};
  if (type.startsWith('application/json')) return JSON.parse(call.body.toString('utf8')) as Record<string, unknown>;
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } }).formData();
  return Object.fromEntries(form.entries());
}
