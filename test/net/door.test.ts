import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { DoorRefusal, type FetchOptions } from '../../src/net/door.ts';
import { doorTo, portOf, startWeb, type Web } from '../support/web.ts';
import { cert, key } from './certificate.ts';

const HERE = '93.184.216.34';
const THERE = '8.8.4.4';
const limits = { bytes: 100_000, ms: 5000, redirects: 3 };
const never = new AbortController().signal;

function webOf(): Web {
  const web = startWeb();
  web.name('here.example', [HERE]);
  web.name('there.example', [THERE]);
  return web;
}

const get = (web: Web, options: Partial<FetchOptions> = {}, url = 'http://here.example/', idleMs = 15_000) =>
  doorTo(web, { idleMs }).fetch(url, { limits, ...options }, never);

it('gives what a page says, and tells its server no more than it has to', async () => {
  const web = webOf();
  let told: IncomingHttpHeaders = {};
  await web.site(HERE, ({ headers }, response) => {
    told = headers;
    const head = { 'content-type': 'Text/HTML; charset="UTF-8"', 'set-cookie': ['a=1', 'b=2'], 'x-own': 'c' };
    response.writeHead(200, head).end('héllo');
  });
  const page = await get(web, { accept: ['text/html', 'text/*'] }, 'http://HERE.example:80/a?b#c');
  expect({ ...page, body: Buffer.from(page.body).toString() }).toMatchObject({
    ...{ url: 'http://here.example/a?b', status: 200, type: 'text/html', charset: 'utf-8', body: 'héllo' },
  });
  expect([page.headers.get('x-own'), page.headers.has('set-cookie')]).toEqual(['c', false]);
  expect(told).toEqual({
    host: 'here.example',
    'user-agent': 'Parley/test',
    'accept-encoding': 'identity',
    accept: 'text/html, text/*',
    connection: 'close',
  });
});

it.each([
  ['ftp://here.example/', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['data:text/html,a', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['no address', 'scheme'],
  ['http://', 'scheme'],
  [`http://here.example/${'a'.repeat(9000)}`, 'scheme'],
  ['http://user@here.example/', 'credentials'],
  ['http://user:word@here.example/', 'credentials'],
  ['http://here.example:8080/', 'port'],
  ['https://here.example:80/', 'port'],
  ['http://nobody.example/', 'host'],
  ['http://never.example/', 'host'],
  ['http://a.never.example./', 'host'],
])('is not opened for %s: %s', async (url, reason) => {
  const web = webOf();
  web.name('never.example', [HERE]);
  web.name('a.never.example', [HERE]);
  const door = doorTo(web, { hosts: { only: [], never: ['never.example'] } });
  await expect(door.fetch(url, { limits }, never)).rejects.toMatchObject({ reason });
  expect(web.connected).toEqual([]);
});

it('opens for the hosts of the operator alone, where there are some', async () => {
  const web = webOf();
  await web.site(HERE, (_, response) => response.writeHead(302, { location: 'http://there.example/' }).end());
  const door = doorTo(web, { hosts: { only: ['here.example'], never: [] } });
  await expect(door.fetch('http://here.example/', { limits }, never)).rejects.toMatchObject({ reason: 'host' });
  await expect(door.fetch('http://nothere.example/', { limits }, never)).rejects.toMatchObject({ reason: 'host' });
  expect(web.connected).toEqual([HERE]);
});

it('carries headers to their own origin, and to no other', async () => {
  const web = webOf();
  const told: string[] = [];
  const places = ['/second', 'http://there.example/', 'http://here.example/last'];
  for (const address of [HERE, THERE]) {
    await web.site(address, ({ headers, url }, response) => {
      told.push(`${headers.host}${url} ${headers.authorization ?? ''}`.trim());
      response.writeHead(302, places[told.length - 1] ? { location: places[told.length - 1] } : {});
      response.end();
    });
  }
  const headers = { Authorization: 'Bearer secret', Cookie: 'a' };
  await expect(get(web, { headers })).rejects.toMatchObject({ reason: 'redirects' });
  expect(told).toEqual([
    'here.example/ Bearer secret',
    'here.example/second Bearer secret',
    'there.example/',
    'here.example/last',
  ]);
});

it.each([
  [303, 'GET '],
  [307, 'POST words'],
])('sends a body on to the same origin as a %d says', async (status, expected) => {
  const web = webOf();
  await web.site(HERE, async (request, response) => {
    const words = (await request.toArray()).join('');
    if (request.url === '/') response.writeHead(status, { location: '/on' }).end();
    else response.end(`${request.method} ${words}`);
  });
  const page = await get(web, { method: 'POST', body: 'words' });
  expect(Buffer.from(page.body).toString()).toBe(expected);
});

it.each([
  ['http://there.example/', 307],
  ['http://here.example/', 302],
  ['file:///etc/passwd', 302],
  ['http://a:b@there.example/', 302],
  ['http://there.example:22/', 302],
  [undefined, 301],
] as const)('does not send a body on to %s by a %d', async (location, status) => {
  const web = webOf();
  const seen: unknown[] = [];
  await web.site(THERE, (_, response) => response.end(String(seen.push(0))));
  await web.site(HERE, (_, response) => response.writeHead(status, location ? { location } : {}).end());
  const reason = location?.startsWith('file') ? 'scheme' : location?.includes('@') ? 'credentials' : undefined;
  await expect(get(web, { method: 'POST', body: 'words' })).rejects.toMatchObject({
    reason: reason ?? (location?.includes(':22') ? 'port' : 'redirects'),
  });
  expect(seen).toEqual([]);
});

it('ends a body without an end', async () => {
  const web = webOf();
  await web.site(HERE, (_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write('a'.repeat(10_000)));
    };
    response.on('drain', pour);
    pour();
  });
  await expect(get(web)).rejects.toMatchObject({ reason: 'size', code: undefined });
});

