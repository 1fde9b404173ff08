import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Claim, Inbox, Target, Task } from '../../src/ports/index.ts';
import { accept, command, prompt } from './events.ts';
import { answerAll, final, hold, type InboxUnderTest } from './inbox-under-test.ts';

/** Order and bounds in which an Inbox hands out its turns. */
export function inboxOrderContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`order of an inbox: ${name}`, () => {
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
    /** Resolves when the work is to end, which may have been while a write was committed. */
    const stopped = () =>
      new Promise<void>((resolve) => {
        if (stop.signal.aborted) resolve();
        else stop.signal.addEventListener('abort', () => resolve());
      });

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
      for (const c of ['a', 'b', 'c']) expect(seen.filter((key) => key[0] === c)).toEqual([`${c}1`, `${c}2`, `${c}3`]);
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
          else await stopped();
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
        await stopped();
      };
      const working = inbox.work(settling, 4, stop.signal);
      await vi.waitFor(() => expect(seen).toHaveLength(9), 3000);
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
          await stopped();
        },
        1,
        stop.signal,
      );
      await vi.waitFor(() => expect(seen).toHaveLength(3), 3000);
      await setTimeout(20);
      stop.abort();
      await working;
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('lets nobody fill all places, however many chats they write in', async () => {
      await accept(inbox, [
        ...[...'abcdefgh'].map((key) => by('busy', prompt(key, { conversation: key, target: to(key) }))),
        by('other', prompt('z', { conversation: 'z', target: to('z') })),
      ]);
      const seen: string[] = [];
      const working = inbox.work(hanging(seen), { turns: 8, ofPerson: 3 }, stop.signal);
      await vi.waitFor(() => expect(seen).toHaveLength(4), 3000);
      await setTimeout(20);
      expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'z']);
      stop.abort();
      await working;
    });

    it('never lets one person have more than half', async () => {
      await accept(
        inbox,
        [...'abc'].map((key) => by('busy', prompt(key, { conversation: key, target: to(key) }))),
      );
      const seen: string[] = [];
      const working = inbox.work(hanging(seen), { turns: 2, ofPerson: 4 }, stop.signal);
      await vi.waitFor(() => expect(seen).toHaveLength(1), 3000);
      await setTimeout(20);
      stop.abort();
      await working;
      expect(seen).toEqual(['a']);
    });

    it('gives a place that comes free to who has the fewest, then to who waits longest', async () => {
      const names = { a: 'ann', b: 'ann', c: 'ben', d: 'ann', e: 'cat', f: 'ben' };
      await accept(
        inbox,
        Object.entries(names).map(([key, name]) => by(name, prompt(key, { conversation: key, target: to(key) }))),
      );
      const seen: string[] = [];
      const ends: (() => void)[] = [];
      const working = inbox.work(
        async (claim) => {
          seen.push(claim.task.key);
          await new Promise<void>((resolve) => ends.push(resolve));
          await claim.close('answered');
        },
        { turns: 3 },
        stop.signal,
      );
      await vi.waitFor(() => expect([ends.length, seen]).toEqual([3, ['a', 'c', 'e']]), 3000);
      for (const expected of ['b', 'f', 'd']) {
        ends.shift()?.();
        await vi.waitFor(() => expect(seen.at(-1)).toBe(expected), 3000);
      }
      stop.abort();
      for (const end of ends) end();
      await working;
    });

    it('tells of those that wait for a place, until they have one', async () => {
      await accept(
        inbox,
        [...'abc'].map((key) => prompt(key, { conversation: key, target: to(key) })),
      );
      const ends: (() => void)[] = [];
      const told = new Map<string, AbortSignal>();
      const working = inbox.work(
        async (claim) => {
          await new Promise<void>((resolve) => ends.push(resolve));
          await claim.close('answered');
        },
        1,
        stop.signal,
        undefined,
        (task, over) => told.set(task.key, over),
      );
      const waiting = () => [...told].flatMap(([key, { aborted }]) => (aborted ? [] : [key]));
      await vi.waitFor(() => expect([ends.length, waiting()]).toEqual([1, ['b', 'c']]), 3000);
      ends.shift()?.();
      await vi.waitFor(() => expect(waiting()).toEqual(['c']), 3000);
      stop.abort();
      await setTimeout(0);
      expect(waiting()).toEqual([]);
      expect([...told.keys()]).toEqual(['b', 'c']);
      for (const end of ends) end();
      await working;
    });

    it('starts at once what is accepted while it works', async () => {
      const working = answer(2);
      await accept(inbox, [prompt('a')]);
      await accept(inbox, [command('b')]);
      expect((await working).map((claim) => claim.task.kind)).toEqual(['prompt', 'command']);
      expect(await inbox.count('x:1')).toBe(0);
    });

    it('keeps the order of queues where a task names another than its conversation', async () => {
      await accept(inbox, [prompt('a'), prompt('b', { queue: 'menu' })]);
      expect([await inbox.count('x:1'), await inbox.count('menu')]).toEqual([1, 1]);
      await hold(inbox, stop.signal, 2);
    });
  });
}

/** Begins turns and ends none of them. */
function hanging(seen: string[]): (claim: Claim) => Promise<void> {
  return async ({ task }) => {
    seen.push(task.key);
    await setTimeout(100);
  };
}

function by(name: string, task: Task): Task {
  return { ...task, actor: { id: `x:${name}`, name } };
}

function to(chat: string): Target {
  return { ...prompt('a').target, chat };
}
