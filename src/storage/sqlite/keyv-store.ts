import type { OwnedBy, OwnedItem, OwnedSum } from '../../ports/index.ts';
import type { EntryStore, StoreChange, StoreEntry } from '../keyv.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Database } from './database.ts';
import { type OwnedRows, ownedRows } from './owned-rows.ts';

/** Keys that are read at a time. */
const PAGE = 500;
/** Interval at which expired entries are removed, ms. Keyv itself never returns them. */
const sweepEveryMs = 60_000;
/** Most of them that are removed at once, and the interval while there are more, ms: a week's worth would hold the loop. */
const sweepBite = 1000;
const sweepOnMs = 1000;

/**
 * A store for Keyv 5.6 on the one database file, for one namespace. It has the methods of Keyv's KeyvStoreAdapter,
 * whose types cannot be implemented honestly (`get<Value>()` claims a Value, but the store holds its serialised form).
 * Every method rejects with Fault('storage') when the database fails; a failure never looks like an absent value.
 */
export class SqliteStore implements EntryStore {
  readonly opts = { dialect: 'sqlite' };
  /** Set by Keyv, too. */
  namespace: string;
  readonly #database: Database;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #owned: OwnedRows;
  #sweepAt = 0;

  constructor(database: Database, namespace: string) {
    this.#database = database;
    this.#sql = prepareAll(database);
    this.#owned = ownedRows(database, { table: 'entries', kind: 'document', where: `namespace = '${namespace}'` });
    this.namespace = namespace;
  }

  /** Keyv listens for errors; there are none but rejections. */
  on(): this {
    return this;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#read(key);
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.#read(key));
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    this.#write({ key, value, ttl });
    this.#sweep();
    return true;
  }

  /** All or nothing. */
  async setMany(entries: readonly StoreEntry[]): Promise<boolean[]> {
    this.#database.transaction(() => {
      for (const entry of entries) this.#write(entry);
    });
    this.#sweep();
    return entries.map(() => true);
  }

  async compareAndSet(
    expected: readonly { key: string; value: string | undefined }[],
    entries: readonly StoreChange[],
  ): Promise<boolean> {
    const done = await this.#database.write(() => {
      if (!expected.every(({ key, value }) => isValue(this.#read(key), value))) return false;
      for (const { value, ...entry } of entries) {
        if (value === undefined) this.#sql.remove.run(this.namespace, storedText(entry.key));
        else this.#write({ ...entry, value });
      }
      return true;
    });
    this.#sweep();
    return done;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    const to = `${storedText(prefix)}\u{10ffff}`;
    for (let last: string | null = null; ; ) {
      const rows = this.#sql.keys.all(this.namespace, last ?? storedText(prefix), to, last, Date.now(), PAGE);
      const page = rows.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
      yield* page.map(toldText);
      last = page.at(-1) ?? null;
      if (page.length < PAGE) return;
    }
  }

  /** Tells whether there was something to delete. */
  async delete(key: string): Promise<boolean> {
    return this.#sql.remove.run(this.namespace, storedText(key)) > 0;
  }

  /** All or nothing; whether there was something to delete. */
  async deleteMany(keys: readonly string[]): Promise<boolean> {
    const removed = this.#database.transaction(() =>
      keys.map((key) => this.#sql.remove.run(this.namespace, storedText(key))),
    );
    return removed.some((count) => count > 0);
  }

  /** Entries that expire and whose keys begin with `prefix`, those set least recently first. */
  list(prefix: string): { key: string; value: string }[] {
    // The last character that a prefix can go on with: keys are compared by their bytes.
    const rows = this.#sql.list.all(this.namespace, storedText(prefix), `${storedText(prefix)}\u{10ffff}`, Date.now());
    return rows.flatMap(({ key, value }) =>
      typeof key === 'string' && typeof value === 'string' ? [{ key, value }] : [],
    );
  }

  /** Lists entries of an owner, the oldest first. */
  owned(by: OwnedBy): AsyncIterable<OwnedItem> {
    return this.#owned.list(by);
  }

  async sum(by: OwnedBy): Promise<OwnedSum> {
    return this.#owned.sum(by);
  }

  people(): AsyncIterable<string> {
    return this.#owned.people();
  }

  async quarantine(key: string): Promise<void> {
    const value = this.#read(key);
    if (value === undefined) return;
    this.#database.transaction(() => {
      this.#sql.keepAside.run(Date.now(), this.namespace, storedText(key));
      this.#sql.remove.run(this.namespace, storedText(key));
    });
  }

  /** Empties this namespace. */
  async clear(): Promise<void> {
    this.#sql.clear.run(this.namespace);
  }

  async has(key: string): Promise<boolean> {
    return this.#sql.has.get(this.namespace, storedText(key), Date.now()) !== undefined;
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  /** Nothing: the file belongs to whoever opened it. */
  async disconnect(): Promise<void> {}

  #read(key: string): string | undefined {
    const value = this.#sql.get.get(this.namespace, storedText(key))?.['value'];
    return typeof value === 'string' ? value : undefined;
  }

  #write({ key, value, ttl, owner }: StoreEntry): void {
    // Keyv measures time by the machine's clock, so its store does as well.
    const now = Date.now();
    const { conversation, person } = owner ?? {};
    this.#sql.set.run(
      this.namespace,
      storedText(key),
      conversation === undefined ? null : storedText(conversation),
      person == null ? null : storedText(person),
      now,
      ttl === undefined ? null : now + ttl,
      value,
      person === undefined ? 0 : 1,
    );
  }

  #sweep(): void {
    const now = Date.now();
    if (now < this.#sweepAt) return;
    const isMore = this.#sql.sweep.run(now) === sweepBite;
    this.#sweepAt = now + (isMore ? sweepOnMs : sweepEveryMs);
  }
}

function prepareAll({ prepare }: Database) {
  return {
    get: prepare('SELECT value FROM entries WHERE namespace = ? AND key = ?'),
    has: prepare('SELECT 1 FROM entries WHERE namespace = ? AND key = ? AND (expires IS NULL OR expires > ?)'),
    set: prepare(
      `INSERT INTO entries (namespace, key, conversation, person, at, expires, value)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires, at = excluded.at,
         conversation = coalesce(excluded.conversation, conversation),
         person = CASE WHEN ? THEN excluded.person ELSE person END`,
    ),
    keys: prepare(
      `SELECT key FROM entries WHERE namespace = ? AND key >= ? AND key < ? AND key IS NOT ?
       AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT ?`,
    ),
    remove: prepare('DELETE FROM entries WHERE namespace = ? AND key = ?'),
    keepAside: prepare(
      `INSERT INTO aside (at, namespace, key, conversation, person, value)
       SELECT ?, namespace, key, conversation, person, value FROM entries WHERE namespace = ? AND key = ?`,
    ),
    list: prepare(
      `SELECT key, value FROM entries
       WHERE namespace = ? AND key >= ? AND key < ? AND expires > ? ORDER BY expires, rowid`,
    ),
    clear: prepare('DELETE FROM entries WHERE namespace = ?'),
    sweep: prepare(
      `DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE expires <= ? LIMIT ${sweepBite})`,
    ),
  };
}

/** Tells whether a stored text holds this value. Keyv writes the time at which it expires behind it. */
function isValue(stored: string | undefined, expected: string | undefined): boolean {
  if (stored === expected || stored === undefined || expected === undefined) return stored === expected;
  const open = expected.slice(0, -1);
  return stored.startsWith(open) && /^,"expires":\d+\}$/.test(stored.slice(open.length));
}
