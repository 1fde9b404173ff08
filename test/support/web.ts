import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createDoor, type Door, type DoorParts } from '../../src/net/door.ts';
import type { Wires } from '../../src/net/wires.ts';

/** A small internet: names, public and private addresses, and servers at them. The door's own checks stand before it. */
export interface Web {
  wires: Wires;
  /** Names that were asked for, and addresses that were connected to, in order. */
  asked: string[];
  connected: string[];
  /** Gives a name its addresses; several lists are answered one after the other, the last again and again. */
  name(host: string, ...answers: string[][]): void;
  /** Puts a server at an address; without a port, at 80. */
  site(address: string, listener: RequestListener, port?: number): Promise<void>;
  /** Puts a server at an address that speaks by its bytes alone. */
  raw(address: string, serve: (socket: Socket) => void, port?: number): Promise<void>;
  /** Puts any server at an address. */
  serve(address: string, server: Server, port: number): Promise<void>;
}

export function startWeb(): Web {
  const names = new Map<string, string[][]>();
  const ports = new Map<string, number>();
  const [asked, connected]: [string[], string[]] = [[], []];

  async function serve(address: string, server: Server, port: number): Promise<void> {
    const open = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ports.set(`${address}:${port}`, portOf(server));
    onTestFinished(() => {
      server.close();
      for (const socket of open) socket.destroy();
    });
  }

  return {
    asked,
    connected,
    name: (host, ...answers) => void names.set(host, answers),
    serve,
    site: (address, listener, port = 80) => serve(address, createHttp(listener), port),
    raw: (address, listener, port = 80) => serve(address, createServer(listener), port),
    wires: {
      async resolve(host) {
        asked.push(host);
        const answers = names.get(host) ?? [];
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
      },
      connect(addresses, port) {
        const [address = ''] = addresses;
        connected.push(address);
        // Nobody listens at port 1.
        return connect(ports.get(`${address}:${port}`) ?? 1, '127.0.0.1');
      },
    },
  };
}

/** Port that a server listens at. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Door into a small internet. */
export function doorTo({ wires }: Web, parts: Partial<DoorParts> = {}): Door {
  return createDoor({ userAgent: 'Parley/test', log: { info() {} }, wires, ...parts });
}