const bytes: readonly [string, string, string][] = [
  ['a body said to be too long', 'HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\na', 'size'],
  ['a body shorter than said', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', 'unreachable'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'unreachable'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    'unreachable',
  ],
  ['a head that is too large', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 'size'],
  ['many headers', `HTTP/1.1 200 OK\r\n${'some: thing\r\n'.repeat(5000)}\r\n`, 'size'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'unreachable'],
  ['nothing', '', 'unreachable'],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: a\r\nconnection: upgrade\r\n\r\n', 'unreachable'],
];

it.each(bytes)('gives nothing of %s', async (_, said, reason) => {
  const web = webOf();
  await web.raw(HERE, (socket) => {
    socket.once('data', () => socket.end(said));
  });
  await expect(get(web)).rejects.toMatchObject({ reason });
});

const floods: readonly [string, string, string][] = [
  ['heads that announce others', '', 'HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n'],
  ['words around chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', `1;${'a'.repeat(10_000)}\r\na\r\n`],
];

it.each(floods)('is not held by endless %s', async (_, head, again) => {
  const web = webOf();
  await web.raw(HERE, (socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(again.repeat(10)));
    };
    socket.on('drain', pour);
    socket.once('data', () => {
      socket.write(head);
      pour();
    });
  });
  await expect(get(web)).rejects.toMatchObject({ reason: 'size', code: 'beside' });
});

it('waits for no server that says nothing', async () => {
  const web = webOf();
  await web.raw(HERE, () => undefined);
  await expect(get(web, {}, undefined, 200)).rejects.toMatchObject({ reason: 'time', code: 'idle' });
});

it('waits no longer than it may for a server that says little at a time', async () => {
  const web = webOf();
  await web.raw(HERE, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const drip = setInterval(() => socket.write('a'), 20);
    socket.on('close', () => clearInterval(drip));
  });
  await expect(get(web, { limits: { ...limits, ms: 400 } }, undefined, 200)).rejects.toMatchObject({ reason: 'time' });
});

