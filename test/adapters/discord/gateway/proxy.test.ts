import http, { createServer } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { rig } from '../setup.ts';

/** A forward proxy: CONNECT tunnels, and upgrades in absolute form. */
async function startProxy() {
  const seen: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer();
  const join = (client: Duplex, port: number, opened: (target: net.Socket) => void) => {
    const target = net.connect(port, '127.0.0.1', () => opened(target));
    for (const each of [client, target]) {
      open.add(each);
      each.on('error', () => undefined);
    }
    client.pipe(target).pipe(client);
  };
  server.on('connect', (request, client) => {
    seen.push('tunnel');
    join(client, Number(request.url?.split(':')[1]), () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  server.on('upgrade', (request, client) => {
    seen.push('upgrade');
    const url = new URL(request.url ?? '');
    const headers = request.rawHeaders.flatMap((value, index, all) =>
      index % 2 ? [] : [`${value}: ${all[index + 1]}`],
    );
    join(client, Number(url.port), (target) => {
      target.write([`GET ${url.pathname}${url.search} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = () => {
    for (const each of open) each.destroy();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, seen, close };
}

it('reaches REST and the gateway through the global proxy', async () => {
  const proxy = await startProxy();
  const direct = http.setGlobalProxyFromEnv({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '' });
  try {
    const r = await rig();
    expect(proxy.seen).toContain('tunnel');
    expect(proxy.seen).toContain('upgrade');
    await r.stop();
  } finally {
    direct();
    proxy.close();
  }
});

it('leaves everything alone where there is none', async () => {
  const before = http.request;
  const r = await rig();
  expect(http.request).toBe(before);
  await r.stop();
});
