import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tags } from '../../src/intake/tags.ts';
import type { Claim, Inbox } from '../../src/ports/index.ts';
import { Interruption } from '../../src/util/abort.ts';
import { accept, acceptance, prompt } from './events.ts';
import { answerAll, final, hold, type InboxUnderTest } from './inbox-under-test.ts';

/** Duties of every Inbox towards messages that go on with one another. */
export function inboxJoinsContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`joins: ${name}`, () => {
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

    const both = prompt('a', { alsoKeys: ['a2'], text: 'one and two' });
    const join = (turn: string, promptVersion: number, waitMs?: number) =>
      inbox.accept([
        { ...acceptance(prompt('a2')), joins: { turn, promptVersion, task: both }, ...(waitMs ? { waitMs } : {}) },
      ]);
    const idOf = async (key: string) => (await inbox.find(tags.key(key)))?.id ?? '';
    const open1 = async () => (await inbox.findAll(tags.queue('x:1'))).map(({ task }) => task.key);
    /** Works on and notes what is handed out. */
    const watch = () => {
      const seen: string[] = [];
      const working = inbox.work(
        async (claim) => {
          seen.push(claim.task.key);
          await claim.close('answered');
        },
        0,
        stop.signal,
      );
      return { seen, working };
    };

    describe('a message that goes on with an open turn', () => {
      it('takes its key and the place of the turn in one, and is known when it comes again', async () => {
        await accept(inbox, [prompt('a'), prompt('b')]);
        const turn = await idOf('a');
        expect(await join(turn, 0)).toEqual([{ fresh: true, joined: { turn, promptVersion: 1, begun: false } }]);
        expect(await idOf('a2')).toBe(turn);
        expect(await join(turn, 1)).toEqual([{ fresh: false }]);
        expect(await inbox.get(turn)).toMatchObject({ task: both, promptVersion: 1, begun: false });
        inbox = await under.crash();
        expect(await inbox.known(['a2'])).toEqual(new Set(['a2']));
        const claims = await answerAll(inbox, 2);
        expect(claims.map(({ task }) => task)).toEqual([both, prompt('b')]);
      });

      it('makes an answer that was begun out of date, and what was spent on it stays spent', async () => {
        await accept(inbox, [prompt('a')]);
        const running = await hold(inbox, stop.signal);
        await running.spend(2);
        expect(await inbox.get(running.id)).toMatchObject({ begun: true });
        await join(running.id, 0);
        expect(await inbox.get(running.id)).toMatchObject({ begun: false });
        expect(await running.finalize(final, 0)).toBe(false);
        const now = await running.refresh();
        expect(now).toMatchObject({ task: both, spent: 2, promptVersion: 1 });
        expect(await inbox.get(running.id)).toMatchObject({ begun: true });
        expect(await now.finalize(final, 1)).toBe(true);
      });

      it.each<[string, (turn: string, claim: Claim) => Promise<unknown>]>([
        ['is final', (_, claim) => claim.finalize(final, 0)],
        ['is stopped', (turn) => inbox.stop(turn)],
        ['is forgotten', (turn) => inbox.forget(turn)],
        ['says something else now', (turn) => inbox.replace(turn, prompt('a', { text: 'other' }))],
        ['is closed', (_, claim) => claim.close('answered')],
      ])('is a turn of its own where that %s', async (_, happens) => {
        await accept(inbox, [prompt('a')]);
        const running = await hold(inbox, stop.signal);
        await happens(running.id, running);
        expect(await join(running.id, 0)).toEqual([{ fresh: true }]);
        expect(await inbox.find(tags.key('a2'))).toMatchObject({ task: prompt('a2') });
        inbox = await under.crash();
        expect((await open1()).at(-1)).toBe('a2');
      });
    });

    describe('a turn that a message may go on with', () => {
      const late = (key: string, waitMs: number) => ({ ...acceptance(prompt(key)), waitMs });

      it('is not handed out before, and holds up what stands behind it, and nobody else', async () => {
        await inbox.accept([late('a', 300), acceptance(prompt('b'))]);
        const accepted = performance.now();
        await accept(inbox, [prompt('c', { conversation: 'c' })]);
        const { seen } = watch();
        await vi.waitFor(() => expect(seen).toEqual(['c']), 3000);
        await vi.waitFor(() => expect(seen).toEqual(['c', 'a', 'b']), 3000);
        expect(performance.now() - accepted).toBeGreaterThan(290);
      });

      it('is handed out at once when that has come, when it is stopped, and by a new process', async () => {
        await inbox.accept([late('a', 60_000)]);
        const { seen, working } = watch();
        await setTimeout(10);
        expect(seen).toEqual([]);
        await join(await idOf('a'), 0);
        await vi.waitFor(() => expect(seen).toEqual(['a']), 3000);
        await inbox.accept([late('b', 60_000)]);
        await inbox.stop(await idOf('b'));
        await vi.waitFor(() => expect(seen).toEqual(['a', 'b']), 3000);
        await inbox.accept([late('c', 60_000)]);
        stop.abort();
        await working;
        inbox = await under.crash();
        expect((await answerAll(inbox, 1)).map(({ task }) => task.key)).toEqual(['c']);
      });

      it('is not read anew before either, while it is worked on', async () => {
        await accept(inbox, [prompt('a')]);
        const running = await hold(inbox, stop.signal);
        await join(running.id, 0, 60_000);
        const read = running.refresh();
        expect(await Promise.race([read, setTimeout(20, 'waits')])).toBe('waits');
        const more = { ...both, alsoKeys: ['a2', 'a3'], text: 'all three' };
        await inbox.accept([
          { ...acceptance(prompt('a3')), joins: { turn: running.id, promptVersion: 1, task: more } },
        ]);
        expect(await read).toMatchObject({ task: more, promptVersion: 2 });
      });
    });

    describe('a claim that absorbs the turns behind it', () => {
      const all = prompt('c', { alsoKeys: ['a', 'b'], text: 'a, b and c' });
      const three = () => accept(inbox, [prompt('a'), prompt('b'), prompt('c'), prompt('d')]);

      it('is one turn with them, which is found by all their keys; what stands behind goes next', async () => {
        await three();
        const running = await hold(inbox, stop.signal);
        expect(running.followers).toBe(3);
        expect(await running.absorb([await idOf('b'), await idOf('c')], all)).toBe(true);
        expect(await running.refresh()).toMatchObject({ task: all, promptVersion: 1 });
        expect(await Promise.all(['a', 'b', 'c'].map(idOf))).toEqual([running.id, running.id, running.id]);
        expect(await inbox.count('x:1')).toBe(2);
        inbox = await under.crash();
        expect(await inbox.known(['a', 'b', 'c'])).toEqual(new Set(['a', 'b', 'c']));
        expect((await answerAll(inbox, 2)).map(({ task }) => task)).toEqual([all, prompt('d')]);
      });

      it('hands out what stands behind them without a crash, too', async () => {
        await three();
        const seen: string[] = [];
        await inbox.work(
          async (claim) => {
            seen.push(claim.task.key);
            if (claim.task.key === 'a') await claim.absorb([await idOf('b'), await idOf('c')], all);
            await claim.close('answered');
            if (claim.task.key === 'd') stop.abort();
          },
          0,
          stop.signal,
        );
        expect(seen).toEqual(['a', 'd']);
      });

      it('changes nothing where one of them is gone, stopped or elsewhere', async () => {
        await three();
        await accept(inbox, [prompt('e', { conversation: 'e' })]);
        const running = await hold(inbox, stop.signal, 2);
        const b = await idOf('b');
        const c = await idOf('c');
        expect(await running.absorb([b, 'nobody'], all)).toBe(false);
        expect(await running.absorb([b, await idOf('e')], all)).toBe(false);
        expect(await running.absorb([running.id], all)).toBe(false);
        await inbox.stop(c);
        expect(await running.absorb([b, c], all)).toBe(false);
        expect(await running.refresh()).toMatchObject({ task: prompt('a'), promptVersion: 0 });
        expect(await inbox.count('x:1')).toBe(4);
      });

      it('must be the last one of its turn', async () => {
        await three();
        const stale = await hold(inbox, stop.signal);
        const b = await idOf('b');
        const other = await under.takeOver();
        await hold(other, stop.signal);
        const reason = await stale.absorb([b], all).catch((error) => error instanceof Interruption && error.reason);
        expect(reason).toBe('lost');
        inbox = await under.crash();
        expect(await inbox.count('x:1')).toBe(4);
      });
    });
  });
}
