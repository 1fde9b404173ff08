import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openStore } from '../../../src/storage/keyv.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { SqliteStore } from '../../../src/storage/sqlite/keyv-store.ts';
import { isFault } from '../../../src/util/errors.ts';
import { keyvContract } from '../../contracts/keyv-store.ts';
import { temporaryFolder } from './fixtures.ts';

keyvContract('sqlite', async () => {
  const database = openDatabase({ path: ':memory:' });
  return {
    one: openStore(new SqliteStore(database, 'one')),
    other: openStore(new SqliteStore(database, 'other')),
    breakDown: () => database.close(),
    end: async () => database.close(),
  };
});

it('keeps its entries over a restart', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const before = openDatabase({ path });
  await openStore(new SqliteStore(before, 'conversations')).set('k', { v: 1 });
  before.close();
  const after = openDatabase({ path });
  expect(await openStore(new SqliteStore(after, 'conversations')).get('k')).toEqual({ v: 1 });
  expect(await openStore(new SqliteStore(after, 'links')).get('k')).toBeUndefined();
  after.close();
});

it.each(['{"value":', 'null', '{}', '7', '"text"'])(
  'takes the damaged value %s for an error, not for nothing',
  async (text) => {
    const database = openDatabase({ path: ':memory:' });
    const conversations = openStore(new SqliteStore(database, 'conversations'));
    await conversations.set('k', 1);
    database.prepare('UPDATE entries SET value = ?').run(text);
    for (const read of [() => conversations.get('k'), () => conversations.getMany(['k'])]) {
      const error = await read().catch((reason: unknown) => reason);
      expect(isFault(error, 'storage')).toBe(true);
    }
    database.close();
  },
);

it('writes many as a whole or not at all', async () => {
  const database = openDatabase({ path: ':memory:' });
  const conversations = openStore(new SqliteStore(database, 'conversations'));
  database
    .prepare("CREATE TRIGGER no BEFORE INSERT ON entries WHEN NEW.key = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END")
    .run();
  const entries = ['good', 'bad'].map((key) => ({ key, value: 1 }));
  await expect(conversations.setMany(entries)).rejects.toThrow();
  expect(await conversations.get('good')).toBeUndefined();
  database.close();
});

it('what has expired while nothing ran is removed bit by bit', async () => {
  const clock = vi.spyOn(Date, 'now');
  onTestFinished(() => clock.mockRestore());
  let now = 1_000_000;
  clock.mockImplementation(() => now);
  const database = openDatabase({ path: ':memory:' });
  const store = new SqliteStore(database, 'conversations');
  await store.setMany(Array.from({ length: 2500 }, (_, at) => ({ key: `k${at}`, value: '1', ttl: 1000 })));
  const left = () => Number(database.prepare('SELECT count(*) AS n FROM entries').get()?.['n']);
  now += 7 * 86_400_000;
  const seen: number[] = [];
  for (let writes = 0; writes < 4; writes += 1) {
    await store.set('other', '1');
    seen.push(left());
    now += 1000;
  }
  expect(seen).toEqual([1501, 501, 1, 1]);
  database.close();
});
