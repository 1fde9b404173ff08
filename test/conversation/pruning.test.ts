import { describe, expect, it } from 'vitest';
import { createPruning } from '../../src/conversation/pruning.ts';
import { deleteAll, headOf } from '../../src/conversation/tidy.ts';
import type { Documents } from '../../src/ports/index.ts';
import {
  apply,
  ask,
  conversations,
  DAY,
  documents,
  keysOf,
  later,
  openEach,
  pruning,
  said,
  turnsNow,
} from './pruning-store.ts';

/** Ways out for what conversations keep, by the rows that are left. */

const HOUR = 3_600_000;

openEach();

describe('what was taken away', () => {
  it('leaves no row of a deleted thread, once an edit of its messages can be none of a new message', async () => {
    await ask('a1');
    await ask('b1', { thread: 'b1' });
    await ask('b2');
    await apply('drop', [{ type: 'dropped', thread: 'b1' }]);
    expect(said()).not.toMatch(/words of b/);
    await pruning.tidy('x:1', Date.now());
    // For a day the messages are known as those of something removed.
    expect((await conversations.find('x:1', 'm-b2'))?.exchange.removed).toBe(true);
    later(DAY + 1);
    await pruning.tidy('x:1', Date.now());
    expect(keysOf()).toEqual(['head|x:1', 'link|x:1|b1', 'link|x:1|m-a1', 'shelf|x:1', 'turn|x:1|a1']);
    expect(said()).not.toContain('untidy');
    await apply('back', [{ type: 'switched', thread: 'first' }]);
    expect(await turnsNow()).toEqual(['a1']);
  });

  it('is not shown by a branch that was read before, wherever its deletion ended', async () => {
    await ask('a1');
    await ask('a2');
    expect(await turnsNow()).toEqual(['a1', 'a2']);
    await deleteAll(documents, 'x:1', await headOf(documents, 'x:1'), [{ key: 'turn|x:1|a2' }]);
    expect(await turnsNow()).toEqual(['a1']);
  });

  it('stays as a place only where something goes on from it', async () => {
    await ask('a1');
    await ask('a2');
    await ask('a3');
    await apply('r2', [{ type: 'removed', turn: 'a2' }]);
    await ask('a4');
    await apply('r4', [{ type: 'removed', turn: 'a4' }]);
    later(DAY + 1);
    await pruning.tidy('x:1', Date.now());
    expect(keysOf().filter((key) => key.startsWith('turn'))).toEqual(['turn|x:1|a1', 'turn|x:1|a2', 'turn|x:1|a3']);
    expect(keysOf().join()).not.toMatch(/m-a4/);
    expect(await turnsNow()).toEqual(['a1', 'a3']);
    expect((await conversations.context('x:1', 'a3')).turns.map(({ id }) => id)).toEqual(['a1', 'a3']);
  });

  it('of a deleted thread stays what another goes on from, and nothing of a branch nobody remembers', async () => {
    await ask('a1');
    await ask('a2');
    await ask('b1', { thread: 'b1', parent: null });
    await apply('on', [
      {
        type: 'answered',
        parent: 'a1',
        thread: 'b1',
        prompt: { text: 'words of b2', id: 'm-b2' },
        answer: { text: '', reason: 'complete' },
      },
    ]);
    // A branch of the first thread that no pointer leads to, as is left after many of them.
    const [value] = await documents.getMany(['turn|x:1|a2']);
    const orphan = { ...(value as object), id: 'lost', prompt: { text: 'words of lost' } };
    await documents.setMany([{ key: 'turn|x:1|lost', value: orphan, owner: { conversation: 'x:1', person: 'x:ann' } }]);
    await apply('drop', [{ type: 'dropped', thread: 'first' }]);
    await pruning.tidy('x:1', Date.now());
    expect(said()).not.toMatch(/words of (a2|lost)/);
    later(DAY + 1);
    await pruning.tidy('x:1', Date.now());
    expect(keysOf().filter((key) => key.startsWith('turn'))).toEqual(['turn|x:1|a1', 'turn|x:1|b1', 'turn|x:1|on']);
    expect(await turnsNow()).toEqual(['a1', 'on']);
  });

  it('is decided anew where somebody writes meanwhile', async () => {
    await ask('a1');
    await ask('b1', { thread: 'b1' });
    await apply('drop', [{ type: 'dropped', thread: 'b1' }]);
    later(DAY + 1);
    const racing: Documents = {
      ...documents,
      compareAndSet: async (expected, entries) => {
        if (entries.some(({ value }) => value === undefined)) await ask('a2', { thread: 'first' });
        return documents.compareAndSet(expected, entries);
      },
    };
    await createPruning(racing, conversations).tidy('x:1', Date.now());
    expect(keysOf()).toContain('turn|x:1|b1');
    await pruning.tidy('x:1', Date.now());
    expect(keysOf()).not.toContain('turn|x:1|b1');
    expect(keysOf()).toContain('turn|x:1|a2');
  });

  it('are the oldest threads beyond those that are kept, with their rows', async () => {
    for (let at = 0; at < 255; at += 1) {
      later(1000);
      await ask(`t${at}`, { thread: `t${at}` });
    }
    expect(await conversations.threads('x:1')).toHaveLength(255);
    await pruning.tidy('x:1', Date.now());
    const threads = await conversations.threads('x:1');
    expect(threads).toHaveLength(251);
    expect(threads.map(({ id }) => id)).not.toContain('t3');
    expect(said()).not.toMatch(/words of t[0123]\b/);
    later(DAY + 1);
    await pruning.tidy('x:1', Date.now());
    expect(keysOf().filter((key) => /[|-]t[0123]$/.test(key))).toEqual([]);
    expect(await conversations.exchange('x:1', 't4')).toBeDefined();
  });
});

