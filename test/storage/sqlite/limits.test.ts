import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openLimits } from '../../../src/storage/sqlite/limits.ts';
import { limitsContract } from '../../contracts/limits.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './fixtures.ts';

limitsContract('sqlite', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const clock = createFakeClock(Date.now());
  let database = openDatabase({ path });
  return {
    limits: openLimits(database, clock),
    clock,
    crash: async () => {
      database.close();
      database = openDatabase({ path });
      return openLimits(database, clock);
    },
    end: async () => database.close(),
  };
});

it('takes a damaged row for no penalty', async () => {
  const database = openDatabase({ path: ':memory:' });
  const limits = openLimits(database, createFakeClock(Date.now()));
  await limits.penalise({ surface: 'x', kind: 'create', until: Date.now() + 60_000 });
  for (const value of ['{', '7', '{"surface":"x","kind":"dance","until":1}']) {
    database.prepare('UPDATE entries SET value = ?').run(value);
    expect(await limits.penalties()).toEqual([]);
  }
  database.close();
});

it('has nobody wait longer than it was told, though the clock was wrong then', async () => {
  const database = openDatabase({ path: ':memory:' });
  const [now, year] = [Date.now(), 365 * 86_400_000];
  const penalty = { surface: 'x', kind: 'create' } as const;
  await openLimits(database, createFakeClock(now + year)).penalise({ ...penalty, until: now + year + 60_000 });
  await expect(openLimits(database, createFakeClock(now)).penalties()).resolves.toEqual([
    { ...penalty, until: now + 60_000 },
  ]);
  database.close();
});
