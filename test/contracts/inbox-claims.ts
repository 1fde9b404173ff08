import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Inbox } from '../../src/ports/index.ts';
import { Interruption } from '../../src/util/abort.ts';
import { accept, prompt } from './events.ts';
import { answerAll, final, hold, holdAll, type InboxUnderTest } from './inbox-under-test.ts';

/** Duties of every Inbox where workers are killed, stopped or replaced: fences, and which deaths count. */
export function inboxClaimsContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`claims: ${name}`, () => {
    let under: InboxUnderTest;
    let inbox: Inbox;
    let stop: AbortController;

    beforeEach(async () => {
      under = await open();
      inbox = under.inbox;
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await under.end();
    });

    const receipt = { part: 0, ids: ['m1'], start: 0, end: 3 };
    const reasonOf = (write: Promise<unknown>) =>
      write.then(
        () => 'written',
        (error: unknown) => (error instanceof Interruption ? error.reason : error),
      );

    describe('a fence', () => {
      it('grows with every claim, over a crash and after a release too', async () => {
        await accept(inbox, [prompt('a')]);
        const first = await hold(inbox, stop.signal);
        inbox = await under.crash();
        const second = await hold(inbox, stop.signal);
        await second.release();
        inbox = await under.crash();
        const third = await hold(inbox, stop.signal);
        expect(second.fence).toBeGreaterThan(first.fence);
        expect(third.fence).toBeGreaterThan(second.fence);
        expect(third.attempt).toBe(2);
      });

      it.each([
        ['journal', (claim: Claim) => claim.journal({ type: 'begun', call: 'stale' }, claim.promptVersion)],
        ['record', (claim: Claim) => claim.record({ ...receipt, ids: ['stale'] })],
        ['finalize', (claim: Claim) => claim.finalize({ ...final, text: 'stale' }, claim.promptVersion)],
        ['close', (claim: Claim) => claim.close('failed')],
        ['release', (claim: Claim) => claim.release()],
      ])('keeps %s of a claim that was taken over from the store', async (_, write) => {
        await accept(inbox, [prompt('a')]);
        const stale = await hold(inbox, stop.signal);
        const other = await under.takeOver();
        const current = await hold(other, stop.signal);
        expect(current.id).toBe(stale.id);
        expect(current.fence).toBeGreaterThan(stale.fence);
        expect(await reasonOf(write(stale))).toBe('lost');
        // Nothing of it was written, and the turn is the other's as before.
        expect(await reasonOf(current.record(receipt))).toBe('written');
        inbox = await under.crash();
        const [again] = await answerAll(inbox, 1);
        expect(again).toMatchObject({ id: stale.id, attempt: 3, receipts: [receipt], steps: [], final: undefined });
      });

      it('lets the later of two claimants end the turn, and the earlier go on with others', async () => {
        await accept(inbox, [prompt('a')]);
        const seen: unknown[] = [];
        const lost = Promise.withResolvers<Claim>();
        const over = Promise.withResolvers<void>();
        const working = inbox.work(
          async (claim) => {
            seen.push(claim.task.key);
            if (claim.task.key === 'b') stop.abort();
            else {
              lost.resolve(claim);
              await over.promise;
            }
            await claim.close('answered');
          },
          0,
          stop.signal,
        );
        const stale = await lost.promise;
        const [done] = await answerAll(await under.takeOver(), 1);
        expect(done?.id).toBe(stale.id);
        over.resolve();
        await accept(inbox, [prompt('b')]);
        await working;
        expect(seen).toEqual(['a', 'b']);
      });
    });

    describe('what is spent', () => {
      it('stays spent over a crash, a release and another attempt', async () => {
        await accept(inbox, [prompt('a')]);
        const first = await hold(inbox, stop.signal);
        expect([first.spent, await first.spend(1), await first.spend(2), (await first.refresh()).spent]).toEqual([
          0, 1, 3, 3,
        ]);
        inbox = await under.crash();
        const second = await hold(inbox, stop.signal);
        expect([second.spent, await second.spend(1)]).toEqual([3, 4]);
        await second.release();
        inbox = await under.crash();
        expect((await hold(inbox, stop.signal)).spent).toBe(4);
      });

      it('is a share at least once an attempt has died, whether it came to a call or not', async () => {
        await accept(inbox, [prompt('a'), prompt('b', { conversation: 'b' })]);
        const [asked] = await holdAll(inbox, stop.signal, 2);
        await asked?.spend(1);
        inbox = await under.crash();
        expect((await holdAll(inbox, stop.signal, 2)).map(({ spent }) => spent)).toEqual([1, 1]);
      });

      it('is nothing for another wording', async () => {
        await accept(inbox, [prompt('a')]);
        const claim = await hold(inbox, stop.signal);
        await claim.spend(3);
        await inbox.replace(claim.id, prompt('a', { text: 'other' }));
        expect((await claim.refresh()).spent).toBe(0);
        inbox = await under.crash();
        expect((await hold(inbox, stop.signal)).spent).toBe(1);
      });

      it('cannot be added to by a claim that was taken over', async () => {
        await accept(inbox, [prompt('a')]);
        const stale = await hold(inbox, stop.signal);
        await stale.spend(2);
        const current = await hold(await under.takeOver(), stop.signal);
        expect(await reasonOf(stale.spend(2))).toBe('lost');
        expect(current.spent).toBe(2);
      });

      it('has a process live for a while first, and no death meanwhile counts; others go on', async () => {
        await accept(inbox, [prompt('a')]);
        await (await hold(inbox, stop.signal)).spend(4);
        for (let death = 0; death < 3; death += 1) {
          inbox = await under.crash();
          const working = new AbortController();
          const claims: Claim[] = [];
          const work = inbox.work(async (claim) => void claims.push(claim), 0, working.signal);
          await setTimeout(10);
          expect(claims).toEqual([]);
          working.abort();
          await work;
        }
        inbox = await under.crash();
        await accept(inbox, [prompt('b', { conversation: 'b' })]);
        const claims = await answerAll(inbox, 2);
        expect(claims.map(({ task, deaths, spent }) => [task.key, deaths, spent])).toEqual([
          ['b', 0, 0],
          ['a', 1, 4],
        ]);
      });
    });

    describe('deaths', () => {
      it('are counted apart from what failed while the process lived', async () => {
        await accept(inbox, [prompt('a')]);
        await hold(inbox, stop.signal);
        inbox = await under.crash();
        const seen: number[][] = [];
        const ended = new AbortController();
        await inbox.work(
          async (claim) => {
            seen.push([claim.attempt, claim.deaths, claim.isolatedDeaths]);
            if (claim.attempt === 2) throw new Error('broken');
            ended.abort();
            await claim.release();
          },
          0,
          ended.signal,
        );
        expect(seen).toEqual([
          [2, 1, 0],
          [3, 1, 0],
        ]);
        inbox = await under.crash();
        expect(await hold(inbox, stop.signal)).toMatchObject({ attempt: 3, deaths: 1, isolatedDeaths: 0 });
      });

      it('of one process leave its turns side by side', async () => {
        await accept(
          inbox,
          ['a', 'b', 'c'].map((key) => prompt(key, { conversation: key })),
        );
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        expect((await holdAll(inbox, stop.signal, 3)).map(({ attempt }) => attempt)).toEqual([2, 2, 2]);
      });

      it('of two make them run alone, oldest first, after everybody else', async () => {
        await accept(
          inbox,
          ['a', 'b', 'c'].map((key) => prompt(key, { conversation: key })),
        );
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        await accept(
          inbox,
          ['d', 'e'].map((key) => prompt(key, { conversation: key })),
        );
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            const { key } = claim.task;
            seen.push(`${key} in`);
            await setTimeout(5);
            await claim.close('answered');
            seen.push(`${key} out`);
            if (key === 'c') stop.abort();
          },
          0,
          stop.signal,
        );
        expect(seen).toEqual(['d in', 'e in', 'd out', 'e out', 'a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
      });

      it('count against a turn only where it ran alone', async () => {
        await accept(inbox, [prompt('a'), prompt('b', { conversation: 'b' })]);
        await hold(inbox, stop.signal, 2);
        inbox = await under.crash();
        await hold(inbox, stop.signal, 2);
        const seen: unknown[] = [];
        for (let death = 0; death < 6; death += 1) {
          inbox = await under.crash();
          const { task, deaths, isolatedDeaths } = await hold(inbox, stop.signal);
          seen.push([task.key, deaths, isolatedDeaths]);
        }
        // Whoever has seen fewer goes first.
        expect(seen).toEqual([
          ['a', 2, 0],
          ['b', 2, 0],
          ['a', 3, 1],
          ['b', 3, 1],
          ['a', 4, 2],
          ['b', 4, 2],
        ]);
        inbox = await under.crash();
        const claims = await answerAll(inbox, 2);
        expect(claims.map(({ task, deaths, isolatedDeaths }) => [task.key, deaths, isolatedDeaths])).toEqual([
          ['a', 5, 3],
          ['b', 5, 3],
        ]);
      });
    });
  });
}