describe('threads that versions before let leave the list', () => {
  it('are in it again, and what is left of deleted ones is deleted', async () => {
    await ask('a1', { thread: 'a1' });
    await ask('a2');
    await ask('b1', { thread: 'b1' });
    await ask('b2');
    await ask('c1', { thread: 'c1' });
    await apply('rb', [{ type: 'removed', turn: 'b1' }]);
    await documents.setMany([{ key: 'shelf|x:1', value: { v: 1, threads: [] } }]);
    await pruning.tidy('x:1', Date.now());
    const threads = await conversations.threads('x:1');
    expect(threads).toEqual([
      expect.objectContaining({ id: 'c1', current: true }),
      expect.objectContaining({ id: 'a1', head: 'a2', hint: 'words of a1' }),
    ]);
    expect(said()).not.toContain('words of b2');
    await apply('back', [{ type: 'switched', thread: 'a1' }]);
    expect(await turnsNow()).toEqual(['a1', 'a2']);
    await apply('drop', [{ type: 'dropped', thread: 'a1' }]);
    await pruning.tidy('x:1', Date.now());
    expect((await conversations.threads('x:1')).map(({ id }) => id)).not.toContain('a1');
  });
});

describe('age', () => {
  it('takes away what was said before, threads with their names, and leaves the rest in order', async () => {
    await ask('old', { thread: 'old' });
    await apply('name', [{ type: 'titled', thread: 'old', title: 'Secret plans' }]);
    await ask('mixed1', { thread: 'mixed1' });
    await apply('cmd', [{ type: 'recorded', prompt: { text: '', id: 'm-cmd' } }]);
    later(10 * DAY);
    await ask('mixed2');
    await pruning.forgetBefore('x:1', Date.now() - DAY);
    expect(said()).not.toMatch(/words of (old|mixed1)|Secret plans/);
    expect(keysOf().join()).not.toMatch(/m-cmd|off-branch|m-mixed1/);
    expect(await turnsNow()).toEqual(['mixed2']);
    expect((await conversations.threads('x:1')).map(({ id }) => id)).toEqual(['mixed1']);
  });

  it('leaves a thread that was begun and named lately, though nothing was said in it yet', async () => {
    await ask('a1');
    await apply('new', [{ type: 'reset', thread: 'new', title: 'Trains' }]);
    await apply('back', [{ type: 'switched', thread: 'first' }]);
    await pruning.forgetBefore('x:1', Date.now() - DAY);
    expect((await conversations.threads('x:1')).map(({ title }) => title)).toEqual([undefined, 'Trains']);
  });

  it('takes nothing away where a chat goes on under another id', async () => {
    const [from, to] = [{ conversation: 'x:g' }, { conversation: 'x:h' }];
    await ask('old', { ...from, thread: 'old' });
    await ask('other', { ...from, thread: 'other' });
    later(40 * DAY);
    await conversations.move({ ...from, chat: 'x:g' }, { ...to, chat: 'x:h' });
    await apply('back', [{ type: 'switched', thread: 'old' }], to);
    await ask('now', to);
    await pruning.forgetBefore('x:g', Date.now() - 30 * DAY);
    expect(await turnsNow('x:h')).toEqual(['old', 'now']);
    expect(keysOf().filter((key) => key.startsWith('turn|x:g'))).toEqual([]);
  });

  it('takes a whole conversation away, with the choices of a chat that is one person’s, and no other', async () => {
    const settings = { to: { v: 1 as const, language: 'de' } };
    await ask('a1', { alone: 'chat' });
    await conversations.apply(
      { conversation: 'x:1', chat: 'x:1', turn: 's', asker: 'x:ann', at: 1, parts: [], settings, alone: 'chat' },
      [],
    );
    await ask('g1', { conversation: 'x:g' });
    await conversations.apply(
      { conversation: 'x:g', chat: 'x:g', turn: 's', asker: 'x:ann', at: 1, parts: [], settings },
      [],
    );
    expect(await pruning.forgetBefore('x:1', Date.now() - 1)).toBe(false);
    later(DAY);
    expect(await pruning.forgetBefore('x:1', Date.now())).toBe(true);
    expect(await pruning.forgetBefore('x:g', Date.now())).toBe(true);
    expect(keysOf()).toEqual(['settings|x:g']);
    await ask('a2');
    expect(await turnsNow()).toEqual(['a2']);
  });

  it('takes no text away that answers draw on, and no size does', async () => {
    await ask('a1', { alone: 'chat' });
    const owner = { conversation: 'x:1', person: 'x:ann' };
    const texts = ['knowledge|x:1|a', 'knowledge-text|x:1|a|0'];
    await documents.setMany(texts.map((key) => ({ key, value: { v: 1 }, owner })));
    later(DAY);
    expect(await pruning.forgetBefore('x:1', Date.now())).toBe(false);
    expect(await turnsNow()).toEqual([]);
    await pruning.shrink('x:ann', 0, async () => false);
    expect(keysOf()).toEqual(expect.arrayContaining(texts));
    await pruning.forget('x:ann');
    expect(keysOf()).toEqual([]);
  });
});

