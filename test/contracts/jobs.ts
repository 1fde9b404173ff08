import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Jobs } from '../../src/ports/index.ts';
import type { FakeClock } from '../fake-clock.ts';

/** Jobs under test. */
export interface JobsUnderTest {
  jobs: Jobs;
  clock: FakeClock;
  /** Lets go of everything as a killed process does, and opens the same storage anew. */
  crash(): Promise<Jobs>;
  end(): Promise<void>;
}

/** Duties of every store of jobs. */
export function jobsContract(name: string, open: () => Promise<JobsUnderTest>): void {
  describe(`jobs: ${name}`, () => {
    let under: JobsUnderTest;
    let jobs: Jobs;
    const LEASE_MS = 60_000;
    const job = (key: string, payload: unknown = { of: key }) => ({ kind: 'k', key, payload, payer: 'x:7' });

    beforeEach(async () => {
      under = await open();
      jobs = under.jobs;
    });
    afterEach(() => under.end());

    const claim = () => jobs.claim('k', LEASE_MS);

    it('hands out a job as it was given, oldest first, and only its own kind', async () => {
      const odd = job('a\0\ud800', { text: '\ud800', list: [1, null] });
      expect(await jobs.add(odd)).toBe(true);
      await under.clock.advance(1);
      await jobs.add(job('b'));
      await jobs.add({ ...job('c'), kind: 'other' });
      expect(await claim()).toMatchObject({ ...odd, attempt: 1 });
      expect(await claim()).toMatchObject(job('b'));
      expect(await claim()).toBeUndefined();
    });

    it('keeps one of a key: it can be added again once it is done', async () => {
      await jobs.add(job('a'));
      expect(await jobs.add(job('a', 'again'))).toBe(false);
      const claimed = await claim();
      expect(await jobs.add(job('a', 'again'))).toBe(false);
      expect(await claimed?.done()).toBe(true);
      expect(await jobs.add(job('a', 'again'))).toBe(true);
      expect(await claim()).toMatchObject({ payload: 'again', attempt: 1 });
    });

    it('survives a crash; what was claimed is due again after its lease, with its attempts counted', async () => {
      await jobs.add(job('a'));
      await claim();
      jobs = await under.crash();
      expect(await claim()).toBeUndefined();
      expect(await jobs.nextDue('k')).toBe(under.clock.now() + LEASE_MS);
      await under.clock.advance(LEASE_MS);
      expect(await claim()).toMatchObject({ ...job('a'), attempt: 2 });
    });

    it('refuses the writes of a claim whose lease another has taken over', async () => {
      await jobs.add(job('a'));
      const stale = await claim();
      await under.clock.advance(LEASE_MS);
      const current = await claim();
      const until = under.clock.now() + 1000;
      expect([await stale?.done(), await stale?.fail(until), await stale?.retry(until, true)]).toEqual([
        false,
        false,
        false,
      ]);
      expect(await current?.done()).toBe(true);
      expect(await jobs.nextDue('k')).toBeUndefined();
    });

    it('lets a job wait for another attempt, counted or not', async () => {
      await jobs.add(job('a'));
      await (await claim())?.retry(under.clock.now() + 5000, true);
      expect(await claim()).toBeUndefined();
      await under.clock.advance(5000);
      const second = await claim();
      expect(second?.attempt).toBe(2);
      await second?.retry(under.clock.now(), false);
      expect((await claim())?.attempt).toBe(2);
    });

    it('hands out a job that is asked for later when it is due, also after a crash', async () => {
      const dueAt = under.clock.now() + 5000;
      await jobs.add(job('later'), dueAt);
      expect(await jobs.add(job('later'), dueAt + 1)).toBe(false);
      await jobs.add(job('now'));
      expect(await claim()).toMatchObject(job('now'));
      expect(await claim()).toBeUndefined();
      jobs = await under.crash();
      await under.clock.advance(4999);
      expect(await claim()).toBeUndefined();
      await under.clock.advance(1);
      expect(await claim()).toMatchObject({ ...job('later'), attempt: 1 });
    });

    it('accepts a job that was given up only after a while', async () => {
      await jobs.add(job('a'));
      await (await claim())?.fail(under.clock.now() + 5000);
      expect(await jobs.add(job('a'))).toBe(false);
      jobs = await under.crash();
      await under.clock.advance(4999);
      expect([await claim(), await jobs.add(job('a'))]).toEqual([undefined, false]);
      await under.clock.advance(1);
      expect(await jobs.add(job('a'))).toBe(true);
      expect((await claim())?.attempt).toBe(1);
    });
  });
}
