import type { Blobs, Clock, Log, OwnedItem } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { createKeyedMutex } from '../../util/keyed-mutex.ts';
import { sha256 } from '../../util/sha256.ts';
import type { Database, Row } from '../sqlite/database.ts';
import { storageFault } from '../sqlite/fault.ts';
import { ownedRows } from '../sqlite/owned-rows.ts';
import { storedText } from '../sqlite/stored-text.ts';
import { blobFolder, filesIn, filesInMemory } from './files.ts';

export interface BlobsOptions {
  /** Most bytes of all together; 0 for no bound. */
  most: number;
  clock: Clock;
  log: Log;
}

/** Blobs of a database that was opened. */
export interface OpenBlobs extends Blobs {
  /** Takes away files that nobody has, and owners of files that are not there: a kill came between, or somebody has deleted them. */
  mend(): Promise<void>;
}

/** Largest share of one person. */
const SHARE_OF_PERSON = 1 / 2;
/** Items that are taken away at a time. */
const BITE = 200;

/** Owner of some bytes, as its row has it. */
type Held = Pick<OwnedItem, 'key' | 'conversation' | 'person'>;

/**
 * Blobs as files beside the database, with a row for each owner. A file is written before its rows, and taken away before them:
 * a row is never of something half. Whoever dies in between leaves what the next start mends.
 */
export function openBlobs(database: Database, { most, clock, log }: BlobsOptions): OpenBlobs {
  const { path } = database;
  const files = path === ':memory:' ? filesInMemory() : filesIn(blobFolder(path));
  const rows = ownedRows(database, { table: 'blobs', kind: 'blob', columns: { key: 'name' } });
  const sql = prepareAll(database);
  const locked = createKeyedMutex();

  /** Does work that changes files, one after the other. */
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    locked('', async () => {
      try {
        return await work();
      } catch (error) {
        throw storageFault(blobFolder(path), error);
      }
    });

  /** Takes bytes away from owners; where nobody else has them, from the disk. */
  async function drop(items: readonly Held[]): Promise<number> {
    for (const [name, theirs] of Map.groupBy(items, ({ key }) => key)) {
      if (sql.of.all(name).length === theirs.length) await files.remove(name);
    }
    await database.write(() => {
      for (const { key, conversation = '', person } of items)
        sql.remove.run(key, storedText(conversation), person == null ? null : storedText(person));
    });
    return items.length;
  }

  /** Drops what these rows name until nothing is left of them. */
  async function dropAll(next: () => readonly Held[]): Promise<void> {
    for (let items = next(); items.length > 0; items = next()) await drop(items);
  }

  /** Makes room for bytes, which a person is to have, by taking the oldest away. */
  async function makeRoom(name: string, bytes: number, person: string | null): Promise<void> {
    if (most === 0) return;
    if (bytes > most) {
      const facts = { code: 'quota', advice: 'Raise BLOBS_MAX_MB.' };
      throw new Fault('storage', `${bytes} bytes are more than all blobs may have`, facts);
    }
    const isOver = (sum: Row | undefined, bound: number) =>
      Number(sum?.['bytes']) + bytes > bound && sum?.['bytes'] !== 0;
    await dropAll(() => {
      const sum = person === null ? undefined : sql.sumOfPerson.get(person, name);
      return isOver(sum, most * SHARE_OF_PERSON) ? rows.read(sql.oldestOfPerson.all(person, name)) : [];
    });
    await dropAll(() => (isOver(sql.sumOfOthers.get(name), most) ? rows.read(sql.oldest.all(name)) : []));
  }

  async function isSound(name: string, bytes: Uint8Array | undefined): Promise<boolean> {
    return bytes !== undefined && (await sha256(bytes)) === name;
  }

  const blobs: OpenBlobs = {
    async put(bytes, { owner: { conversation, person = null }, ttl }) {
      const name = await sha256(bytes);
      const whose = person === null ? null : storedText(person);
      return alone(async () => {
        await makeRoom(name, bytes.length, whose);
        await files.write(name, bytes);
        const now = clock.now();
        await database.write(() =>
          sql.add.run(name, storedText(conversation), whose, now, Math.min(now + ttl, LATEST), bytes.length),
        );
        return name;
      });
    },

    async get(name, conversation) {
      if (!sql.isKept.get(name, storedText(conversation), clock.now())) return undefined;
      const bytes = await files.read(name).catch((error: unknown) => {
        throw storageFault(blobFolder(path), error);
      });
      if (await isSound(name, bytes)) return bytes;
      return alone(async () => {
        const again = await files.read(name);
        if (await isSound(name, again)) return again;
        // Deleted meanwhile, as a rule: then no row is left.
        const held = rows.read(sql.of.all(name));
        if (held.length > 0) log.error({ blob: name }, 'Kept bytes are damaged or gone; they are not kept any more');
        await files.remove(name);
        await drop(held);
        return undefined;
      });
    },

    owned: (by) => rows.list(by),
    sum: async (by) => rows.sum(by),

    forget: (by, names) =>
      alone(async () => {
        const items = await Array.fromAsync(rows.list(by));
        return drop(names ? items.filter(({ key }) => names.includes(key)) : items);
      }),

    async follow(from, to) {
      await database.write(() => sql.follow.run(storedText(to), storedText(from)));
    },

    prune: () => alone(() => dropAll(() => rows.read(sql.expired.all(clock.now())))),

    mend: () =>
      alone(async () => {
        const there = new Set(await files.list());
        const kept = new Set(sql.names.all().map(({ name }) => String(name)));
        const [nobodys, lost] = [there.difference(kept), kept.difference(there)];
        for (const name of nobodys) await files.remove(name);
        for (const name of lost) await drop(rows.read(sql.of.all(name)));
        const counts = { files: nobodys.size, lost: lost.size };
        if (nobodys.size + lost.size > 0) log.warn(counts, 'Blobs that were kept by halves are taken away');
      }),
  };
  return blobs;
}

