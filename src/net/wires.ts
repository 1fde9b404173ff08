import { Resolver } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { hasCode } from '../util/errors.ts';
import { DoorRefusal } from './refusal.ts';

/** Ways to the network. Tests stand here, and nothing of the door's own checks is in it. */
export interface Wires {
  /** Asks for the addresses of a name; empty where there are none. Rejects with the system's error. */
  resolve(host: string, signal: AbortSignal): Promise<string[]>;
  /** Begins a connection to whichever of these addresses answers first. No name is asked for. */
  connect(addresses: readonly string[], port: number): Socket;
}

/** Time for one question to a name server, ms, and questions. */
const ASK = { timeout: 3000, tries: 2 };

/**
 * Opens the ways to the real network. Name servers are asked directly. The system's own way would hold one of the four threads that
 * files are read by, as long as a slow name server likes.
 *
 * @param servers name servers; those of the system when absent
 */
export function networkBy(servers?: readonly string[]): Wires {
  return {
    async resolve(host, signal) {
      const resolver = new Resolver(ASK);
      if (servers) resolver.setServers(servers);
      const stop = () => resolver.cancel();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
        const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
        const failure = found.find((each) => each.status === 'rejected' && !isNone(each.reason));
        if (addresses.length === 0 && failure?.status === 'rejected') throw failure.reason;
        return addresses;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    connect(addresses, port) {
      const all = addresses.map((address) => ({ address, family: isIP(address) }));
      const lookup: LookupFunction = (_host, _options, use) => use(null, all);
      // The name is never asked for: the addresses that were looked at are those that are connected to.
      return connect({ host: 'checked', port, lookup, autoSelectFamily: true });
    },
  };
}

/** Tells whether a name server said that there is nothing. */
function isNone(error: unknown): boolean {
  return hasCode(error, 'ENOTFOUND', 'ENODATA', 'EBADNAME', 'EBADQUERY');
}

/**
 * Has a proxy connect to an address. The proxy is told no name, so that it cannot find another address behind it.
 * Rejects with a DoorRefusal, with the system's error, or with the signal's reason.
 */
export async function tunnel(proxy: string, address: string, port: number, signal: AbortSignal): Promise<Socket> {
  const to = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
  const { protocol, hostname, port: proxyPort, auth } = urlToHttpOptions(new URL(proxy));
  const { request, Agent } = protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const credentials = auth ? { 'proxy-authorization': `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  const headers = { host: to, ...credentials };
  // An agent of its own: the program's agents may go through the proxy themselves.
  const asked = { hostname, port: proxyPort, method: 'CONNECT', path: to, headers, agent: new Agent(), signal };
  const sent = request({ protocol, ...asked });
  sent.on('error', reject);
  sent.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket, head: Buffer) => {
    if (statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    } else {
      socket.destroy();
      reject(new DoorRefusal('unreachable', statusCode));
    }
  });
  sent.on('response', ({ statusCode = 0 }) => {
    sent.destroy();
    reject(new DoorRefusal('unreachable', statusCode));
  });
  sent.end();
  return promise;
}

/** Makes a connection secret. The certificate has to be that of the host. */
export function secured(socket: Socket, host: string): Socket {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return secure({ socket, host, ...name, ALPNProtocols: ['http/1.1'] });
}
