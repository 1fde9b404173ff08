import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Storage } from '../../../src/ports/index.ts';
import { blobFolder, filesIn } from '../../../src/storage/blobs/files.ts';
import type { Dump } from '../../../src/storage/migration/dump.ts';
import { migrate } from '../../../src/storage/migration/migrate.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { bytesInRedis } from '../../../src/storage/redis/blob-bytes.ts';
import { openRedisBlobs } from '../../../src/storage/redis/blobs.ts';
import { openRedis } from '../../../src/storage/redis/client.ts';
import { dumpOfRedis } from '../../../src/storage/redis/dump.ts';
import { openRedisJobs } from '../../../src/storage/redis/jobs.ts';
import { openSqliteBlobs } from '../../../src/storage/sqlite/blobs.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { dumpOfDatabase } from '../../../src/storage/sqlite/dump.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { fillTraces } from '../../contracts/traces.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';
import { temporaryFolder } from '../sqlite/fixtures.ts';

const DAY = 86_400_000;
const log = createTestLog();
const { signal } = new AbortController();
const options = { source: 'here', signal };

function newDatabase() {
  const path = join(temporaryFolder(), 'x.db');
  const database = openDatabase({ path });
  onTestFinished(() => database.close());
  return { path, database, dump: dumpOfDatabase(database, filesIn(blobFolder(path))) };
}

/** Dump whose rooms end with an error after so many pages of all. */
function breaking(dump: Dump, pages: number): Dump {
  let left = pages;
  const rooms = dump.rooms.map((room) => ({
    ...room,
    async write(rows: Parameters<typeof room.write>[0]) {
      left -= 1;
      if (left < 0) throw new Error('killed');
      await room.write(rows);
    },
  }));
  return { ...dump, rooms };
}

/** Jobs and blobs of odd names, and more of them than are moved at a time. */
async function fill({ jobs, blobs }: Pick<Storage, 'jobs' | 'blobs'>): Promise<void> {
  const now = clock.now();
  const job = (key: string) => ({ kind: 'k', key, payload: { of: key }, payer: 'x:ann', conversation: 'x:1' });
  for (let at = 0; at < 120; at += 1) await jobs.add(job(`${at}`), now + DAY + at);
  await jobs.add({ kind: 'k', key: 'odd\0\ud800', payload: '\ud800', payer: '' }, now - 1000);
  await jobs.add({ ...job('given up'), kind: 'other' });
  await (await jobs.claim('other', DAY))?.fail(now + DAY);
  const owners = [
    { conversation: 'x:1', person: 'x:ann' },
    { conversation: 'x:2', person: 'odd\0\ud800' },
    { conversation: 'x:2' },
  ];
  for (const [at, owner] of owners.entries())
    for (const fill of [1, 2]) await blobs.put(Buffer.alloc(1000, fill), { owner, ttl: DAY * (at + 1) });
  await blobs.put(Buffer.alloc(1_200_000, 3), { owner: { conversation: 'x:3' }, ttl: DAY });
}

