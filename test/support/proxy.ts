import { Agent, createServer, request } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A forward proxy: plain requests, CONNECT tunnels, and upgrades in absolute form. It writes down what goes through. */
export async function startProxy() {
  /** Last parts of the paths that were asked for in the open. */
  const paths: string[] = [];
  const seen: ('tunnel' | 'upgrade')[] = [];
  const open = new Set<Duplex>();
  const agent = new Agent();
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '');
    paths.push(url.pathname.split('/').at(-1) ?? '');
    const { method = 'GET', headers } = incoming;
    const onward = request(url, { method, headers, agent }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  const join = (client: Duplex, port: number, opened: (target: net.Socket) => void) => {
    const target = net.connect(port, '127.0.0.1', () => opened(target));
    for (const each of [client, target]) {
      open.add(each);
      each.on('error', () => undefined);
    }
    client.pipe(target).pipe(client);
  };
  server.on('connect', (incoming, client) => {
    seen.push('tunnel');
    join(client, Number(incoming.url?.split(':')[1]), () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  server.on('upgrade', (incoming, client) => {
    seen.push('upgrade');
    const url = new URL(incoming.url ?? '');
    const headers = incoming.rawHeaders.flatMap((value, index, all) =>
      index % 2 ? [] : [`${value}: ${all[index + 1]}`],
    );
    join(client, Number(url.port), (target) => {
      target.write([`GET ${url.pathname}${url.search} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const each of open) each.destroy();
    server.close();
    server.closeAllConnections();
  };
  return { paths, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
