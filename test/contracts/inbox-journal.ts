import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox, Step } from '../../src/ports/index.ts';
import { accept, prompt } from './events.ts';
import { hold, type InboxUnderTest } from './inbox-under-test.ts';

/** Duties of every Inbox about the steps of answers that call tools. */
export function inboxJournalContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`a journal: ${name}`, () => {
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

    const round = { type: 'round', text: '', items: [], calls: [{ id: 'c1', name: 'f', arguments: '{}' }] } as const;
    const steps: Step[] = [round as never, { type: 'begun', call: 'c1' }, { type: 'result', call: 'c1', text: 'done' }];

    it('has its steps in order, at once and over a crash', async () => {
      await accept(inbox, [prompt('a')]);
      const claim = await hold(inbox, stop.signal);
      for (const step of steps) expect(await claim.journal(step, claim.promptVersion)).toBe(true);
      expect((await claim.refresh()).steps).toEqual(steps);
      inbox = await under.crash();
      const again = await hold(inbox, stop.signal);
      expect(again.steps).toEqual(steps);
      expect(await again.journal({ type: 'begun', call: 'c2' }, again.promptVersion)).toBe(true);
      inbox = await under.crash();
      expect((await hold(inbox, stop.signal)).steps).toEqual([...steps, { type: 'begun', call: 'c2' }]);
    });

    it('takes steps side by side, in their order', async () => {
      await accept(inbox, [prompt('a')]);
      const claim = await hold(inbox, stop.signal);
      const taken = await Promise.all(steps.map((step) => claim.journal(step, claim.promptVersion)));
      expect(taken).toEqual([true, true, true]);
      inbox = await under.crash();
      expect((await hold(inbox, stop.signal)).steps).toEqual(steps);
    });

    it('belongs to one wording: another has none of it, and takes none of it', async () => {
      await accept(inbox, [prompt('a')]);
      const claim = await hold(inbox, stop.signal);
      await claim.journal(steps[0] as Step, claim.promptVersion);
      const late = claim.journal({ type: 'begun', call: 'c1' }, claim.promptVersion);
      await inbox.replace(claim.id, prompt('b'));
      // Where it was in time, the call is made: it is not forgotten.
      const kept = (await late) ? [steps[0], steps[1], { type: 'reworded' }] : [];
      expect(await claim.journal({ type: 'begun', call: 'c1' }, claim.promptVersion)).toBe(false);
      expect((await claim.refresh()).steps).toEqual(kept);
      inbox = await under.crash();
      expect((await hold(inbox, stop.signal)).steps).toEqual(kept);
    });

    it('is kept for another wording where something may have been changed, and says so', async () => {
      await accept(inbox, [prompt('a')]);
      const claim = await hold(inbox, stop.signal);
      const [round, begun, result] = steps as [Step, Step, Step];
      for (const step of [round, begun]) await claim.journal(step, claim.promptVersion);
      await inbox.replace(claim.id, prompt('b'));
      expect(await claim.journal(result, claim.promptVersion)).toBe(false);
      const kept = [round, begun, { type: 'reworded' }];
      expect((await claim.refresh()).steps).toEqual(kept);
      inbox = await under.crash();
      const again = await hold(inbox, stop.signal);
      expect(again.steps).toEqual(kept);
      expect(await again.journal(result, again.promptVersion)).toBe(true);
      inbox = await under.crash();
      expect((await hold(inbox, stop.signal)).steps).toEqual([...kept, result]);
    });
  });
}
