import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openAdapterStore } from '../../../src/storage/sqlite/adapter-store.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { temporaryFolder } from './fixtures.ts';

/** What adapters keep over restarts. */

afterEach(() => {
  vi.useRealTimers();
});

it('lists what was set, by prefix and the least recently set first, through a restart', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const path = join(temporaryFolder(), 'x.db');
  const first = openDatabase({ path });
  const store = openAdapterStore(first, 'discord');
  for (const key of ['a:2', 'a:1', 'b:1', 'a:\u{10fffe}']) {
    await store.set([{ key, value: `of ${key}` }]);
    vi.advanceTimersByTime(1000);
  }
  await store.set([{ key: 'a:2', value: 'new' }]);
  first.close();

  const second = openDatabase({ path });
  const again = openAdapterStore(second, 'discord');
  expect((await again.list('a:')).map(({ key }) => key)).toEqual(['a:1', 'a:\u{10fffe}', 'a:2']);
  expect((await again.list('a:')).at(-1)).toEqual({ key: 'a:2', value: 'new' });
  await again.delete(['a:1', 'never there']);
  expect(await again.list('a:')).toHaveLength(2);
  expect(await openAdapterStore(second, 'telegram').list('')).toEqual([]);
  second.close();
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
