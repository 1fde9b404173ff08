import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Break, Deed, Done, Item, News, Notice, World } from './protocol.ts';
import type { Page } from './server.ts';
import { applied } from './web/news.ts';

type Parts<T> = T extends unknown ? Omit<T, 'key'> : never;

/** A browser on the page, without a window. */
export interface Visitor {
  readonly world: World;
  /** Everything that came down, by its event. */
  events: { event: string; id: string; data: string }[];
  notices: Notice[];
  /** Does something as a person in a place. */
  act(person: string, place: string, deed: Deed): Promise<Done>;
  break(what: Parts<Break>): Promise<Done>;
  /** Looks at the world until there is something, and at once. */
  waitFor<T>(look: (world: World) => T | undefined | false): Promise<T>;
  leave(): void;
}

const LIMIT_MS = 20_000;

/** @param last the id of what was heard last */
export async function visit({ url }: Pick<Page, 'url'>, last?: string): Promise<Visitor> {
  const leaving = new AbortController();
  const response = await fetch(`${url}events`, {
    headers: last === undefined ? {} : { 'last-event-id': last },
    signal: leaving.signal,
  });
  const events: Visitor['events'] = [];
  const notices: Notice[] = [];
  const watching = new Set<() => void>();
  let world: World | undefined;

  async function read(): Promise<void> {
    const stream = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event = '', id = '', data } of stream ?? []) {
      events.push({ event, id, data });
      if (event === 'world') world = JSON.parse(data) as World;
      else if (world) {
        const news = JSON.parse(data) as News;
        world = applied(world, news);
        notices.push(...(news.notices ?? []));
      }
      for (const look of [...watching]) look();
    }
  }

  read().catch(() => undefined);

  const self: Visitor = {
    get world() {
      if (!world) throw new Error('no world yet');
      return world;
    },
    events,
    notices,
    act: (person, place, deed) => post(`${url}deeds`, { key: self.world.key, person, place, ...deed }),
    break: (what) => post(`${url}breaks`, { key: self.world.key, ...what }),
    async waitFor<T>(look: (world: World) => T | undefined | false): Promise<T> {
      const found = Promise.withResolvers<T>();
      const check = () => {
        const result = world && look(world);
        if (result !== undefined && result !== false) found.resolve(result);
      };
      watching.add(check);
      check();
      const late = sleep(LIMIT_MS, undefined, { ref: false }).then(() => {
        const seen = world?.items.slice(-5).map((item) => `${item.id} in ${item.place}: ${textOf(item)}`) ?? [];
        throw new Error([`not seen: ${look}`, ...seen].join('\n'));
      });
      try {
        return await Promise.race([found.promise, late]);
      } finally {
        late.catch(() => undefined);
        watching.delete(check);
      }
    },
    leave: () => leaving.abort(),
  };
  return self;
}

async function post(address: string, body: unknown): Promise<Done> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(address).origin },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Done;
}

/** What an item says. */
export function textOf(item: Item): string {
  if (item.platform === 'discord') return item.message.content;
  return item.message.text ?? item.message.caption ?? '';
}