describe('size', () => {
  it('of one person is bounded: the oldest goes, whatever conversation it is in, and others’ stays', async () => {
    for (let at = 0; at < 20; at += 1) {
      later(HOUR);
      await ask(`t${at}`, { conversation: at % 2 === 0 ? 'x:1' : 'x:2', alone: 'chat' });
      await ask(`g${at}`, { conversation: 'x:2', asker: 'x:bob' });
    }
    const before = (await documents.sum({ person: 'x:ann' })).bytes;
    const bobs = await documents.sum({ person: 'x:bob' });
    await pruning.shrink('x:ann', before / 2, async () => false);
    expect((await documents.sum({ person: 'x:ann' })).bytes).toBeLessThanOrEqual(before / 2);
    expect(await documents.sum({ person: 'x:bob' })).toEqual(bobs);
    expect(await turnsNow('x:1')).toEqual(expect.arrayContaining(['t18', 't16']));
    expect(await turnsNow('x:1')).not.toContain('t0');
    expect((await turnsNow('x:2')).filter((id) => id.startsWith('g'))).toHaveLength(20);
  });

  it('is brought below the limit by what goes: what stays does not count', async () => {
    const title = 'x'.repeat(100);
    const threads = Array.from({ length: 50 }, (_, at) => ({ id: `t${at}`, head: null, at: 1, naming: { title } }));
    const owner = { conversation: 'x:1', person: 'x:ann' };
    await documents.setMany([{ key: 'shelf|x:1', value: { v: 1, threads }, owner }]);
    later(HOUR);
    await ask('a1', { alone: 'chat' });
    await ask('a2', { alone: 'chat' });
    const most = (await documents.sum({ person: 'x:ann' })).bytes - 100;
    await pruning.shrink('x:ann', most, async () => false);
    expect((await documents.sum({ person: 'x:ann' })).bytes).toBeLessThanOrEqual(most);
  });

  it('is not reduced where turns are open', async () => {
    await ask('a1');
    await ask('b1', { conversation: 'x:2' });
    await pruning.shrink('x:ann', 0, async (conversation) => conversation === 'x:1');
    expect([await turnsNow('x:1'), await turnsNow('x:2')]).toEqual([['a1'], []]);
  });
});
