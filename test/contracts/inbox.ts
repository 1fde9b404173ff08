import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Final, Inbox, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { command, gesture, prompt } from './events.ts';

/** An inbox under test. Its pauses are some milliseconds. */
export interface InboxUnderTest {
  inbox: Inbox;
  /** Lets go of everything as a killed process does, and opens the same storage anew. */
  crash(): Promise<Inbox>;
  end(): Promise<void>;
}

/** What every Inbox must do. */
export function inboxContract(name: string, open: () => Promise<InboxUnderTest>): void {
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

    /** Works until `count` claims have been closed, then stops. */
    async function answer(count: number, concurrency = 0): Promise<Claim[]> {
      const claims: Claim[] = [];
      const ended = new AbortController();
      await inbox.work(
        async (claim) => {
          claims.push(claim);
          await setTimeout(1);
          await claim.close('answered');
          if (claims.length === count) ended.abort();
        },
        concurrency,
        ended.signal,
      );
      return claims;
    }

    describe('accept', () => {
      it('takes each event once, within a batch and over batches', async () => {
        expect(await inbox.accept([prompt('a'), prompt('a'), prompt('b')])).toEqual([true, false, true]);
        expect(await inbox.accept([prompt('b'), prompt('c')])).toEqual([false, true]);
        expect(inbox.open('x:1')).toBe(3);
        expect(await inbox.known(['a', 'c', 'nobody'])).toEqual(new Set(['a', 'c']));
      });

      it('uses up the other keys of an event', async () => {
        await inbox.accept([prompt('a', { alsoKeys: ['a2', 'a3'] })]);
        expect(await inbox.accept([prompt('a3'), prompt('a2')])).toEqual([false, false]);
        expect(await inbox.accept([prompt('a', { alsoKeys: ['a4'] }), prompt('a4')])).toEqual([false, false]);
        expect(inbox.open('x:1')).toBe(1);
      });

      it('makes no turn of a gesture', async () => {
        expect(await inbox.accept([gesture('g'), gesture('g')])).toEqual([true, false]);
        expect(inbox.open('x:1')).toBe(0);
      });

      it('moves the cursor with the batch, also with an empty one', async () => {
        expect(await inbox.cursor('c')).toBeUndefined();
        await inbox.accept([prompt('a')], { name: 'c', value: '1' });
        await inbox.accept([], { name: 'c', value: '2' });
        expect(await inbox.accept([])).toEqual([]);
        inbox = await under.crash();
        expect(await inbox.cursor('c')).toBe('2');
      });

      it('keeps any id and any text exactly', async () => {
        const odd = ['__proto__', 'constructor', 'a\0b', '\ud800', '\ud801', '\ufffd', '\0"\\ud800"', "'; --", ''];
        const events = odd.map((id) => prompt(`k${id}`, { conversation: id, text: `t${id}` }));
        expect(await inbox.accept(events)).toEqual(odd.map(() => true));
        inbox = await under.crash();
        expect(odd.map((id) => inbox.open(id))).toEqual(odd.map(() => 1));
        expect(await inbox.accept(events)).toEqual(odd.map(() => false));
        const claims = await answer(odd.length, 1);
        expect(claims.map((claim) => claim.inbound)).toEqual(events);
      });
    });

    describe('order', () => {
      it('hands out one at a time in a conversation, oldest first, and many conversations at once', async () => {
        await inbox.accept(
          ['a', 'b', 'c'].flatMap((c) => [1, 2, 3].map((n) => prompt(`${c}${n}`, { conversation: c }))),
        );
        const seen: string[] = [];
        const busy = new Map<string, number>();
        let atOnce = 0;
        await inbox.work(
          async (claim) => {
            const { conversation, key } = claim.inbound;
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
        await inbox.accept(['a1', 'a2', 'b3', 'a4', 'c5'].map((key) => prompt(key, { conversation: key[0] ?? '' })));
        const claims = await answer(5, 1);
        expect(claims.map((claim) => claim.inbound.key)).toEqual(['a1', 'a2', 'b3', 'a4', 'c5']);
      });

      it('keeps to its bound on each surface: one that makes its turns wait does not silence another', async () => {
        const waiting = ['a', 'b'].map((key) => prompt(key, { conversation: key }));
        await inbox.accept([...waiting, prompt('c', { conversation: 'c', surface: 'y' })]);
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            seen.push(claim.inbound.key);
            if (claim.inbound.surface === 'y') stop.abort();
            else await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
            await claim.close('answered');
          },
          1,
          AbortSignal.any([stop.signal, AbortSignal.timeout(1000)]),
        );
        expect(seen).toEqual(['a', 'c']);
      });

      it('what is settled makes room for others, and no chat takes all of it', async () => {
        await inbox.accept([...'abcdmnop'].map((key) => prompt(key, { conversation: key, target: to('forum') })));
        await inbox.accept([...'efghi'].map((key) => prompt(key, { conversation: key, target: to(key) })));
        const seen: string[] = [];
        const settling = async (claim: Claim) => {
          const { key } = claim.inbound;
          seen.push(key);
          // A picture is not settled before it is shown.
          if (!'ag'.includes(key)) await claim.settle(final, claim.revision);
          await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
        };
        const working = inbox.work(settling, 4, stop.signal);
        await setTimeout(20);
        stop.abort();
        await working;
        expect(seen.toSorted()).toEqual([...'abcdefghi']);
      });

      it('does not keep any number of answers that wait for their chats', async () => {
        await inbox.accept([...'abcdef'].map((key) => prompt(key, { conversation: key, target: to(key) })));
        const seen: string[] = [];
        const working = inbox.work(
          async (claim) => {
            seen.push(claim.inbound.key);
            await claim.settle(final, claim.revision);
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
        await inbox.accept([prompt('a')]);
        await inbox.accept([command('b')]);
        expect((await working).map((claim) => claim.inbound.kind)).toEqual(['prompt', 'command']);
        expect(inbox.open('x:1')).toBe(0);
      });
    });

    describe('a claim', () => {
      it('counts attempts over a crash, and knows what was stored', async () => {
        await inbox.accept([prompt('a')]);
        const first = await hold(inbox, stop.signal);
        expect(first).toMatchObject({ attempt: 1, receipts: [], final: undefined, stopped: false });
        const later = { part: 1, ids: ['12'], start: 5, end: 9 };
        const early = { part: 0, ids: ['10', '11'], start: 0, end: 5 };
        await first.record(later);
        await first.record({ ...early, end: 2 });
        await first.record(early);
        await first.settle(final, 0);
        inbox = await under.crash();
        const [again] = await answer(1);
        expect(again).toMatchObject({ attempt: 2, receipts: [early, later], final, inbound: prompt('a') });
        expect([again?.id, again?.acceptedAt]).toEqual([first.id, first.acceptedAt]);
      });

      it('given back is not counted', async () => {
        await inbox.accept([prompt('a')]);
        const ended = new AbortController();
        await inbox.work(
          async (claim) => {
            ended.abort();
            await claim.release();
          },
          0,
          ended.signal,
        );
        expect(inbox.open('x:1')).toBe(1);
        inbox = await under.crash();
        expect((await answer(1))[0]?.attempt).toBe(1);
      });

      it('takes nothing after it has ended', async () => {
        await inbox.accept([prompt('a')]);
        const [claim] = await answer(1);
        await expect(claim?.settle(final, 0)).rejects.toThrow(Fault);
        await expect(claim?.close('failed')).rejects.toThrow(Fault);
      });

      it('is gone when closed, its key is not', async () => {
        await inbox.accept([prompt('a')]);
        const [claim] = await answer(1);
        inbox = await under.crash();
        expect(inbox.open('x:1')).toBe(0);
        expect(await inbox.accept([prompt('a'), prompt('b')])).toEqual([false, true]);
        const [next] = await answer(1);
        expect(next?.id).not.toBe(claim?.id);
      });
    });

    describe('trouble', () => {
      it('tries again what threw or was left open, before what came later', async () => {
        await inbox.accept([prompt('a'), prompt('b')]);
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            seen.push(`${claim.inbound.key}${claim.attempt}`);
            if (claim.inbound.key === 'a' && claim.attempt === 1) throw new Error('broken');
            if (claim.inbound.key === 'a' && claim.attempt === 2) return;
            await claim.close('answered');
            if (claim.inbound.key === 'b') stop.abort();
          },
          0,
          stop.signal,
        );
        expect(seen).toEqual(['a1', 'a2', 'a3', 'b1']);
      });

      it('does not hold up other conversations meanwhile', async () => {
        await inbox.accept([prompt('a', { conversation: 'a' }), prompt('b', { conversation: 'b' })]);
        await inbox.work(
          async (claim) => {
            if (claim.inbound.key === 'a') throw new Error('broken');
            await claim.close('answered');
            stop.abort();
          },
          1,
          stop.signal,
        );
        expect([inbox.open('a'), inbox.open('b')]).toEqual([1, 0]);
      });

      it('leaves turns of other surfaces untouched, and holds nobody up for them', async () => {
        await inbox.accept([
          prompt('a', { surface: 'y' }),
          prompt('b'),
          prompt('c', { conversation: 'c', surface: 'y' }),
        ]);
        const seen: string[] = [];
        const work = async (surfaces: string[]) => {
          const handler = async (claim: Claim) => {
            seen.push(`${claim.inbound.key}${claim.attempt}`);
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
        await inbox.accept([prompt('a'), prompt('b'), prompt('c', { conversation: 'c' })]);
        const seen: string[] = [];
        let returned = 0;
        await inbox.work(
          async (claim) => {
            seen.push(claim.inbound.key);
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

      it('runs together what one dead process had claimed', async () => {
        await inbox.accept(['a', 'b', 'c'].map((key) => prompt(key, { conversation: key })));
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        const [claim] = [await hold(inbox, stop.signal, 3)];
        expect(claim.attempt).toBe(2);
      });

      it('runs alone, oldest first, what two dead processes had claimed', async () => {
        await inbox.accept(['a', 'b', 'c'].map((key) => prompt(key, { conversation: key })));
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        await hold(inbox, stop.signal, 3);
        inbox = await under.crash();
        await inbox.accept([prompt('d', { conversation: 'd' })]);
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            const { key } = claim.inbound;
            seen.push(`${key}${claim.attempt} in`);
            await setTimeout(5);
            await claim.close('answered');
            seen.push(`${key}${claim.attempt} out`);
            if (key === 'd') stop.abort();
          },
          0,
          stop.signal,
        );
        expect(seen.slice(0, 6)).toEqual(['a3 in', 'a3 out', 'b3 in', 'b3 out', 'c3 in', 'c3 out']);
        expect(seen).toContain('d1 out');
      });
    });

    it('stops an open turn, and remembers that', async () => {
      expect(await inbox.stop('k3')).toBe(false);
      expect(inbox.find({ lane: 'x:1' })).toBeUndefined();
      await inbox.accept([prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      expect(running.stopped).toBe(false);
      expect(inbox.find({ lane: 'x:1' })?.id).toBe(running.id);
      expect(await inbox.stop(running.id)).toBe(true);
      expect(running.stopped).toBe(true);
      inbox = await under.crash();
      const claims = await answer(2);
      expect(claims.map((claim) => claim.stopped)).toEqual([true, false]);
    });

    it('finds open turns by their id, their messages and the turn they are about', async () => {
      await inbox.accept([prompt('a', { alsoKeys: ['a2'] }), { ...command('b'), name: 'retry', subject: 'k3' }]);
      const running = await hold(inbox, stop.signal);
      for (const by of [{ turn: running.id }, { key: 'a' }, { key: 'a2' }]) {
        expect(inbox.find(by)).toMatchObject({ id: running.id, settled: false });
      }
      const { target } = prompt('a');
      const asked = { ...target, prompt: 'm1' };
      const pieces = [{ key: 'd', id: 'm2', text: 'two' }];
      await inbox.accept([
        { ...prompt('d'), target: asked, pieces },
        { ...command('e'), target: { ...target, prompt: 'm3' }, subject: 'k3' },
      ]);
      await running.record({ part: 0, ids: ['b1'], start: 0, end: 1 });
      const seen = (message: string, chat = target.chat) => inbox.find({ chat, message })?.inbound.key;
      const by = (actor: string) => inbox.find({ lane: 'x:1', actor })?.inbound.key;
      expect([seen('m1'), seen('m2'), seen('b1')]).toEqual(['d', 'd', 'a']);
      await inbox.accept([prompt('f', { actor: { id: 'x:2', name: 'Bob' } })]);
      expect([by(prompt('a').actor.id), by('x:2'), by('x:3')]).toEqual(['a', 'f', undefined]);
      expect([seen('m3'), seen('m4'), seen('m1', 'x:9')]).toEqual([undefined, undefined, undefined]);
      await inbox.accept([{ ...command('c'), name: 'edit', subject: 'k3' }]);
      expect(inbox.find({ subject: 'k3', name: 'retry' })?.inbound.key).toBe('b');
      expect(inbox.find({ subject: 'k3', name: 'edit' })?.inbound.key).toBe('c');
      await inbox.accept(['g', 'h'].map((key) => ({ ...command(key), name: 'chats', pressed: 'm5' })));
      const pressed = (name: string, chat = target.chat) => inbox.find({ chat, pressed: 'm5', name })?.inbound.key;
      expect([pressed('chats'), pressed('model'), pressed('chats', 'x:9')]).toEqual(['h', undefined, undefined]);
      expect([
        inbox.find({ key: 'k3' }),
        inbox.find({ turn: 'a' }),
        inbox.find({ subject: 'k3', name: 'show' }),
        inbox.find({ subject: 'k4', name: 'retry' }),
      ]).toEqual([undefined, undefined, undefined, undefined]);
      await running.settle(final, 0);
      expect(inbox.find({ key: 'a' })?.settled).toBe(true);
      await running.close('answered');
      expect([inbox.find({ key: 'a' }), inbox.find({ key: 'a2' }), inbox.find({ turn: running.id })]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('finds the line that messages came too late by its id and key only', async () => {
      const seen = { ...prompt('a').target, prompt: 'm1' };
      await inbox.accept([prompt('a', { text: '', target: seen, skipped: true }), prompt('b')]);
      expect(inbox.find({ lane: 'x:1' })?.inbound.key).toBe('b');
      expect(inbox.find({ chat: seen.chat, message: 'm1' })).toBeUndefined();
      expect(inbox.find({ key: 'a' })?.inbound).toMatchObject({ skipped: true });
    });

    it('replaces an open turn, waiting or running, until its answer is final, and remembers that', async () => {
      await inbox.accept([prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      await inbox.stop(running.id);
      const waiting = inbox.find({ key: 'b' })?.id ?? '';
      expect(await inbox.replace(running.id, prompt('a', { text: 'other' }))).toBe(true);
      expect(await inbox.replace(waiting, prompt('b', { text: 'words' }))).toBe(true);
      expect(running).toMatchObject({ inbound: { text: 'other' }, stopped: false });
      // The answer to the old wording comes too late, however close it was.
      expect(await running.settle(final, 0)).toBe(false);
      expect(running.final).toBeUndefined();
      expect(await running.settle(final, running.revision)).toBe(true);
      expect(await inbox.replace(running.id, prompt('a', { text: 'too late' }))).toBe(false);
      expect(await inbox.replace('nobody', prompt('a'))).toBe(false);
      inbox = await under.crash();
      const claims = await answer(2);
      expect(claims.map(({ inbound }) => inbound)).toMatchObject([{ text: 'other' }, { text: 'words' }]);
    });

    it('forgets an open turn until its answer is final, and remembers that', async () => {
      await inbox.accept([prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      const waiting = inbox.find({ key: 'b' })?.id ?? '';
      expect(await inbox.forget(waiting)).toBe(true);
      expect(await inbox.replace(waiting, prompt('b', { text: 'words' }))).toBe(false);
      expect(inbox.find({ key: 'b' })).toMatchObject({ forgotten: true });
      expect(await running.settle(final, running.revision)).toBe(true);
      expect(await inbox.forget(running.id)).toBe(false);
      inbox = await under.crash();
      const claims = await answer(2);
      expect(claims.map(({ forgotten }) => forgotten)).toEqual([false, true]);
    });

    it('keeps the order of lanes where an event names another than its conversation', async () => {
      await inbox.accept([prompt('a'), prompt('b', { lane: 'menu' })]);
      expect([inbox.open('x:1'), inbox.open('menu')]).toEqual([1, 1]);
      await hold(inbox, stop.signal, 2);
    });

    it('takes nothing once closed', async () => {
      await inbox.close();
      await expect(inbox.accept([prompt('a')])).rejects.toThrow(Fault);
    });
  });
}

function to(chat: string): Target {
  return { ...prompt('a').target, chat };
}

/** Starts working and never returns from a handler; resolves with the first claim once `count` are running. */
function hold(inbox: Inbox, signal: AbortSignal, count = 1): Promise<Claim> {
  const claims: Claim[] = [];
  return new Promise((resolve, reject) => {
    const handler = async (claim: Claim) => {
      claims.push(claim);
      if (claims.length === count && claims[0]) resolve(claims[0]);
      await new Promise(() => undefined);
    };
    inbox.work(handler, 0, signal).catch(reject);
  });
}

const final: Final = { v: 1, reason: 'complete', text: 'said \0 \ud800', events: [{ type: 'reset' }] };
