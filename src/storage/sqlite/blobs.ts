import type { OwnedItem } from '../../ports/index.ts';
import { createKeyedMutex } from '../../util/keyed-mutex.ts';
import { type BlobsOptions, type OpenBlobs, openBlobs } from '../blobs/blobs.ts';
import { blobFolder, filesIn, filesInMemory } from '../blobs/files.ts';
import type { BlobRows } from '../blobs/parts.ts';
import { storedText } from '../stored-text.ts';
import type { Database } from './database.ts';
import { ownedRows } from './owned-rows.ts';

/** Rows that are read of what is over at a time. */
const BITE = 200;

/** Blobs of a database: rows in it, and the bytes as files beside it. */
export function openSqliteBlobs(database: Database, options: BlobsOptions): OpenBlobs {
  const { path } = database;
  const bytes = path === ':memory:' ? filesInMemory() : filesIn(blobFolder(path));
  return openBlobs({ rows: blobRows(database), bytes, advice: 'Raise BLOBS_MAX_MB.' }, options);
}

function blobRows(database: Database): BlobRows {
  const rows = ownedRows(database, { table: 'blobs', kind: 'blob', columns: { key: 'name' } });
  const sql = prepareAll(database);
  const locked = createKeyedMutex();
  const storedPerson = (person: string | null | undefined) => (person == null ? null : storedText(person));

  return {
    alone: (work) => locked('', work),
    isKept: async (name, conversation, now) => sql.isKept.get(name, storedText(conversation), now) !== undefined,
    of: async (name) => rows.read(sql.of.all(name)),
    names: async () => sql.names.all().map(({ name }) => String(name)),
    async add(name, { conversation, person }, { at, expires, bytes }) {
      await database.write(() => sql.add.run(name, storedText(conversation), storedPerson(person), at, expires, bytes));
    },
    async remove(items) {
      await database.write(() => {
        for (const { key, conversation = '', person } of items)
          sql.remove.run(key, storedText(conversation), storedPerson(person));
      });
    },
    async follow(from, to) {
      await database.write(() => sql.follow.run(storedText(to), storedText(from)));
    },
    expired: async (now) => rows.read(sql.expired.all(now)),
    async sumBut(name, person) {
      const row = person === null ? sql.sum.get(name) : sql.sumOfPerson.get(storedText(person), name);
      return Number(row?.['bytes']);
    },
    oldestBut: async (name, person): Promise<OwnedItem[]> =>
      rows.read(person === null ? sql.oldest.all(name) : sql.oldestOfPerson.all(storedText(person), name)),
    list: (by) => rows.list(by),
    sum: async (by) => rows.sum(by),
  };
}

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
    sum: prepare(
      'SELECT coalesce(sum(bytes), 0) AS bytes FROM (SELECT DISTINCT name, bytes FROM blobs WHERE name <> ?)',
    ),
    // All owners of what was kept last the longest ago.
    oldest: prepare(
      `SELECT ${item} FROM blobs WHERE name =
         (SELECT name FROM blobs WHERE name <> ? GROUP BY name ORDER BY max(at), max(rowid) LIMIT 1)`,
    ),
  };
}
