import { timingSafeEqual } from 'node:crypto';
import type { HttpHandler, HttpReply, HttpServer } from '../../src/http/server.ts';
import type { Done } from './protocol.ts';

/** Longest time for a request, ms. Files are sent from this machine. */
const TIME_MS = 30_000;

/** Ways to open a route. */
export type Doors = ReturnType<typeof createDoors>;

/**
 * Opens routes that only the page itself comes through: each request has to show where it comes from.
 *
 * @param key what a request that does something has to hold
 * @param port where the server listens
 */
export function createDoors(server: HttpServer, key: string, port: () => number) {
  const own = () => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  // A name that somebody else's DNS points here is a way in for their pages.
  const refuse = ({ host = '' }: { host?: string | undefined }) => (own().includes(host) ? undefined : 403);

  return {
    get(path: string, handle: HttpHandler): void {
      server.route('GET', path, { bytes: 0, ms: TIME_MS, refuse }, handle);
    },
    post<T extends { key: string }>(
      path: string,
      bytes: number,
      read: (body: Buffer) => T | undefined,
      act: (request: T) => Done | Promise<Done>,
    ): void {
      const limits = {
        bytes,
        ms: TIME_MS,
        refuse(headers: Parameters<typeof refuse>[0] & { origin?: string; 'content-type'?: string }) {
          const { origin = '', 'content-type': type = '' } = headers;
          if (refuse(headers) || !own().includes(origin.replace(/^http:\/\//, ''))) return 403;
          return /^application\/json(?:;|$)/.test(type) ? undefined : 415;
        },
      } as const;
      server.route('POST', path, limits, async ({ body }): Promise<HttpReply> => {
        const request = read(body);
        if (!request) return { status: 400, json: { error: 'That request is not understood.' } };
        if (!isSame(request.key, key))
          return { status: 403, json: { error: 'That page is out of date: load it again.' } };
        return { status: 200, json: await act(request) };
      });
    },
  };
}

/** Compares in a time that says nothing about where they differ. */
function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}
