import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createDesk, type Desk } from './desk.ts';

/** The desk over streamable HTTP, on 127.0.0.1. */
export interface HttpDesk {
  url: string;
  /** Headers of the requests so far. */
  seen: IncomingMessage['headers'][];
  /** Answers every request with a redirect to there, while it is set. */
  redirect?: string;
  /** Forgets all sessions, as a server does that was started anew. */
  forget(): void;
  close(): Promise<void>;
}

/** Serves as older servers do: each client has a session, and a request that names another one is refused. */
function withSessions(desk: Desk) {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  async function begin(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    await createDesk(desk).connect(transport);
    return transport;
  }
  return {
    async fetch(request: Request): Promise<Response> {
      const id = request.headers.get('mcp-session-id');
      const session = id === null ? await begin() : sessions.get(id);
      return session ? session.handleRequest(request) : new Response('Session not found', { status: 404 });
    },
    forget: () => sessions.clear(),
    async close() {
      for (const session of sessions.values()) await session.close();
    },
  };
}

export async function startHttpDesk(
  desk: Desk & { key?: string; sessions?: boolean } = {},
  port = 0,
): Promise<HttpDesk> {
  const handler = desk.sessions
    ? withSessions(desk)
    : { ...createMcpHandler(() => createDesk(desk)), forget: () => undefined };
  const seen: IncomingMessage['headers'][] = [];
  const server = createServer(async (request, response) => {
    seen.push(request.headers);
    if (started.redirect !== undefined) {
      response.writeHead(307, { location: started.redirect }).end();
      return;
    }
    if (desk.key !== undefined && request.headers.authorization !== `Bearer ${desk.key}`) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return;
    }
    const body = request.method === 'POST' ? Buffer.concat(await Array.fromAsync(request)) : undefined;
    const answer = await handler.fetch(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ...(body ? { body } : {}),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) Readable.fromWeb(answer.body as ReadableStream).pipe(response);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const started: HttpDesk = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen,
    forget: () => handler.forget(),
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return started;
}
