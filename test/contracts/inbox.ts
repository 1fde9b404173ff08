import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Claim, Inbox } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { accept, gesture, prompt } from './events.ts';
import { inboxClaimsContract } from './inbox-claims.ts';
import { inboxJoinsContract } from './inbox-joins.ts';
import { inboxJournalContract } from './inbox-journal.ts';
import { inboxOrderContract } from './inbox-order.ts';
import { inboxPassingContract } from './inbox-passing.ts';
import { answerAll, final, hold, type InboxUnderTest } from './inbox-under-test.ts';
import { openTurnsContract } from './open-turns.ts';

/** Duties of every Inbox. */
export function inboxContract(name: string, open: () => Promise<InboxUnderTest>): void {
  openTurnsContract(name, open);
  inboxClaimsContract(name, open);
  inboxOrderContract(name, open);
  inboxPassingContract(name, open);
  inboxJoinsContract(name, open);
  inboxJournalContract(name, open);

  describe(`inbox: ${name}`, () => {
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

    const answer = (count: number, concurrency?: number) => answerAll(inbox, count, concurrency);

    describe('accept', () => {
      it('takes each event once, within a batch and over batches', async () => {
        expect(await accept(inbox, [prompt('a'), prompt('a'), prompt('b')])).toEqual([true, false, true]);
        expect(await accept(inbox, [prompt('b'), prompt('c')])).toEqual([false, true]);
        expect(await inbox.count('x:1')).toBe(3);
        expect(await inbox.known(['a', 'c', 'nobody'])).toEqual(new Set(['a', 'c']));
      });

      it('uses up the other keys of an event', async () => {
        await accept(inbox, [prompt('a', { alsoKeys: ['a2', 'a3'] })]);
        expect(await accept(inbox, [prompt('a3'), prompt('a2')])).toEqual([false, false]);
        expect(await accept(inbox, [prompt('a', { alsoKeys: ['a4'] }), prompt('a4')])).toEqual([false, false]);
        expect(await inbox.count('x:1')).toBe(1);
      });

      it('makes no turn of a gesture', async () => {
        expect(await accept(inbox, [gesture('g'), gesture('g')])).toEqual([true, false]);
        expect(await inbox.count('x:1')).toBe(0);
      });

      it('knows how long the oldest open turn has been there, also after a crash', async () => {
        expect(await inbox.oldest()).toBeUndefined();
        await accept(inbox, [prompt('a')]);
        const first = await inbox.oldest();
        await setTimeout(5);
        await accept(inbox, [prompt('b', { conversation: 'x:2' })]);
        expect(await inbox.oldest()).toBe(first);
        inbox = await under.crash();
        expect(await inbox.oldest()).toBe(first);
        const [claim] = await answer(1, 1);
        expect(claim?.acceptedAt).toBe(first);
        expect(await inbox.oldest()).toBeGreaterThan(first ?? 0);
        await answer(1);
        expect(await inbox.oldest()).toBeUndefined();
      });

      it('moves the cursor with the batch, also with an empty one', async () => {
        expect(await inbox.cursor('c')).toBeUndefined();
        await accept(inbox, [prompt('a')], { name: 'c', value: '1' });
        await accept(inbox, [], { name: 'c', value: '2' });
        expect(await accept(inbox, [])).toEqual([]);
        inbox = await under.crash();
        expect(await inbox.cursor('c')).toBe('2');
      });

      it('keeps any id and any text exactly', async () => {
        const odd = ['__proto__', 'constructor', 'a\0b', '\ud800', '\ud801', '\ufffd', '\0"\\ud800"', "'; --", ''];
        const events = odd.map((id) => prompt(`k${id}`, { conversation: id, text: `t${id}` }));
        expect(await accept(inbox, events)).toEqual(odd.map(() => true));
        inbox = await under.crash();
        expect(await Promise.all(odd.map((id) => inbox.count(id)))).toEqual(odd.map(() => 1));
        expect(await accept(inbox, events)).toEqual(odd.map(() => false));
        const claims = await answer(odd.length, 1);
        expect(claims.map((claim) => claim.task)).toEqual(events);
      });
    });

    describe('a claim', () => {
      it('counts attempts over a crash, and knows what was stored', async () => {
        await accept(inbox, [prompt('a')]);
        const first = await hold(inbox, stop.signal);
        expect(first).toMatchObject({ attempt: 1, receipts: [], final: undefined, stopped: false });
        const later = { part: 1, ids: ['12'], start: 5, end: 9 };
        const early = { part: 0, ids: ['10', '11'], start: 0, end: 5 };
        await first.record(later);
        await first.record({ ...early, end: 2 });
        await first.record(early);
        await first.finalize(final, 0);
        inbox = await under.crash();
        const [again] = await answer(1);
        expect(again).toMatchObject({ attempt: 2, receipts: [early, later], final, task: prompt('a') });
        expect([again?.id, again?.acceptedAt]).toEqual([first.id, first.acceptedAt]);
      });

      it('given back is not counted', async () => {
        await accept(inbox, [prompt('a')]);
        const ended = new AbortController();
        await inbox.work(
          async (claim) => {
            ended.abort();
            await claim.release();
          },
          0,
          ended.signal,
        );
        expect(await inbox.count('x:1')).toBe(1);
        inbox = await under.crash();
        expect((await answer(1))[0]?.attempt).toBe(1);
      });

      it('takes nothing after it has ended', async () => {
        await accept(inbox, [prompt('a')]);
        const [claim] = await answer(1);
        await expect(claim?.finalize(final, 0)).rejects.toThrow(Fault);
        await expect(claim?.close('failed')).rejects.toThrow(Fault);
      });

      it('is gone when closed, its key is not', async () => {
        await accept(inbox, [prompt('a')]);
        const [claim] = await answer(1);
        inbox = await under.crash();
        expect(await inbox.count('x:1')).toBe(0);
        expect(await accept(inbox, [prompt('a'), prompt('b')])).toEqual([false, true]);
        const [next] = await answer(1);
        expect(next?.id).not.toBe(claim?.id);
      });
    });

    describe('trouble', () => {
      it('tries again what threw or was left open, before what came later', async () => {
        await accept(inbox, [prompt('a'), prompt('b')]);
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            seen.push(`${claim.task.key}${claim.attempt}`);
            if (claim.task.key === 'a' && claim.attempt === 1) throw new Error('broken');
            if (claim.task.key === 'a' && claim.attempt === 2) return;
            await claim.close('answered');
            if (claim.task.key === 'b') stop.abort();
          },
          0,
          stop.signal,
        );
        expect(seen).toEqual(['a1', 'a2', 'a3', 'b1']);
      });

      it('does not hold up other conversations meanwhile', async () => {
        await accept(inbox, [prompt('a', { conversation: 'a' }), prompt('b', { conversation: 'b' })]);
        await inbox.work(
          async (claim) => {
            if (claim.task.key === 'a') throw new Error('broken');
            await claim.close('answered');
            stop.abort();
          },
          1,
          stop.signal,
        );
        expect([await inbox.count('a'), await inbox.count('b')]).toEqual([1, 0]);
      });

      it('leaves turns of other surfaces untouched, and holds nobody up for them', async () => {
        await accept(inbox, [
          prompt('a', { surface: 'y' }),
          prompt('b'),
          prompt('c', { conversation: 'c', surface: 'y' }),
        ]);
        const seen: string[] = [];
        const work = async (surfaces: string[], count: number) => {
          const ended = new AbortController();
          const handler = async (claim: Claim) => {
            seen.push(`${claim.task.key}${claim.attempt}`);
            await claim.close('answered');
          };
          const working = inbox.work(handler, 0, ended.signal, surfaces);
          await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), { timeout: 3000 });
          await setTimeout(30);
          ended.abort();
          await working;
        };
        await work(['x', 'z'], 1);
        expect(seen).toEqual(['b1']);
        await work(['x', 'y'], 3);
        expect(seen).toEqual(['b1', 'a1', 'c1']);
      });

      it('claims nothing more after the signal, and waits for what runs', async () => {
        await accept(inbox, [prompt('a'), prompt('b'), prompt('c', { conversation: 'c' })]);
        const seen: string[] = [];
        let returned = 0;
        await inbox.work(
          async (claim) => {
            seen.push(claim.task.key);
            await setTimeout(10);
            stop.abort();
            await setTimeout(10);
            await claim.close('answered');
            returned++;
          },
          0,
          stop.signal,
        );
        expect([seen, returned]).toEqual([['a', 'c'], 2]);
      });
    });

    it('takes nothing once closed', async () => {
      await inbox.close();
      await expect(accept(inbox, [prompt('a')])).rejects.toThrow(Fault);
    });
  });
}