describe('a migration between databases', () => {
  it('takes everything along, whatever room wrote it', async () => {
    const [from, to] = [newDatabase(), newDatabase()];
    from.database.close();
    const filled = await openStorage({ path: from.path }, { reader, clock, log });
    await fillTraces(filled);
    await fill(filled);
    await filled.documents.setMany([{ key: 'head|x:1', value: { a: '\ud800' }, ttl: DAY }]);
    await filled.close();
    const source = openDatabase({ path: from.path });
    onTestFinished(() => source.close());
    const dump = dumpOfDatabase(source, filesIn(blobFolder(from.path)));
    const { moved } = await migrate(dump, to.dump, options);
    expect(Object.fromEntries(moved.map(({ room, rows }) => [room, rows]))).toMatchObject({ jobs: 124, bytes: 4 });
    for (const { room, rows } of moved) {
      const tables = source.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?").all(room);
      if (tables.length > 0)
        expect(source.prepare(`SELECT count(*) AS n FROM ${room}`).get(), room).toEqual({ n: rows });
    }
    // Each table is moved: a new one belongs to the rooms as well.
    const tables = source
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(new Set(tables.map(({ name }) => String(name))).difference(new Set(moved.map(({ room }) => room)))).toEqual(
      new Set(),
    );
    to.database.close();
    const storage = await openStorage({ path: to.path }, { reader, clock, log });
    expect(await storage.documents.getMany(['head|x:1'])).toEqual([{ a: '\ud800' }]);
    expect((await Array.fromAsync(storage.traces.list({ conversation: 'x:1' }))).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['open turn', 'closed turn', 'fact', 'damaged value', 'position', 'blob', 'job']),
    );
    await storage.close();
  });

  it('goes on where it was cut short, and does nothing once it is done', async () => {
    const [from, to] = [newDatabase(), newDatabase()];
    await fill({
      jobs: openJobs(from.database, clock, log),
      blobs: openSqliteBlobs(from.database, { most: 0, clock, log }),
    });
    for (const pages of [0, 2, 4])
      await expect(migrate(from.dump, breaking(to.dump, pages), options)).rejects.toThrow('killed');
    const done = await migrate(from.dump, to.dump, options);
    expect(done.already).toBe(false);
    to.database.prepare('DELETE FROM jobs').run();
    expect(await migrate(from.dump, to.dump, options)).toEqual({ ...done, already: true });
    expect(to.database.prepare('SELECT count(*) AS n FROM jobs').get()).toEqual({ n: 0 });
  });

  it('refuses a target that holds something else, before it writes anything', async () => {
    const [from, other, to] = [newDatabase(), newDatabase(), newDatabase()];
    const jobs = openJobs(from.database, clock, log);
    await jobs.add({ kind: 'k', key: 'a', payload: 1, payer: '' });
    await openJobs(other.database, clock, log).add({ kind: 'k', key: 'b', payload: 1, payer: '' });
    const filled = { kind: 'storage', facts: { code: 'filled' } };
    await expect(migrate(from.dump, other.dump, options)).rejects.toMatchObject(filled);
    expect(other.database.prepare('SELECT key FROM jobs').all()).toEqual([{ key: 'b' }]);
    await migrate(from.dump, to.dump, options);
    await expect(migrate(from.dump, to.dump, { ...options, source: 'there' })).rejects.toMatchObject(filled);
  });

  it('is not done where the two differ afterwards, or the target has no room for something', async () => {
    const [from, to] = [newDatabase(), newDatabase()];
    await openJobs(from.database, clock, log).add({ kind: 'k', key: 'a', payload: 1, payer: '' });
    const lossy = (change: (row: object) => object[]) => ({
      ...to.dump,
      rooms: to.dump.rooms.map((room) => ({
        ...room,
        write: (rows: Parameters<typeof room.write>[0]) => room.write(rows.flatMap(change) as typeof rows),
      })),
    });
    for (const change of [() => [], (row: object) => [{ ...row, payload: 'another' }]])
      await expect(migrate(from.dump, lossy(change), options)).rejects.toMatchObject({ facts: { code: 'differs' } });
    const rooms = to.dump.rooms.filter(({ name }) => name !== 'jobs');
    await expect(migrate(from.dump, { ...to.dump, rooms }, options)).rejects.toMatchObject({
      facts: { code: 'lacks' },
    });
    expect((await migrate(from.dump, to.dump, options)).already).toBe(false);
  });
});

describeRedis('a migration to Redis and back', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  async function newRedis() {
    const redis = await openRedis({ url: server.url, bot: `moved-${randomUUID()}`, log });
    onTestFinished(() => redis.close());
    return { redis, dump: dumpOfRedis(redis, bytesInRedis(redis, clock)) };
  }

  it('leaves jobs and blobs as they were, in each direction, and cut short as well', async () => {
    const [from, back, { redis, dump }] = [newDatabase(), newDatabase(), await newRedis()];
    await fill({
      jobs: openJobs(from.database, clock, log),
      blobs: openSqliteBlobs(from.database, { most: 0, clock, log }),
    });
    await expect(migrate(from.dump, breaking(dump, 5), options)).rejects.toThrow('killed');
    await migrate(from.dump, dump, options);
    await migrate(dump, back.dump, options);
    const tables = [
      'SELECT kind, key, payload, payer, conversation, state, attempts, due_at FROM jobs ORDER BY kind, key',
    ];
    tables.push('SELECT * FROM blobs ORDER BY name, conversation, person');
    for (const sql of tables) expect(back.database.prepare(sql).all()).toEqual(from.database.prepare(sql).all());

    const jobs = openRedisJobs(redis, clock, log);
    expect(await jobs.claim('k', DAY)).toMatchObject({ key: 'odd\0\ud800', payload: '\ud800', attempt: 1 });
    expect(await jobs.claim('k', DAY)).toBeUndefined();
    expect(await jobs.add({ kind: 'other', key: 'given up', payload: 1, payer: '' })).toBe(false);
    const blobs = openRedisBlobs(redis, { most: 0, clock, log });
    await blobs.mend();
    const [name = ''] = (await Array.fromAsync(blobs.owned({ conversation: 'x:3' }))).map(({ key }) => key);
    expect((await blobs.get(name, 'x:3'))?.length).toBe(1_200_000);
    expect(await blobs.sum({ person: 'odd\0\ud800' })).toMatchObject({ items: 2, bytes: 2000 });
    expect(await redis.send(['HGET', redis.key('blobs', 'sums'), ''])).toBe('1202000');
    expect(Number(await redis.send(['PTTL', redis.key('bytes', name)]))).toBeLessThan(2 * DAY);
  });

  it('refuses an installation in Redis that holds something else', async () => {
    const [from, { redis, dump }] = [newDatabase(), await newRedis()];
    await openRedisJobs(redis, clock, log).add({ kind: 'k', key: 'a', payload: 1, payer: '' });
    await expect(migrate(from.dump, dump, options)).rejects.toMatchObject({ facts: { code: 'filled' } });
  });
});
