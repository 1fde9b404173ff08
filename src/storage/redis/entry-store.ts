import type { OwnedBy, OwnedContent, OwnedItem, OwnedSum } from '../../ports/index.ts';
import type { EntryStore, StoreChange, StoreEntry } from '../keyv.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Redis } from './client.ts';
import type { Argument, Reply } from './commands.ts';
import { LEFT, MOVE, PAGE, SWEEP, WORD, WRITE } from './entries.ts';
import { runOnce } from './once.ts';
import { contentOf, listOf, type OwnedRows, ownedRows } from './owned.ts';

/** Namespace of values that could not be read, by the room they stood in, and how long they are kept, ms. */
export const ASIDE = 'aside';
const ASIDE_MS = 90 * 86_400_000;
/** Interval at which expired entries are removed, ms. Until then none is told any more. */
const SWEEP_MS = 60_000;
/** Most of them that are removed at once, and the interval while there are more, ms. */
const BITE = 200;
const SWEEP_ON_MS = 1000;
/** Keys that are read at a time. */
const MANY = 500;
/** Byte that no UTF-8 has: behind it ends what begins with a text. */
const END = Buffer.from([0xff]);

/** An entry that expires. */
export interface Expiring {
  key: string;
  value: string;
  /** Milliseconds to live, by the clock of Redis. */
  left: number;
}

/** A store for Keyv in Redis, for one namespace. What expires does so by the clock of Redis. */
export class RedisStore implements EntryStore {
  readonly opts = { dialect: 'redis' };
  namespace: string;
  /** Entries by their owners. */
  readonly rows: OwnedRows;
  readonly #redis: Redis;
  #sweepAt = 0;

