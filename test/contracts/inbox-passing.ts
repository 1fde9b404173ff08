import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/ports/index.ts';
import { accept, prompt } from './events.ts';
import type { InboxUnderTest } from './inbox-under-test.ts';

/** Turns of several surfaces in one queue, of which one can wait long for its own. */
export function inboxPassingContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`a turn that lets others pass: ${name}`, () => {
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

    it('lets turns of another surface pass one that waits for its own, and keeps the order of each', async () => {
      const keys = ['x1', 'x2', 'y3', 'x4', 'y5'];
      await accept(
        inbox,
        keys.map((key) => prompt(key, { conversation: 'c', surface: key[0] ?? '' })),
      );
      const seen: string[] = [];
      const steps: string[] = [];
      let over = () => {};
      const isOver = new Promise<void>((resolve) => {
        over = resolve;
      });
      const working = inbox.work(
        async (claim) => {
          const { key } = claim.task;
          seen.push(key);
          if (key === 'x1') {
            expect(await claim.letPass(async () => void steps.push(`first, ${seen.join(' ')}`))).toBe(true);
            expect(await claim.letPass(async () => void steps.push('again'))).toBe(false);
            await isOver;
            await accept(inbox, [prompt('x7', { conversation: 'c', surface: 'x' })]);
          }
          if (key === 'y5') {
            await accept(inbox, [prompt('x6', { conversation: 'c', surface: 'x' })]);
            // Those of the other surface wait behind the one that was passed.
            expect(await claim.letPass(async () => undefined)).toBe(false);
            over();
            await setTimeout(5);
          }
          await claim.close('answered');
          if (key === 'x7') stop.abort();
        },
        0,
        AbortSignal.any([stop.signal, AbortSignal.timeout(3000)]),
      );
      await working;
      expect(steps).toEqual(['first, x1']);
      expect(seen).toEqual(['x1', 'y3', 'y5', 'x2', 'x4', 'x6', 'x7']);
    });

    it('gives one that was passed back to its place when it failed, and goes on behind it', async () => {
      const keys = ['x1', 'x2', 'y3'];
      await accept(
        inbox,
        keys.map((key) => prompt(key, { conversation: 'c', surface: key[0] ?? '' })),
      );
      const seen: string[] = [];
      await inbox.work(
        async (claim) => {
          const { key } = claim.task;
          seen.push(key);
          if (key === 'x1' && claim.attempt === 1) {
            await claim.letPass(async () => undefined);
            await setTimeout(10);
            throw new Error('the platform is away');
          }
          await claim.close('answered');
          if (key === 'x2') stop.abort();
        },
        0,
        AbortSignal.any([stop.signal, AbortSignal.timeout(3000)]),
      );
      expect(seen).toEqual(['x1', 'y3', 'x1', 'x2']);
    });
  });
}
