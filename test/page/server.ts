import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createHttpServer, type HttpHandler, type HttpReply, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/util/log.ts';
import { members } from '../demo/cast.ts';
import { createBreaks } from './breaks.ts';
import { createDeeds } from './deeds.ts';
import { createEvents, MOST_STREAMS } from './events.ts';
import { fileOf, fileReply } from './files.ts';
import type { Break, Done, Person, World } from './protocol.ts';
import { LONGEST_BODY, readBreak, readDeed } from './requests.ts';
import { createWatch, type Watched } from './watch.ts';
import { listWebFiles } from './web-files.ts';

export interface PageOptions {
  /** Any free one when absent. */
  port?: number;
  /** Takes each line about what went wrong. */
  log(line: string): void;
}

export interface Page {
  url: string;
  close(): Promise<void>;
}

/** Nothing but what comes from here is loaded, framed, or sent to. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Longest time for a request, ms. Files are sent from this machine. */
const TIME_MS = 30_000;

/** Serves the page of the stage, to this machine alone. Rejects where the port is taken. */
export async function servePage(stage: Watched, { port: wanted = 0, log: write }: PageOptions): Promise<Page> {
  const log = createLog({ level: 'warn', format: 'text', write });
  const server = createHttpServer({ host: '127.0.0.1', port: wanted, log, headers });
  const key = randomBytes(32).toString('base64url');
  const breaks = createBreaks(stage);
  const events = createEvents(
    () => watch.look(),
    (): World => ({ key, ...watch.world() }),
  );
  const watch = createWatch(stage, { people, breaks, isWatched: () => events.streams > 0, tell: events.tell });
  const deeds = createDeeds(stage, { ...watch, person: (id) => people.find((person) => person.id === id) });
  const doors = createDoors(server, key, () => port);

  const files = await listWebFiles();
  for (const [path, { type, read }] of files) {
    doors.get(path, async () => ({ status: 200, headers: { 'content-type': type }, bytes: await read() }));
  }
  doors.get('/events', ({ headers }) => {
    if (events.streams >= MOST_STREAMS) return { status: 503, json: { error: 'Too many pages look on.' } };
    const last = headers['last-event-id'];
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      stream: events.open(typeof last === 'string' ? last : undefined),
    };
  });
  for (const platform of ['telegram', 'discord'] as const) {
    doors.get(`/files/${platform}/*`, ({ path, headers: { range } }) => {
      const bytes = fileOf(stage, platform, path.slice(path.lastIndexOf('/') + 1));
      return bytes ? fileReply(bytes, range) : { status: 404, json: { error: 'There is no such file.' } };
    });
  }
  doors.post('/deeds', LONGEST_BODY, readDeed, (request) => {
    watch.look();
    return deeds(request);
  });
  doors.post('/breaks', 1000, readBreak, async (request) => {
    const done = await breakOrMend(request);
    watch.look();
    return done;
  });

  async function breakOrMend(request: Break): Promise<Done> {
    if ('trouble' in request) breaks.set(request.trouble, request.on);
    else if (request.bot === 'kill') await stage.bot.kill();
    else {
      const error = await stage.bot.start().then(
        () => undefined,
        () => 'The bot did not start: its log says why.',
      );
      if (error) return { error };
    }
    return {};
  }

  const port = await server.listen().catch((cause: unknown) => {
    watch.close();
    throw new Error(`The page cannot be had on port ${wanted}: choose another one.`, { cause });
  });
  watch.look();
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      watch.close();
      await server.close();
    },
  };
}

/** The routes of the page, each with what it asks of a request. */
function createDoors(server: HttpServer, key: string, port: () => number) {
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

const people: readonly Person[] = Object.values(members).flatMap(({ name, locale, telegram, discord, ...rest }) => {
  const role = 'role' in rest ? { role: rest.role } : {};
  return [
    { id: `telegram:${telegram}`, platform: 'telegram' as const, name, locale, ...role },
    { id: `discord:${discord}`, platform: 'discord' as const, name, locale, ...role },
  ];
});
