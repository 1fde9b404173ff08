import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { createDoor, type DoorParts } from '../../src/net/door.ts';
import { isPublic } from '../../src/net/public.ts';
import { doorTo, portOf, startWeb, type Web } from '../support/web.ts';

/** The door does not open into the network that the bot itself stands in, by whatever way (attacks 29 to 32). */

const PUBLIC = '93.184.216.34';
const limits = { bytes: 100_000, ms: 5000, redirects: 5 };
const never = new AbortController().signal;

const get = (web: Web, url: string, parts: Partial<DoorParts> = {}) => doorTo(web, parts).fetch(url, { limits }, never);

/** Puts a server at addresses that nobody outside may see, and counts who sees it. */
async function inside(web: Web, ...addresses: string[]): Promise<{ seen: number }> {
  const secret = { seen: 0 };
  const listener: RequestListener = (_, response) => {
    secret.seen += 1;
    response.end('the keys of the cloud');
  };
  for (const address of addresses) await web.site(address, listener);
  return secret;
}

const spellings: readonly [string, string][] = [
  ['http://169.254.169.254/latest/meta-data/', '169.254.169.254'],
  ['http://127.0.0.1/', '127.0.0.1'],
  ['http://127.0.0.1./', '127.0.0.1'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://0177.0.0.1/', '127.0.0.1'],
  ['http://１２７。0.0.1/', '127.0.0.1'],
  ['http://0.0.0.0/', '0.0.0.0'],
  ['http://0/', '0.0.0.0'],
  ['http://[::]/', '::'],
  ['http://[::1]/', '::1'],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ['http://[::127.0.0.1]/', '::7f00:1'],
  ['http://[64:ff9b::127.0.0.1]/', '64:ff9b::7f00:1'],
  ['http://[64:ff9b:1::10.0.0.1]/', '64:ff9b:1::a00:1'],
  ['http://[2002:7f00:1::]/', '2002:7f00:1::'],
  ['http://[2001:0:7f00:1::]/', '2001:0:7f00:1::'],
  ['http://[fd00:ec2::254]/', 'fd00:ec2::254'],
  ['http://[fe80::1]/', 'fe80::1'],
  ['http://[ff02::1]/', 'ff02::1'],
  ['http://10.0.0.1/', '10.0.0.1'],
  ['http://172.16.0.1/', '172.16.0.1'],
  ['http://192.168.1.1/', '192.168.1.1'],
  ['http://100.100.100.200/', '100.100.100.200'],
  ['http://192.0.0.192/', '192.0.0.192'],
  ['http://168.63.129.16/', '168.63.129.16'],
  ['http://224.0.0.1/', '224.0.0.1'],
  ['http://255.255.255.255/', '255.255.255.255'],
];

it.each(spellings)('is not opened for an address of the inside: %s', async (url, address) => {
  const web = startWeb();
  const secret = await inside(web, address);
  await expect(get(web, url)).rejects.toMatchObject({ reason: 'address' });
  expect([secret.seen, web.connected]).toEqual([0, []]);
});

it.each(spellings)('is not opened for a name that leads inside: to that of %s', async (_, address) => {
  const web = startWeb();
  const secret = await inside(web, address);
  web.name('metadata.example', [address]);
  await expect(get(web, 'http://metadata.example/')).rejects.toMatchObject({ reason: 'address' });
  expect([secret.seen, web.connected]).toEqual([0, []]);
});

it.each(spellings)('does not follow a redirect inside: %s', async (url, address) => {
  const web = startWeb();
  const secret = await inside(web, address);
  web.name('page.example', [PUBLIC]);
  await web.site(PUBLIC, ({ url: path }, response) => {
    // By way of two pages that are in order.
    const to = path === '/' ? '/second' : path === '/second' ? '//page.example/third' : url;
    response.writeHead(302, { location: Buffer.from(to).toString('latin1') }).end();
  });
  await expect(get(web, 'http://page.example/')).rejects.toMatchObject({ reason: 'address' });
  expect(secret.seen).toBe(0);
  expect(web.connected).toEqual([PUBLIC, PUBLIC, PUBLIC]);
});

it('connects to the very address it has looked at, when a name answers otherwise the next time', async () => {
  const web = startWeb();
  const secret = await inside(web, '127.0.0.1');
  web.name('rebinding.example', [PUBLIC], ['127.0.0.1']);
  await web.site(PUBLIC, (_, response) => response.end('outside'));
  const page = await get(web, 'http://rebinding.example/');
  expect(Buffer.from(page.body).toString()).toBe('outside');
  expect(web.asked).toEqual(['rebinding.example']);
  await expect(get(web, 'http://rebinding.example/')).rejects.toMatchObject({ reason: 'address' });
  expect(secret.seen).toBe(0);
});

it('looks at a name anew at every hop, as it may answer otherwise by then', async () => {
  const web = startWeb();
  const secret = await inside(web, '127.0.0.1');
  web.name('rebinding.example', [PUBLIC], ['127.0.0.1']);
  await web.site(PUBLIC, (_, response) => response.writeHead(302, { location: '/again' }).end());
  await expect(get(web, 'http://rebinding.example/')).rejects.toMatchObject({ reason: 'address' });
  expect([secret.seen, web.connected]).toEqual([0, [PUBLIC]]);
});

it('leaves out what is inside where a name has both', async () => {
  const web = startWeb();
  const secret = await inside(web, '10.0.0.1');
  web.name('both.example', ['10.0.0.1', '::1', PUBLIC]);
  await web.site(PUBLIC, (_, response) => response.end('outside'));
  await get(web, 'http://both.example/');
  expect([secret.seen, web.connected]).toEqual([0, [PUBLIC]]);
});

it('tells a proxy no name: it is sent to the address that was looked at, and never inside', async () => {
  const web = startWeb();
  const tunnels: unknown[] = [];
  const between = createServer((_, response) => response.writeHead(500).end());
  between.on('connect', ({ url, headers }, socket) => {
    tunnels.push([url, headers['proxy-authorization']]);
    if (url?.endsWith(':443')) socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    else socket.end('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\noutside');
  });
  await web.serve('127.0.0.1', between, 3128);
  const proxy = `http://user:word@127.0.0.1:${portOf(between)}`;
  web.name('page.example', [PUBLIC]);
  web.name('inside.example', ['10.0.0.1']);
  const page = await get(web, 'http://page.example/', { proxy });
  expect(Buffer.from(page.body).toString()).toBe('outside');
  await expect(get(web, 'https://page.example/', { proxy })).rejects.toMatchObject({ code: 407 });
  await expect(get(web, 'http://inside.example/', { proxy })).rejects.toMatchObject({ reason: 'address' });
  await expect(get(web, 'http://127.0.0.1/', { proxy })).rejects.toMatchObject({ reason: 'address' });
  const credentials = `Basic ${btoa('user:word')}`;
  expect(tunnels).toEqual([
    [`${PUBLIC}:80`, credentials],
    [`${PUBLIC}:443`, credentials],
  ]);
  expect(web.connected).toEqual([]);
});

it('refuses this machine by itself, without anything that tests put in its place', async () => {
  const seen: unknown[] = [];
  const server = createServer((_, response) => response.end(String(seen.push(0))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const door = createDoor({ userAgent: 'Parley/test', log: { info() {} } });
  const reasonOf = (url: string) =>
    door.fetch(url, { limits }, never).then(
      () => 'fetched',
      ({ reason }) => reason,
    );
  expect(await reasonOf('http://127.0.0.1/')).toBe('address');
  expect(await reasonOf('http://localhost/')).toBe('address');
  expect(await reasonOf('http://db.localhost./')).toBe('address');
  expect(await reasonOf('https://[::1]/')).toBe('address');
  expect(await reasonOf(`http://127.0.0.1:${portOf(server)}/`)).toBe('port');
  expect(seen).toEqual([]);
  server.close();
});

it.each(['93.184.216.34', '8.8.8.8', '1.1.1.1', '2606:2800:220:1:248:1893:25c8:1946', '2a00:1450:4001::200e'])(
  'is open for the public: %s',
  (address) => expect(isPublic(address)).toBe(true),
);

it.each(['', 'example.com', '2606:2800::1%eth0', '4000::1', '127.1', '1.2.3.4.5'])(
  'takes nothing for public that is no address of the internet: %j',
  (address) => expect(isPublic(address)).toBe(false),
);
