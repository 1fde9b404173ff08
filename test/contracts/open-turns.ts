import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alike, tags } from '../../src/intake/tags.ts';
import type { Command, Inbox } from '../../src/ports/index.ts';
import { accept, acceptance, command, prompt } from './events.ts';
import { answerAll, final, hold, type InboxUnderTest } from './inbox-under-test.ts';

/** Duties of every Inbox towards turns that are open: to find them, to change them, to ask for none twice. */
export function openTurnsContract(name: string, open: () => Promise<InboxUnderTest>): void {
  describe(`open turns: ${name}`, () => {
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

    const keyOf = async (tag: string) => (await inbox.find(tag))?.task.key;
    const keysOf = async (tag: string) => (await inbox.findAll(tag)).map(({ task }) => task.key);
    const { chat } = prompt('a').target;

    it('stops an open turn, and remembers that', async () => {
      expect(await inbox.stop('k3')).toBe(false);
      await accept(inbox, [prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      expect(running.stopped).toBe(false);
      expect(await inbox.stop(running.id)).toBe(true);
      expect(await running.refresh()).toMatchObject({ id: running.id, stopped: true });
      // A snapshot stays as it was read.
      expect(running.stopped).toBe(false);
      inbox = await under.crash();
      const claims = await answerAll(inbox, 2);
      expect(claims.map((claim) => claim.stopped)).toEqual([true, false]);
    });

    it('takes the words out of all of a person’s turns but one, of what waits and of what is final', async () => {
      const bob = { actor: { id: 'x:bob', name: 'Bob' }, conversation: 'x:2' };
      await accept(inbox, [prompt('a', { text: 'plum' }), prompt('b', bob), prompt('c', { conversation: 'x:3' })]);
      await accept(inbox, [prompt('d', { text: 'pear' })]);
      const running = await hold(inbox, stop.signal, 3);
      await running.finalize({ ...final, text: 'plums' }, 0);
      const stays = await inbox.find(tags.key('c'));
      const wiped = await inbox.wipe('x:7', stays?.id);
      expect(wiped.map(({ promptVersion }) => promptVersion)).toEqual([1, 1]);
      for (const key of ['a', 'd']) {
        const open = await inbox.find(tags.key(key));
        expect(open).toMatchObject({ forgotten: true, task: { text: '', actor: { id: 'x:7', name: '' } } });
        expect(open).not.toHaveProperty('final');
      }
      expect(await running.finalize(final, 0)).toBe(false);
      expect(await running.refresh()).toMatchObject({ forgotten: true, final: undefined });
      for (const key of ['b', 'c'])
        expect(await inbox.find(tags.key(key))).toMatchObject({ forgotten: false, task: { text: `text of ${key}` } });
      inbox = await under.crash();
      const claims = await answerAll(inbox, 4);
      expect(claims.filter(({ forgotten }) => forgotten).map(({ task }) => task.key)).toEqual(['a', 'd']);
      expect(JSON.stringify(claims)).not.toMatch(/plum|pear/);
    });

    it('finds turns by their tags, oldest first, as long as they are open', async () => {
      await accept(inbox, [prompt('a', { alsoKeys: ['a2'] }), prompt('b'), prompt('c', { conversation: 'x:2' })]);
      const running = await hold(inbox, stop.signal, 2);
      expect(await inbox.get(running.id)).toMatchObject({ id: running.id, task: prompt('a', { alsoKeys: ['a2'] }) });
      expect(await inbox.get('nobody')).toBeUndefined();
      expect([await keyOf(tags.key('a')), await keyOf(tags.key('a2')), await keyOf(tags.key('x'))]).toEqual([
        'a',
        'a',
        undefined,
      ]);
      expect(await keyOf(tags.queue('x:1'))).toBe('a');
      expect(await keysOf(tags.queue('x:1'))).toEqual(['a', 'b']);
      expect(await inbox.find(tags.key('a'))).toMatchObject({ forgotten: false });
      expect(await inbox.find(tags.key('a'))).not.toHaveProperty('final');
      await running.finalize(final, 0);
      expect(await inbox.find(tags.key('a'))).toMatchObject({ final: { v: 1 } });
      await running.close('answered');
      expect(await keysOf(tags.queue('x:1'))).toEqual(['b']);
      expect([await inbox.find(tags.key('a')), await inbox.get(running.id)]).toEqual([undefined, undefined]);
    });

    it('finds a turn by the bubbles that were recorded, after a crash too', async () => {
      await accept(inbox, [prompt('a')]);
      const running = await hold(inbox, stop.signal);
      await running.record({ part: 0, ids: ['b1', 'b2'], start: 0, end: 1 });
      expect(await keyOf(tags.message(chat, 'b2'))).toBe('a');
      inbox = await under.crash();
      expect(await keyOf(tags.message(chat, 'b1'))).toBe('a');
      await answerAll(inbox, 1);
      expect(await keyOf(tags.message(chat, 'b1'))).toBeUndefined();
    });

    it('replaces an open turn, waiting or running, until its answer is final, and remembers that', async () => {
      await accept(inbox, [prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      await inbox.stop(running.id);
      const waiting = (await inbox.find(tags.key('b')))?.id ?? '';
      const target = { ...prompt('b').target, prompt: 'm7' };
      expect(await inbox.replace(running.id, prompt('a', { text: 'other' }))).toBe(1);
      expect(await inbox.replace(waiting, prompt('b', { text: 'words', target }))).toBe(1);
      // It is found by what it is now, in its place in the order.
      expect(await keyOf(tags.message(chat, 'm7'))).toBe('b');
      expect(await keysOf(tags.queue('x:1'))).toEqual(['a', 'b']);
      const now = await running.refresh();
      expect(now).toMatchObject({ task: { text: 'other' }, stopped: false, promptVersion: 1, fence: running.fence });
      // The answer to the old wording comes too late, however close it was.
      expect(await running.finalize(final, running.promptVersion)).toBe(false);
      expect((await running.refresh()).final).toBeUndefined();
      expect(await now.finalize(final, now.promptVersion)).toBe(true);
      expect(await inbox.replace(running.id, prompt('a', { text: 'too late' }))).toBeUndefined();
      expect(await inbox.replace('nobody', prompt('a'))).toBeUndefined();
      inbox = await under.crash();
      const claims = await answerAll(inbox, 2);
      expect(claims.map(({ task }) => task)).toMatchObject([{ text: 'other' }, { text: 'words' }]);
    });

    it('forgets an open turn until its answer is final, and remembers that', async () => {
      await accept(inbox, [prompt('a'), prompt('b')]);
      const running = await hold(inbox, stop.signal);
      const waiting = (await inbox.find(tags.key('b')))?.id ?? '';
      expect(await inbox.forget(waiting)).toBe(1);
      expect(await inbox.replace(waiting, prompt('b', { text: 'words' }))).toBeUndefined();
      expect(await inbox.find(tags.key('b'))).toMatchObject({ forgotten: true });
      expect(await running.finalize(final, running.promptVersion)).toBe(true);
      expect(await inbox.forget(running.id)).toBeUndefined();
      inbox = await under.crash();
      const claims = await answerAll(inbox, 2);
      expect(claims.map(({ forgotten }) => forgotten)).toEqual([false, true]);
    });

    describe('asked for once at a time', () => {
      const press = (key: string, page: number): Command => ({
        ...command(key),
        name: 'chats',
        menuMessage: 'm5',
        options: { page },
      });
      const once = (event: Command) => ({
        ...acceptance(event),
        unless: { newest: alike(event), has: tags.same(event) },
      });
      const open = () => keysOf(alike(press('any', 0)));

      it('makes no turn while the newest of its kind is the same, and uses the key up', async () => {
        expect(await inbox.accept([once(press('a', 1))])).toEqual([{ fresh: true }]);
        expect(await inbox.accept([once(press('b', 1))])).toEqual([{ fresh: true }]);
        expect(await open()).toEqual(['a']);
        expect(await inbox.accept([once(press('b', 1))])).toEqual([{ fresh: false }]);
      });

      it('holds within a batch, and for batches that come at once', async () => {
        await Promise.all([
          inbox.accept([once(press('a', 1)), once(press('b', 1))]),
          inbox.accept([once(press('c', 1))]),
        ]);
        expect(await open()).toHaveLength(1);
      });

      it('takes what differs from the newest, and the same again behind that', async () => {
        await inbox.accept([once(press('a', 1)), once(press('b', 2)), once(press('c', 2)), once(press('d', 1))]);
        expect(await open()).toEqual(['a', 'b', 'd']);
      });

      it('takes the same again once it is closed, after a crash too', async () => {
        await inbox.accept([once(press('a', 1))]);
        inbox = await under.crash();
        await inbox.accept([once(press('b', 1))]);
        expect(await open()).toEqual(['a']);
        await answerAll(inbox, 1);
        await inbox.accept([once(press('c', 1))]);
        expect(await open()).toEqual(['c']);
      });
    });
  });
}
