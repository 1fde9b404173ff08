import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { jobsContract } from '../../contracts/jobs.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

jobsContract('sqlite', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const clock = createFakeClock();
  const { log } = listeningLog();
  let database = openDatabase({ path });
  return {
    jobs: openJobs(database, clock, log),
    clock,
    crash: async () => {
      database.close();
      database = openDatabase({ path });
      return openJobs(database, clock, log);
    },
    end: async () => database.close(),
  };
});

it('drops a damaged row, and says so', async () => {
  const database = openDatabase({ path: ':memory:' });
  const { log, lines } = listeningLog();
  const jobs = openJobs(database, createFakeClock(), log);
  for (const payload of ['{', '7', '{"key":"other"}']) {
    await jobs.add({ kind: 'k', key: 'a', payload: 1, payer: '' });
    database.prepare('UPDATE jobs SET payload = ?').run(payload);
    expect(await jobs.claim('k', 1000)).toBeUndefined();
    expect(await jobs.nextDue('k')).toBeUndefined();
  }
  expect(lines).toHaveLength(3);
  database.close();
});
