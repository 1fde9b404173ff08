import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createJobRunner } from '../../../src/background/jobs.ts';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Claim } from '../../../src/ports/index.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { Fault } from '../../../src/util/errors.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

const program = fileURLToPath(new URL('child.ts', import.meta.url));

/** A process of its own that works on the database; resolves once it has said `lines` lines. */
async function start(path: string, task: string, lines: number) {
  const child = spawn(process.execPath, [program, path, task], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', error: '' };
  child.stderr.on('data', (chunk) => {
    said.error += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said.out += chunk;
      if (said.out.split('\n').length > lines) resolve();
    });
    child.once('exit', () => reject(new Error(`the process ended early: ${said.error}`)));
  });
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

it('kill -9: what was acknowledged is there, once, and no batch is torn', async () => {
  const path = join(temporaryFolder(), 'data', 'x.db');
  let furthest = -1;
  for (const wait of [0, 7, 23]) {
    const { child, said } = await start(path, 'accept', 3);
    await setTimeout(wait);
    await kill(child);
    // The terminal stays clean: nothing warns about SQLite.
    expect(said.error).toBe('');
    // A line may be torn by the kill; the ones before are whole. How many more are still in the pipe is not known.
    const told = Number(said.out.split('\n').at(-2));
    const database = openDatabase({ path });
    const keys = database
      .prepare("SELECT inbound ->> 'key' AS key FROM turns ORDER BY id")
      .all()
      .map((row) => row['key']);
    expect(keys).toEqual(keys.map((_, index) => `k${index}`));
    const inbox = createSqliteInbox(database, { reader, clock, log: listeningLog().log });
    // Each process begins at 0 again. The position is that of the last whole batch of the last one.
    const position = Number(await inbox.cursor('c'));
    expect(position).toBeGreaterThanOrEqual(told);
    furthest = Math.max(furthest, position);
    expect(keys).toHaveLength(furthest + 2);
    database.close();
  }
});

it('two processes: the second is refused, until the first is killed; its turn is claimed again', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const { child } = await start(path, 'work', 1);
  expect(existsSync(`${path}.lock`)).toBe(true);
  const refused = () => openDatabase({ path, lockWaitMs: 50 });
  expect(refused).toThrow(/another process is using/);
  try {
    refused();
  } catch (error) {
    expect(error instanceof Fault && error.kind === 'storage' && error.facts.advice).toMatch(/STORAGE_URL/);
  }
  await kill(child);
  const database = openDatabase({ path, lockWaitMs: 0 });
  const inbox = createSqliteInbox(database, { reader, clock, log: listeningLog().log });
  const stop = new AbortController();
  const attempts: number[] = [];
  await inbox.work(
    async (claim: Claim) => {
      attempts.push(claim.attempt);
      await claim.close('answered');
      stop.abort();
    },
    0,
    stop.signal,
  );
  expect(attempts).toEqual([2]);
  database.close();
});

it('kill -9 while a job is done: it is done again once its lease is over', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const { child, said } = await start(path, 'job', 1);
  expect(said.out).toBe('attempt 1\n');
  await kill(child);
  const database = openDatabase({ path: `${path}.jobs` });
  const { log } = listeningLog();
  const runner = createJobRunner({ jobs: openJobs(database, clock, log), clock, log, isBusy: () => false });
  const done = Promise.withResolvers<unknown>();
  runner.handle('k', async ({ payload }) => done.resolve(payload), { attempts: 2, timeMs: 1000, parallel: 1 });
  runner.start();
  expect(await done.promise).toBe(1);
  await runner.close();
  expect(database.prepare('SELECT * FROM jobs').all()).toEqual([]);
  database.close();
});
