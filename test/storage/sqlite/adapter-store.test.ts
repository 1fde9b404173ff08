import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openAdapterStore } from '../../../src/storage/sqlite/adapter-store.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { adapterStoreContract } from '../../contracts/adapter-store.ts';
import { temporaryFolder } from './fixtures.ts';

/** What adapters keep over restarts. */

afterEach(() => {
  vi.useRealTimers();
});

adapterStoreContract('sqlite', async () => {
  const path = join(temporaryFolder(), 'x.db');
  let database = openDatabase({ path });
  return {
    store: (surface) => openAdapterStore(database, surface),
    another: async (surface) => {
      database.close();
      database = openDatabase({ path });
      return openAdapterStore(database, surface);
    },
    end: async () => database.close(),
  };
});

it('forgets what was not set for long', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const database = openDatabase({ path: join(temporaryFolder(), 'x.db') });
  const store = openAdapterStore(database, 'discord');
  await store.set([{ key: 'a', value: '' }]);
  vi.advanceTimersByTime(399 * 86_400_000);
  expect(await store.list('')).toHaveLength(1);
  vi.advanceTimersByTime(2 * 86_400_000);
  expect(await store.list('')).toEqual([]);
  database.close();
});