it('ends with the reason of its signal', async () => {
  const web = webOf();
  const control = new AbortController();
  await web.raw(HERE, () => control.abort(new Error('nobody waits')));
  await expect(doorTo(web).fetch('http://here.example/', { limits }, control.signal)).rejects.toThrow('nobody waits');
});

it.each(['gzip', 'br', 'zstd', 'identity, gzip'])('does not unpack what came packed as %s', async (encoding) => {
  const web = webOf();
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  await web.site(HERE, (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb));
  await expect(get(web)).rejects.toMatchObject({ reason: 'encoding' });
});

it('refuses a success of another type, and gives any failure', async () => {
  const web = webOf();
  await web.site(HERE, ({ url }, response) => {
    response.writeHead(url === '/404' ? 404 : 200, { 'content-type': 'image/png' }).end('a');
  });
  await expect(get(web, { accept: ['text/html', 'text/*'] })).rejects.toMatchObject({ reason: 'type' });
  expect(await get(web, { accept: ['image/*'] })).toMatchObject({ type: 'image/png' });
  expect(await get(web, { accept: ['text/html'] }, 'http://here.example/404')).toMatchObject({ status: 404 });
});

it('believes a host by its certificate alone', async () => {
  const web = webOf();
  const before = getCACertificates('default');
  onTestFinished(() => setDefaultCACertificates(before));
  const listener: RequestListener = (_, response) => response.end('secret');
  await web.serve(HERE, createSecure({ key, cert }, listener), 443);
  await web.serve(THERE, createSecure({ key, cert }, listener), 443);
  const url = 'https://here.example/';
  await expect(get(web, {}, url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  setDefaultCACertificates([cert]);
  expect(Buffer.from((await get(web, {}, url)).body).toString()).toBe('secret');
  await expect(get(web, {}, 'https://there.example/')).rejects.toMatchObject({
    reason: 'unreachable',
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

it('says that nobody answers', async () => {
  await expect(get(webOf())).rejects.toMatchObject({ reason: 'unreachable', code: 'ECONNREFUSED' });
});

it('asks an endpoint of the operator wherever it is, and follows it nowhere else', async () => {
  const web = webOf();
  const server = createServer(({ url }, response) => {
    if (url === '/here') response.writeHead(302, { location: '/end' }).end();
    else if (url === '/there') response.writeHead(302, { location: 'http://there.example/' }).end();
    else response.end('found');
  });
  await web.serve('127.0.0.1', server, 1);
  const url = `http://127.0.0.1:${portOf(server)}`;
  expect(await get(web, { trusted: true }, `${url}/here`)).toMatchObject({ status: 200, url: `${url}/end` });
  await expect(get(web, { trusted: true }, `${url}/there`)).rejects.toMatchObject({ reason: 'redirects' });
  await expect(get(web, {}, `${url}/here`)).rejects.toMatchObject({ reason: 'port' });
});

it('logs the reason, and the host of what the operator names alone', async () => {
  const lines: string[] = [];
  const log = { info: (fields: object, message: string) => void lines.push(JSON.stringify([fields, message])) };
  const door = doorTo(webOf(), { log });
  const ask = (url: string, trusted: boolean) => door.fetch(url, { limits, trusted }, never);
  const refused = new DoorRefusal('unreachable', 'ECONNREFUSED');
  await expect(ask('http://here.example/path?token=secret', false)).rejects.toEqual(refused);
  await expect(ask('http://127.0.0.1:1/path?token=secret', true)).rejects.toEqual(refused);
  expect(lines).toEqual([
    '[{"reason":"unreachable","code":"ECONNREFUSED"},"Nothing was fetched from the web"]',
    '[{"host":"127.0.0.1","reason":"unreachable","code":"ECONNREFUSED"},"Nothing was fetched from the web"]',
  ]);
});