  /** `kind`: what an entry is called among the things that are stored of somebody. */
  constructor(redis: Redis, namespace: string, kind = 'document') {
    this.#redis = redis;
    this.namespace = namespace;
    this.rows = ownedRows(redis, {
      name: namespace,
      read: (keys, contents) => this.#items(keys, kind, contents),
      remove: (keys) =>
        this.#write(
          [],
          keys.map((key) => ({ key: toldText(key), value: undefined })),
        ),
    });
  }

  /** Keyv listens for errors; there are none but rejections. */
  on(): this {
    return this;
  }

  async get(key: string): Promise<string | undefined> {
    const [value, expires] = listOf(await this.#redis.send(['HMGET', this.#entry(key), 'v', 'x']));
    return typeof value === 'string' && !isOver(expires) ? value : undefined;
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    await this.#write([], [{ key, value, ttl }]);
    return true;
  }

  async setMany(entries: readonly StoreEntry[]): Promise<boolean[]> {
    await this.#write([], entries);
    return entries.map(() => true);
  }

  async compareAndSet(
    expected: readonly { key: string; value: string | undefined }[],
    entries: readonly StoreChange[],
  ): Promise<boolean> {
    return (await this.#write(expected, entries)) >= 0;
  }

  async delete(key: string): Promise<boolean> {
    return this.deleteMany([key]);
  }

  async deleteMany(keys: readonly string[]): Promise<boolean> {
    return (
      (await this.#write(
        [],
        keys.map((key) => ({ key, value: undefined })),
      )) > 0
    );
  }

  async clear(): Promise<void> {
    for await (const page of this.#pages('')) await this.deleteMany(page);
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  async disconnect(): Promise<void> {}

  async *keys(prefix: string): AsyncGenerator<string> {
    for await (const page of this.#pages(prefix)) yield* page;
  }

  /** Entries that expire and whose keys begin with `prefix`, those set least recently first. */
  async list(prefix: string): Promise<Expiring[]> {
    const found: (Expiring & { at: number })[] = [];
    for await (const page of this.#pages(prefix)) {
      const rows = listOf(await this.#redis.run(LEFT, [this.#key('entry', '')], page.map(storedText)));
      for (const row of rows) {
        const [key, value, at, left] = listOf(row);
        if (typeof key !== 'string' || typeof value !== 'string') continue;
        found.push({ key: toldText(key), value, at: Number(at), left: Number(left) });
      }
    }
    return found.sort((one, other) => one.at - other.at).map(({ at: _, ...entry }) => entry);
  }

  owned(by: OwnedBy): AsyncIterable<OwnedItem> {
    return this.rows.list(by);
  }

  sum(by: OwnedBy): Promise<OwnedSum> {
    return this.rows.sum(by);
  }

  async *people(): AsyncGenerator<string> {
    for (let last = '-'; ; ) {
      const page = listOf(
        await this.#redis.send(['ZRANGEBYLEX', this.#key('people'), last, '+', 'LIMIT', 0, MANY]),
      ).map(String);
      yield* page.map(toldText);
      if (page.length < MANY) return;
      last = `(${page.at(-1)}`;
    }
  }

  async quarantine(key: string): Promise<void> {
    await runOnce(this.#redis, MOVE, [this.namespace, storedText(key), ASIDE, ASIDE_MS]);
  }

  #key(kind: string, ...rest: readonly string[]): string {
    return this.#redis.key(kind, this.namespace, ...rest);
  }

  #entry(key: string): string {
    return this.#key('entry', storedText(key));
  }

  /** Pages of keys; some may be empty. */
  async *#pages(prefix: string): AsyncGenerator<string[]> {
    const text = Buffer.from(storedText(prefix));
    const open = Buffer.from('(');
    const to = Buffer.concat([open, text, END]);
    for (let from = Buffer.concat([Buffer.from('['), text]); ; ) {
      const [last, ...page] = listOf(
        await this.#redis.run(PAGE, [this.#key('entries'), this.#key('expiring')], [from, to, MANY]),
      ).map(String);
      if (last === undefined) return;
      yield page.map(toldText);
      from = Buffer.concat([open, Buffer.from(last)]);
    }
  }

  /** Number of those deleted; -1 where nothing was done, as a value is another than the expected one. */
  async #write(
    expected: readonly { key: string; value: string | undefined }[],
    entries: readonly StoreChange[],
  ): Promise<number> {
    if (expected.length === 0 && entries.length === 0) return 0;
    const values: Argument[] = [this.namespace, expected.length];
    for (const { key, value } of expected) values.push(storedText(key), ...worded(value));
    for (const { key, value, ttl, owner = {} } of entries) {
      values.push(storedText(key), ...worded(value && undated(value)), ttl ?? WORD.none);
      values.push(...worded(owner.conversation && storedText(owner.conversation), WORD.keep));
      values.push(...worded(owner.person && storedText(owner.person), owner.person === null ? WORD.none : WORD.keep));
    }
    const done = Number(await runOnce(this.#redis, WRITE, values));
    this.#sweep();
    return done;
  }

  /** Lets go of what has expired, now and then; nobody waits for it. */
  #sweep(): void {
    const now = performance.now();
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + SWEEP_MS;
    runOnce(this.#redis, SWEEP, [this.namespace, BITE]).then(
      (count) => {
        if (count === BITE) this.#sweepAt = performance.now() + SWEEP_ON_MS;
      },
      // Tried again by the next one.
      () => undefined,
    );
  }

  async #items(keys: readonly string[], kind: string, contents: boolean): Promise<(OwnedContent | undefined)[]> {
    return Promise.all(
      keys.map(async (key) => {
        const entry = this.#key('entry', key);
        const value = this.#redis.send(contents ? ['HGET', entry, 'v'] : ['HSTRLEN', entry, 'v']);
        const row = this.#redis.send(['HMGET', entry, 't', 'c', 'p']);
        return itemOf(key, kind, await value, listOf(await row).map(textOf));
      }),
    );
  }
}

function itemOf(
  key: string,
  kind: string,
  value: Reply,
  [at, conversation, person]: readonly (string | undefined)[],
): OwnedContent | undefined {
  if (at === undefined) return undefined;
  return {
    kind,
    key: toldText(key),
    at: Math.floor(Number(at) / 1000),
    bytes: typeof value === 'string' ? Buffer.byteLength(value) : Number(value),
    ...(conversation !== undefined && { conversation: toldText(conversation) }),
    ...(person !== undefined && { person: toldText(person) }),
    content: typeof value === 'string' ? contentOf(value) : undefined,
  };
}

function textOf(reply: Reply): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}

/** A text as two arguments: the word tells whether there is one. */
function worded(text: string | undefined | null, otherwise: string = WORD.none): [string, string] {
  return text === undefined || text === null ? [otherwise, ''] : [WORD.text, text];
}

function isOver(expires: Reply | undefined): boolean {
  return typeof expires === 'string' && Number(expires) <= Date.now();
}

/** Serialised value without the time at which Keyv says that it expires: Redis knows that by its own clock. */
function undated(text: string): string {
  return text.replace(/,"expires":\d+\}$/, '}');
}
