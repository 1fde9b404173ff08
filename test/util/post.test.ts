import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createPoster, type Poster } from '../../src/util/post.ts';

const never = new AbortController().signal;

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function posterTo(answer: RequestListener): Promise<{ post: Poster; server: ReturnType<typeof createServer> }> {
  const server = createServer(answer);
  onTestFinished(() => server.closeAllConnections());
  return { post: createPoster(new URL(`http://${await listen(server)}`)), server };
}

const said = (post: Poster, path: string, signal: AbortSignal = never) =>
  post(path, { headers: { 'content-type': 'text/plain' }, body: 'héllo', signal });

it('posts, and gives the head and the body of any answer', async () => {
  const { post } = await posterTo(async (request, response) => {
    response.writeHead(418, { 'x-encoding': request.headers['accept-encoding'], 'x-length': '6' });
    response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${await text(request)}`);
  });
  const { status, headers, body } = await said(post, '/a?b');
  expect(status).toBe(418);
  expect(headers).toMatchObject({ 'x-encoding': 'identity' });
  expect(await text(body)).toBe('POST /a?b 6 héllo');
});

const inPieces = {
  size: 100_000,
  *chunks() {
    const place = Buffer.alloc(10_000);
    for (let at = 0; at < 10; at += 1) yield place.fill(String(at));
  },
};

it.each(['/new', '/old'])(
  'sends a body whose pieces take the place of each other, as long as it is said to be, also to where it is sent on: %s',
  async (path) => {
    const { post } = await posterTo(async (request, response) => {
      const words = await text(request);
      if (request.url === '/old') response.writeHead(307, { location: '/new' }).end();
      else response.end(`${request.headers['content-length']} ${words.replace(/(.)\1{9999}/g, '$1')}`);
    });
    const { body } = await post(path, { headers: {}, body: inPieces, signal: never });
    expect(await text(body)).toBe('100000 0123456789');
  },
);

it.each(['/new', '/old'])('sends bytes as they are, also to where they are sent on: %s', async (path) => {
  const { post } = await posterTo(async (request, response) => {
    const words = await text(request);
    if (request.url === '/old') response.writeHead(307, { location: '/new' }).end();
    else response.end(`${request.headers['content-length']} ${words}`);
  });
  const { body } = await post(path, { headers: {}, body: Buffer.from('héllo'), signal: never });
  expect(await text(body)).toBe('6 héllo');
});

it('stops sending a body in pieces when its signal fires', async () => {
  const { post } = await posterTo(() => undefined);
  let made = 0;
  const endless = {
    size: 1e12,
    *chunks() {
      for (;;) {
        made += 1;
        yield Buffer.alloc(65_536);
      }
    },
  };
  const stop = new AbortController();
  const sending = post('/', { headers: {}, body: endless, signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 50);
  await expect(sending).rejects.toThrow('enough');
  const before = made;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(made).toBe(before);
});

it('keeps its connection', async () => {
  const { post, server } = await posterTo((_, response) => response.end('ok'));
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  for (let time = 0; time < 3; time += 1) await text((await said(post, '/')).body);
  expect(connections).toBe(1);
});

it.each([
  [307, 'POST /new héllo'],
  [308, 'POST /new héllo'],
  [302, 'GET /new '],
])('follows a redirect as fetch does: %i', async (status, seen) => {
  const { post } = await posterTo(async (request, response) => {
    const words = await text(request);
    if (request.url === '/old') response.writeHead(status, { location: '/new' }).end('elsewhere');
    else response.end(`${request.method} ${request.url} ${words}`);
  });
  expect(await text((await said(post, '/old')).body)).toBe(seen);
});

it('ends with the reason of its signal: before, while it waits, and in the middle of a body', async () => {
  const { post } = await posterTo((request, response) => {
    if (request.url === '/begun') response.write('some');
  });
  const reason = new Error('enough');
  await expect(said(post, '/', AbortSignal.abort(reason))).rejects.toBe(reason);
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(reason), 20);
  await expect(said(post, '/', waiting.signal)).rejects.toBe(reason);
  const reading = new AbortController();
  const { body } = await said(post, '/begun', reading.signal);
  setTimeout(() => reading.abort(reason), 20);
  await expect(text(body)).rejects.toBe(reason);
});

it('tells by the system’s code that nobody listens, and that a body was cut', async () => {
  const { post } = await posterTo((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('some', () => response.destroy());
  });
  await expect(text((await said(post, '/')).body)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(said(createPoster(new URL('http://127.0.0.1:1')), '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('gives up a connection that does not come about', async () => {
  const mute = createSocketServer((socket) => void socket.on('error', () => undefined));
  const post = createPoster(new URL(`https://${await listen(mute)}`), 50);
  await expect(said(post, '/')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});
