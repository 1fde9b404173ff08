import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Inbox } from '../../../src/ports/index.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { createFakeClock, createTestLog } from '../../fake-clock.ts';

/** Time that suspects, and others beside them, wait for each other after a restart, with the pauses of the product. */
describe('after a restart', () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  /** An inbox whose turns have seen deaths, and the ms from the start at which each of them was handed out. */
  async function restarted(keys: readonly string[], deaths: number, isolatedDeaths: number) {
    const database = openDatabase({ path: ':memory:' });
    const clock = createFakeClock();
    const open = () => createSqliteInbox(database, { reader, clock, log: createTestLog() });
    await accept(
      open(),
      keys.map((key) => prompt(key, { conversation: key })),
    );
    database.prepare('UPDATE turns SET attempt = ?1, deaths = ?1, alone_deaths = ?2').run(deaths, isolatedDeaths);
    const inbox: Inbox = open();
    const began = clock.now();
    const handedOut = new Map<string, number>();
    /** Never comes to an end, as a model that says nothing. */
    const handler = async ({ task }: { task: { key: string } }) => {
      handedOut.set(task.key, clock.now() - began);
      await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
    };
    void inbox.work(handler, 0, stop.signal);
    return { inbox, clock, handedOut };
  }

  it('deaths that may be anybody’s make no turn wait', async () => {
    const { clock, handedOut } = await restarted(['a'], 5, 0);
    await clock.advance(0);
    expect(handedOut.get('a')).toBe(0);
  });

  it.each([
    [5, 1, 1000],
    [5, 2, 2000],
    [9, 0, 8000],
    [19, 0, 60_000],
  ])('%i deaths, %i of them alone, space it out: %i ms', async (deaths, alone, ms) => {
    const { clock, handedOut } = await restarted(['a'], deaths, alone);
    await clock.advance(60_000);
    expect(handedOut.get('a')).toBe(ms);
  });

  it('neither suspects nor others wait for long, however slow the suspects are', async () => {
    const suspects = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const { inbox, clock, handedOut } = await restarted(suspects, 2, 0);
    for (let second = 0; second < 60; second += 1) {
      await accept(inbox, [prompt(`at ${second}`, { conversation: `at ${second}` })]);
      await clock.advance(1000);
    }
    await clock.advance(15_000);
    const waits = Array.from({ length: 60 }, (_, second) => (handedOut.get(`at ${second}`) ?? 1e6) - second * 1000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5000);
    expect(Math.max(...suspects.map((key) => handedOut.get(key) ?? 1e6))).toBeLessThan(45_000);
  });
});
