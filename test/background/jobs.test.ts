import { afterEach, describe, expect, it } from 'vitest';
import { type Bounds, createJobRunner, type JobRunner, type Work } from '../../src/background/jobs.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';

const runners: JobRunner[] = [];
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close();
});

function setup() {
  const database = openDatabase({ path: ':memory:' });
  const clock = createFakeClock();
  const log = createTestLog();
  let busy = false;
  /** Another process on the same storage. */
  const begin = (work: Work, bounds: Partial<Bounds> = {}) => {
    const runner = createJobRunner({ jobs: openJobs(database, clock, log), clock, log, isBusy: () => busy });
    runners.push(runner);
    runner.handle('k', work, { attempts: 2, timeMs: 60_000, parallel: 2, ...bounds });
    runner.start();
    return runner;
  };
  const rows = () => database.prepare('SELECT key, state, attempts FROM jobs ORDER BY key').all();
  /** Has another process claim all. */
  const lose = () => database.prepare('UPDATE jobs SET fence = fence + 1').run();
  return { clock, log, begin, rows, lose, setBusy: (is: boolean) => (busy = is) };
}

const job = (key: string) => ({ kind: 'k', key, payload: { key }, payer: 'x:7' });
const forever = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('jobs', () => {
  it('are found within a minute where another process has added or left them, by one that had nothing to do', async () => {
    const { clock, begin } = setup();
    const done: string[] = [];
    begin(async ({ key }) => void done.push(key));
    await clock.advance(1);
    // Nobody works in that process by now.
    const gone = begin(async (_, signal) => forever(signal), { timeMs: 1000 });
    await gone.add(job('a'));
    await gone.close();
    await clock.advance(59_000);
    expect(done).toEqual([]);
    await clock.advance(12_000);
    expect(done).toEqual(['a']);
  });

  it('are done once, no more at a time than their bound, the rest behind them', async () => {
    const { clock, begin, rows } = setup();
    const done: string[] = [];
    let atOnce = 0;
    let most = 0;
    const runner = begin(async ({ key }, signal) => {
      most = Math.max(most, ++atOnce);
      await clock.sleep(10, signal);
      atOnce -= 1;
      done.push(key);
    });
    for (const key of ['a', 'b', 'c', 'd', 'e']) await runner.add(job(key));
    for (let round = 0; round < 4; round += 1) await clock.advance(10);
    expect([done.toSorted(), most, rows()]).toEqual([['a', 'b', 'c', 'd', 'e'], 2, []]);
  });

  it('stand back for people, but not for ever', async () => {
    const { clock, begin, setBusy } = setup();
    const done: number[] = [];
    const start = clock.now();
    setBusy(true);
    const runner = begin(async () => void done.push(clock.now() - start));
    await runner.add(job('a'));
    await clock.advance(1000);
    expect(done).toEqual([]);
    setBusy(false);
    await clock.advance(200);
    expect(done).toHaveLength(1);
    setBusy(true);
    await runner.add(job('b'));
    await clock.advance(31_000);
    expect(done).toHaveLength(2);
  });

  it('are tried again after a pause, and given up after their attempts', async () => {
    const { clock, log, begin, rows } = setup();
    let tries = 0;
    const runner = begin(async () => {
      tries += 1;
      throw new Error('broken');
    });
    await runner.add(job('a'));
    await clock.advance(4999);
    expect(tries).toBe(1);
    await clock.advance(1);
    expect(tries).toBe(2);
    await clock.advance(3_600_000);
    await runner.add(job('a'));
    await clock.advance(3_600_000);
    expect([tries, rows()]).toEqual([2, [{ key: 'a', state: 'failed', attempts: 2 }]]);
    expect(log.lines.map(({ level }) => level)).toEqual(['debug', 'debug']);
  });

  it('that take too long are ended', async () => {
    const { clock, begin, rows } = setup();
    const runner = begin((_, signal) => forever(signal), { attempts: 1 });
    await runner.add(job('a'));
    await clock.advance(60_000);
    expect(rows()).toMatchObject([{ state: 'failed' }]);
  });

  it('come back uncounted after a shutdown', async () => {
    const { clock, begin, rows } = setup();
    const first = begin((_, signal) => forever(signal));
    await first.add(job('a'));
    await clock.advance(0);
    await first.close();
    expect(rows()).toMatchObject([{ key: 'a', attempts: 0 }]);
    const seen: string[] = [];
    begin(async ({ key }) => void seen.push(key));
    await clock.advance(0);
    expect([seen, rows()]).toEqual([['a'], []]);
  });

  it('go on slice after slice, each with attempts of its own', async () => {
    const { clock, begin, rows } = setup();
    let slices = 0;
    const runner = begin(
      async () => {
        slices += 1;
        return slices < 4 ? clock.now() + 1000 : undefined;
      },
      { attempts: 1 },
    );
    await runner.add(job('a'));
    await clock.advance(999);
    expect([slices, rows()]).toEqual([1, [{ key: 'a', state: 'open', attempts: 0 }]]);
    await clock.advance(2001);
    expect([slices, rows()]).toEqual([4, []]);
  });

  it('keep a short lease for as long as they run, and end where they lost it', async () => {
    const { clock, begin, lose } = setup();
    const seen: string[] = [];
    const bounds = { leaseMs: 3000, timeMs: 600_000 };
    const work =
      (name: string): Work =>
      async (_, signal) => {
        seen.push(name);
        await forever(signal).finally(() => seen.push(`${name} ended`));
      };
    const first = begin(work('first'), bounds);
    await first.add(job('a'));
    await clock.advance(0);
    begin(work('second'), bounds);
    await clock.advance(60_000);
    expect(seen).toEqual(['first']);
    lose();
    await clock.advance(1000);
    expect(seen).toContain('first ended');
  });
});
