import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { addHealthRoutes, type Readiness } from '../../src/http/health.ts';
import { createHttpServer, type HttpHandler, type HttpServer } from '../../src/http/server.ts';
import { isFault } from '../../src/util/errors.ts';
import { createLog } from '../../src/util/log.ts';
import { itWhole } from '../support/whole.ts';

const servers: HttpServer[] = [];
const lines: string[] = [];
const log = createLog({ level: 'debug', format: 'json', write: (line) => lines.push(line) });
afterEach(async () => {
  lines.length = 0;
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function open(routes: (server: HttpServer) => void = () => undefined): Promise<number> {
  const server = createHttpServer({ host: '127.0.0.1', port: 0, log });
  servers.push(server);
  routes(server);
  return server.listen();
}

const echo: HttpHandler = ({ body, query }) => ({ status: 200, json: [body.toString(), query.get('q')] });
const post = (limits: { bytes: number; ms: number }, handle = echo) =>
  open((server) => server.route('POST', '/hook', limits, handle));

/** Everything the server says to these bytes, until it ends the connection or as much as `enough` has come. */
async function say(port: number, enough: RegExp, ...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece);
  for await (const chunk of socket) {
    answer += chunk;
    if (enough.test(answer)) break;
  }
  socket.destroy();
  return answer;
}

describe('a route', () => {
  it('is given the body and the query, and answers with JSON', async () => {
    const port = await post({ bytes: 10, ms: 5000 });
    const response = await fetch(`http://127.0.0.1:${port}/hook?q=a%20b`, { method: 'POST', body: '0123456789' });
    expect([response.status, await response.json()]).toEqual([200, ['0123456789', 'a b']]);
  });

  it('is found by path and method: 404, and 405 with what is allowed', async () => {
    const port = await open((server) => server.route('GET', '/page', { bytes: 0, ms: 5000 }, echo));
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
    const wrong = await fetch(`http://127.0.0.1:${port}/page`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await say(port, /\r\n\r\n/, 'GET //[ HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 404 /);
  });

  it('answers HEAD as GET, without a body', async () => {
    const port = await open((server) => server.route('GET', '/page', { bytes: 0, ms: 5000 }, echo));
    const answer = await say(port, /\r\n\r\n/, 'HEAD /page HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toMatch(/content-length: 9\r\n/);
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  it('refuses a body by its announced length before any of it was sent', async () => {
    const port = await post({ bytes: 10, ms: 5000 });
    expect(await say(port, /\}$/, 'POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\n\r\n')).toMatch(/ 413 /);
    const expecting = 'POST /hook HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ';
    expect(await say(port, /\}$/, `${expecting}11\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    expect(await say(port, /\r\n\r\n/, `${expecting}10\r\n\r\n`)).toMatch(/^HTTP\/1.1 100 /);
  });

  it('refuses by what the headers say before any of the body was sent', async () => {
    const limits = {
      bytes: 10,
      ms: 5000,
      refuse: ({ host }: { host?: string }) => (host === 'x' ? 403 : undefined),
    } as const;
    const port = await open((server) => server.route('POST', '/hook', limits, echo));
    expect(await say(port, /\}$/, 'POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n')).toMatch(/ 403 /);
    const welcome = 'POST /hook HTTP/1.1\r\nhost: y\r\ncontent-length: 5\r\n\r\n';
    expect(await say(port, /\]$/, welcome, 'hello')).toMatch(/ 200 [\s\S]*\["hello",null\]$/);
  });

  it('of a folder answers each name in it, with bytes as they are', async () => {
    const bytes = ({ path }: { path: string }) => ({ status: 200, bytes: Buffer.from(path) });
    const port = await open((server) => server.route('GET', '/files/*', { bytes: 0, ms: 5000 }, bytes));
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text());
    expect(await get('/files/a.png')).toBe('/files/a.png');
    expect(await get('/files/a/b.png')).toBe('{"error":"not found"}');
    expect(await get('/a.png')).toBe('{"error":"not found"}');
  });

  it('streams for longer than it may take to begin, until its client goes or the server closes', async () => {
    let ended = 0;
    const stream: HttpHandler = () => ({
      status: 200,
      async stream(body, signal) {
        const beat = setInterval(() => body.write('x'), 20);
        await once(signal, 'abort');
        clearInterval(beat);
        ended += 1;
      },
    });
    const port = await open((server) => server.route('GET', '/stream', { bytes: 0, ms: 100 }, stream));
    const long = /(?:x\r\n[\s\S]*){10}/;
    expect(await say(port, long, 'GET /stream HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(long);
    await expect.poll(() => ended).toBe(1);
    const { body } = await fetch(`http://127.0.0.1:${port}/stream`);
    await body?.getReader().read();
    await servers[0]?.close();
    await expect.poll(() => ended).toBe(2);
  });

  it('refuses a body that grows too long, to a client that is still sending', async () => {
    const port = await post({ bytes: 1000, ms: 5000 });
    const request = httpRequest({ port, path: '/hook', method: 'POST' });
    request.on('error', () => undefined);
    const answered = once(request, 'response');
    for (let n = 0; n < 200; n += 1) request.write('x'.repeat(65_536));
    const [response] = await answered;
    expect([response.statusCode, await text(response)]).toEqual([413, '{"error":"content too large"}']);
    // The rest is not waited for.
    await once(request, 'close');
  });

  it('waits for a dripped body no longer than it may', async () => {
    const port = await post({ bytes: 1000, ms: 200 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    // A drop that comes after the end is answered with a reset, which may overtake the rest of the answer.
    const [answer] = await once(socket, 'data');
    clearInterval(drip);
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is told when its time is over, and its client that it is', async () => {
    let reason: unknown;
    const port = await post({ bytes: 10, ms: 100 }, (_, signal) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(reason);
        });
      });
    });
    const response = await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(503);
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('shows nothing of what went wrong in it', async () => {
    const port = await post({ bytes: 10, ms: 5000 }, () => {
      throw new Error('secret');
    });
    const response = await fetch(`http://127.0.0.1:${port}/hook?token=t`, { method: 'POST', body: 'x' });
    expect([response.status, await response.text()]).toEqual([500, '{"error":"internal error"}']);
    expect(lines.join()).toMatch(/"path":"\/hook"/);
    expect(lines.join()).not.toMatch(/token=t/);
  });
});

describe('listen', () => {
  const failure = async (host: string, port: number) => {
    const server = createHttpServer({ host, port, log });
    const error = await server.listen().catch((reason: unknown) => reason);
    return isFault(error, 'config') ? error.facts.advice : error;
  };

  it('says which setting is at fault', async () => {
    const taken = await open();
    expect(await failure('127.0.0.1', taken)).toMatch(/Free that port/);
    expect(await failure('203.0.113.1', 0)).toMatch(/HTTP_HOST.*this machine/);
    expect(await failure('no.such.host.invalid', 0)).toMatch(/HTTP_HOST.*exists/);
  });
});

it('health is there at once, readiness while every role of the process is ready', async () => {
  const roles: Record<string, Readiness> = { ingress: 'ok', worker: 'starting' };
  const port = await open((server) => addHealthRoutes(server, () => roles));
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.json()];
  };
  expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/ready')).toEqual([503, { status: 'starting', roles }]);
  roles['worker'] = 'ok';
  expect(await ask('/ready')).toEqual([200, { status: 'ok', roles }]);
  roles['ingress'] = 'stopping';
  expect(await ask('/ready')).toEqual([503, { status: 'stopping', roles }]);
});

describe('a route with a bound', () => {
  it('refuses one request more, for a moment, until a handler has ended, whatever its client was told', async () => {
    const gate = Promise.withResolvers<void>();
    const port = await open((server) =>
      server.route('POST', '/hook', { bytes: 10, ms: 150, atOnce: 2 }, async () => {
        await gate.promise;
        return { status: 200, json: {} };
      }),
    );
    const ask = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', body: 'x' });
      return [response.status, response.headers.get('retry-after')];
    };
    const two = [ask(), ask()];
    // Their time is over, and they run on.
    expect(await Promise.all(two)).toEqual([
      [503, '2'],
      [503, '2'],
    ]);
    expect(await ask()).toEqual([503, '2']);
    gate.resolve();
    expect(await ask()).toEqual([200, null]);
  });
});

it('a server that closes sends what is answered to its end', async () => {
  const gate = Promise.withResolvers<void>();
  const long = 'x'.repeat(5_000_000);
  const port = await open((server) =>
    server.route('GET', '/long', { bytes: 0, ms: 5000 }, async () => {
      await gate.promise;
      return { status: 200, json: long };
    }),
  );
  const asked = fetch(`http://127.0.0.1:${port}/long`).then((response) => response.json());
  await new Promise((resolve) => setTimeout(resolve, 50));
  gate.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  await servers[0]?.close();
  expect(await asked).toHaveLength(long.length);
});

itWhole(
  'a connection that is kept has no time for its next headers before they begin',
  async () => {
    const port = await open((server) => server.route('GET', '/page', { bytes: 0, ms: 5000 }, echo));
    const socket = connect(port, '127.0.0.1');
    const ask = async () => {
      socket.write('GET /page HTTP/1.1\r\nhost: x\r\n\r\n');
      const [answer] = await once(socket, 'data');
      return String(answer);
    };
    expect(await ask()).toMatch(/ 200 [\s\S]*keep-alive: timeout=8\d/i);
    await new Promise((resolve) => setTimeout(resolve, 8000));
    expect(await ask()).toMatch(/ 200 /);
    socket.destroy();
  },
  20_000,
);