/** Latest time that is told, epoch ms: SQLite has whole numbers of 64 bits, and JSON those of 53. */
const LATEST = Number.MAX_SAFE_INTEGER;

function prepareAll({ prepare }: Database) {
  const item = 'name AS key, at, bytes, conversation, person';
  return {
    isKept: prepare('SELECT 1 FROM blobs WHERE name = ? AND conversation = ? AND expires > ? LIMIT 1'),
    of: prepare(`SELECT ${item} FROM blobs WHERE name = ?`),
    names: prepare('SELECT DISTINCT name FROM blobs'),
    add: prepare(
      `INSERT INTO blobs (name, conversation, person, at, expires, bytes) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at, expires = max(expires, excluded.expires)`,
    ),
    remove: prepare('DELETE FROM blobs WHERE name = ? AND conversation = ? AND person IS ?'),
    follow: prepare(
      `INSERT OR IGNORE INTO blobs (name, conversation, person, at, expires, bytes)
       SELECT name, ?, person, at, expires, bytes FROM blobs WHERE conversation = ?`,
    ),
    expired: prepare(`SELECT ${item} FROM blobs WHERE expires <= ? ORDER BY expires LIMIT ${BITE}`),
    sumOfPerson: prepare(
      'SELECT coalesce(sum(bytes), 0) AS bytes FROM (SELECT DISTINCT name, bytes FROM blobs WHERE person = ? AND name <> ?)',
    ),
    oldestOfPerson: prepare(`SELECT ${item} FROM blobs WHERE person = ? AND name <> ? ORDER BY at, rowid LIMIT 1`),
    sumOfOthers: prepare(
      'SELECT coalesce(sum(bytes), 0) AS bytes FROM (SELECT DISTINCT name, bytes FROM blobs WHERE name <> ?)',
    ),
    // All owners of what was kept last the longest ago.
    oldest: prepare(
      `SELECT ${item} FROM blobs WHERE name =
         (SELECT name FROM blobs WHERE name <> ? GROUP BY name ORDER BY max(at), max(rowid) LIMIT 1)`,
    ),
  };
}
