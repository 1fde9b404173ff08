import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Inbox, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { accept, command, gesture, prompt } from './events.ts';
import { inboxClaimsContract } from './inbox-claims.ts';
import { answerAll, final, hold, type InboxUnderTest } from './inbox-under-test.ts';
import { openTurnsContract } from './open-turns.ts';

/** Duties of every Inbox. */
export function inboxContract(name: string, open: () => Promise<InboxUnderTest>): void {
  openTurnsContract(name, open);
  inboxClaimsContract(name, open);

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

    describe('order', () => {
      it('hands out one at a time in a conversation, oldest first, and many conversations at once', async () => {
        await accept(
          inbox,
          ['a', 'b', 'c'].flatMap((c) => [1, 2, 3].map((n) => prompt(`${c}${n}`, { conversation: c }))),
        );
        const seen: string[] = [];
        const busy = new Map<string, number>();
        let atOnce = 0;
        await inbox.work(
          async (claim) => {
            const { conversation, key } = claim.task;
            busy.set(conversation, (busy.get(conversation) ?? 0) + 1);
            expect(busy.get(conversation)).toBe(1);
            atOnce = Math.max(atOnce, [...busy.values()].filter((n) => n > 0).length);
            await setTimeout(2);
            seen.push(key);
            await claim.close('answered');
            busy.set(conversation, 0);
            if (seen.length === 9) stop.abort();
          },
          0,
          stop.signal,
        );
        expect(atOnce).toBe(3);
        for (const c of ['a', 'b', 'c'])
          expect(seen.filter((key) => key[0] === c)).toEqual([`${c}1`, `${c}2`, `${c}3`]);
      });

      it('keeps to its bound, oldest first over all conversations', async () => {
        await accept(
          inbox,
          ['a1', 'a2', 'b3', 'a4', 'c5'].map((key) => prompt(key, { conversation: key[0] ?? '' })),
        );
        const claims = await answer(5, 1);
        expect(claims.map((claim) => claim.task.key)).toEqual(['a1', 'a2', 'b3', 'a4', 'c5']);
      });

      it('keeps to its bound on each surface: one that makes its turns wait does not silence another', async () => {
        const waiting = ['a', 'b'].map((key) => prompt(key, { conversation: key }));
        await accept(inbox, [...waiting, prompt('c', { conversation: 'c', surface: 'y' })]);
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            seen.push(claim.task.key);
            if (claim.task.surface === 'y') stop.abort();
            else await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
            await claim.close('answered');
          },
          1,
          AbortSignal.any([stop.signal, AbortSignal.timeout(1000)]),
        );
        expect(seen).toEqual(['a', 'c']);
      });

      it('what is settled makes room for others, and no chat takes all of it', async () => {
        await accept(
          inbox,
          [...'abcdmnop'].map((key) => prompt(key, { conversation: key, target: to('forum') })),
        );
        await accept(
          inbox,
          [...'efghi'].map((key) => prompt(key, { conversation: key, target: to(key) })),
        );
        const seen: string[] = [];
        const settling = async (claim: Claim) => {
          const { key } = claim.task;
          seen.push(key);
          // A picture is not settled before it is shown.
          if (!'ag'.includes(key)) await claim.finalize(final, claim.promptVersion);
          await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
        };
        const working = inbox.work(settling, 4, stop.signal);
        await setTimeout(20);
        stop.abort();
        await working;
        expect(seen.toSorted()).toEqual([...'abcdefghi']);
      });

      it('does not keep any number of answers that wait for their chats', async () => {
        await accept(
          inbox,
          [...'abcdef'].map((key) => prompt(key, { conversation: key, target: to(key) })),
        );
        const seen: string[] = [];
        const working = inbox.work(
          async (claim) => {
            seen.push(claim.task.key);
            await claim.finalize(final, claim.promptVersion);
            await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
          },
          1,
          stop.signal,
        );
        await setTimeout(20);
        stop.abort();
        await working;
        expect(seen).toEqual(['a', 'b', 'c']);
      });

      it('starts at once what is accepted while it works', async () => {
        const working = answer(2);
        await accept(inbox, [prompt('a')]);
        await accept(inbox, [command('b')]);
        expect((await working).map((claim) => claim.task.kind)).toEqual(['prompt', 'command']);
        expect(await inbox.count('x:1')).toBe(0);
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
        const work = async (surfaces: string[]) => {
          const handler = async (claim: Claim) => {
            seen.push(`${claim.task.key}${claim.attempt}`);
            await claim.close('answered');
          };
          await inbox.work(handler, 0, AbortSignal.timeout(200), surfaces);
        };
        await work(['x', 'z']);
        expect(seen).toEqual(['b1']);
        await work(['x', 'y']);
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

    it('keeps the order of queues where a task names another than its conversation', async () => {
      await accept(inbox, [prompt('a'), prompt('b', { queue: 'menu' })]);
      expect([await inbox.count('x:1'), await inbox.count('menu')]).toEqual([1, 1]);
      await hold(inbox, stop.signal, 2);
    });

    it('takes nothing once closed', async () => {
      await inbox.close();
      await expect(accept(inbox, [prompt('a')])).rejects.toThrow(Fault);
    });
  });
}

function to(chat: string): Target {
  return { ...prompt('a').target, chat };
}
