import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tags } from '../../src/intake/tags.ts';
import type { Claim, Inbox } from '../../src/ports/index.ts';
import { accept, prompt } from './events.ts';
import { hold } from './inbox-under-test.ts';

/** Two inboxes of two processes over the same storage. */
export interface TwoInboxes {
  one: Inbox;
  other: Inbox;
  end(): Promise<void>;
}

/** Duties of an Inbox that several processes may have open at once. */
export function inboxProcessesContract(name: string, open: () => Promise<TwoInboxes>): void {
  describe(`several processes: ${name}`, () => {
    let under: TwoInboxes;
    let stop: AbortController;

    beforeEach(async () => {
      under = await open();
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await under.end();
    });

    it('work at once: each turn is handed out once, and each queue to one at a time, in its order', async () => {
      const queues = Array.from({ length: 12 }, (_, at) => `q${at}`);
      const seen: string[] = [];
      const by = new Map<Inbox, number>();
      const busy = new Set<string>();
      const work = (inbox: Inbox) =>
        inbox.work(
          async (claim) => {
            const { conversation, key } = claim.task;
            expect(busy.has(conversation)).toBe(false);
            busy.add(conversation);
            seen.push(key);
            by.set(inbox, (by.get(inbox) ?? 0) + 1);
            await setTimeout(3);
            busy.delete(conversation);
            await claim.close('answered');
          },
          2,
          stop.signal,
        );
      const working = [work(under.one), work(under.other)];
      for (let n = 0; n < 10; n += 1) {
        const from = n % 2 === 0 ? under.one : under.other;
        await accept(
          from,
          queues.map((queue) => prompt(`${queue} ${n}`, { conversation: queue, target: to(queue) })),
        );
      }
      await vi.waitFor(() => expect(seen).toHaveLength(120), { timeout: 10_000 });
      await vi.waitFor(async () => expect((await under.one.open('x:7')).all).toBe(0));
      stop.abort();
      await Promise.all(working);
      for (const queue of queues)
        expect(seen.filter((key) => key.startsWith(`${queue} `))).toEqual(
          Array.from({ length: 10 }, (_, n) => `${queue} ${n}`),
        );
      expect(by.size).toBe(2);
    });

    it('know each other’s keys and turns', async () => {
      await accept(under.one, [prompt('a')], { name: 'c', value: '1' });
      expect(await accept(under.other, [prompt('a'), prompt('b')])).toEqual([false, true]);
      expect(await under.other.cursor('c')).toBe('1');
      expect((await under.one.findAll(tags.queue('x:1'))).map(({ task }) => task.key)).toEqual(['a', 'b']);
    });

    it.each<[string, (inbox: Inbox, turn: string) => Promise<unknown>, string, number]>([
      ['a stop', (inbox, turn) => inbox.stop(turn), 'stop', 0],
      ['an edit', (inbox, turn) => inbox.replace(turn, prompt('a', { text: 'other' })), 'superseded', 1],
      ['a deletion', (inbox, turn) => inbox.forget(turn), 'forgotten', 1],
      ['a wish to be forgotten', (inbox) => inbox.wipe('x:7'), 'forgotten', 1],
    ])('%s reaches the one that works on the turn', async (_, steer, reason, version) => {
      const told: unknown[] = [];
      under.one.watch((...steered) => told.push(steered));
      await accept(under.other, [prompt('a')]);
      const running = await hold(under.one, stop.signal);
      await steer(under.other, running.id);
      await vi.waitFor(() => expect(told).toEqual([[running.id, reason, version]]));
      const now = await running.refresh();
      expect([now.stopped, now.forgotten, now.promptVersion]).toEqual([
        reason === 'stop',
        reason === 'forgotten',
        version,
      ]);
    });

    it('hand on what one has not begun when it stops to work', async () => {
      const first = new AbortController();
      const begun = Promise.withResolvers<Claim>();
      const over = Promise.withResolvers<void>();
      const working = under.one.work(
        async (claim) => {
          begun.resolve(claim);
          await over.promise;
          await claim.close('answered');
        },
        0,
        first.signal,
      );
      await accept(under.one, [prompt('a'), prompt('b')]);
      await begun.promise;
      first.abort();
      over.resolve();
      await working;
      const next = await hold(under.other, stop.signal);
      expect([next.task.key, next.attempt, next.deaths]).toEqual(['b', 1, 0]);
    });
  });
}

function to(chat: string) {
  return { ...prompt('a').target, chat };
}
