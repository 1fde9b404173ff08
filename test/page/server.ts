import { randomBytes } from 'node:crypto';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/util/log.ts';
import { members } from '../support/cast.ts';
import { type Breaks, createBreaks } from './breaks.ts';
import { createDeeds } from './deeds.ts';
import { createDoors, type Doors } from './doors.ts';
import { createEvents, type Events, MOST_STREAMS } from './events.ts';
import { createFiles, type Files, fileReply } from './files.ts';
import type { Break, Done, News, Person, World } from './protocol.ts';
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

/** Serves the page of the stage, to this machine alone. Rejects where the port is taken. */
export async function servePage(stage: Watched, { port: wanted = 0, log: write }: PageOptions): Promise<Page> {
  const log = createLog({ level: 'warn', format: 'text', write });
  const server = createHttpServer({ host: '127.0.0.1', port: wanted, log, headers });
  const key = randomBytes(32).toString('base64url');
  const breaks = createBreaks(stage);
  const files = createFiles(stage);
  const events = createEvents(
    () => watch.look(),
    (): World => ({ key, ...watch.world() }),
  );
  const watch = createWatch(stage, { people, breaks, isWatched: () => events.streams > 0, tell });
  function tell(news: News): void {
    files.told(news.items ?? []);
    events.tell(news);
  }
  const deeds = createDeeds(stage, { ...watch, person: (id) => people.find((person) => person.id === id) });
  const doors = createDoors(server, key, () => port);

  await openToRead(doors, events, files);
  doors.post('/deeds', LONGEST_BODY, readDeed, (request) => {
    watch.look();
    return deeds(request);
  });
  doors.post('/breaks', 1000, readBreak, async (request) => {
    const done = await breakOrMend(stage.bot, breaks, request);
    watch.look();
    return done;
  });

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

/** What may be read: the page itself, the news, and the files of messages. */
async function openToRead(doors: Doors, events: Events, files: Files): Promise<void> {
  for (const [path, { type, read }] of await listWebFiles()) {
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
      const bytes = files.of(platform, path.slice(path.lastIndexOf('/') + 1));
      return bytes ? fileReply(bytes, range) : { status: 404, json: { error: 'There is no such file.' } };
    });
  }
}

async function breakOrMend(bot: Watched['bot'], breaks: Breaks, request: Break): Promise<Done> {
  if ('trouble' in request) breaks.set(request.trouble, request.on);
  else if (request.bot === 'kill') await bot.kill();
  else {
    const started = await bot.start().then(
      () => true,
      () => false,
    );
    if (!started) return { error: 'The bot did not start: its log says why.' };
  }
  return {};
}

const people: readonly Person[] = Object.values(members).flatMap(({ name, locale, telegram, discord, ...rest }) => {
  const role = 'role' in rest ? { role: rest.role } : {};
  return [
    { id: `telegram:${telegram}`, platform: 'telegram' as const, name, locale, ...role },
    { id: `discord:${discord}`, platform: 'discord' as const, name, locale, ...role },
  ];
});
