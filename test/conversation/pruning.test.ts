import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppliedTurn, type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { createPruning, type Pruning } from '../../src/conversation/pruning.ts';
import { deleteAll, headOf } from '../../src/conversation/tidy.ts';
import type { ConversationEvent, Documents } from '../../src/ports/index.ts';
import { rememberRecent } from '../../src/storage/remembered.ts';
import { type Database, openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { createTestLog } from '../fake-clock.ts';

/** Ways out for what conversations keep, by the rows that are left. */

const DAY = 86_400_000;
const HOUR = 3_600_000;

let database: Database;
let documents: Documents;
let conversations: Conversations;
let pruning: Pruning;
let count: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 1) });
  database = openDatabase({ path: ':memory:' });
  documents = rememberRecent(openDocuments(database, createTestLog()), 100);
  conversations = createConversations(documents, 40);
  pruning = createPruning(documents, conversations);
  count = 0;
});
afterEach(() => {
  database.close();
  vi.useRealTimers();
});

type Place = Partial<Pick<AppliedTurn, 'conversation' | 'asker' | 'alone'>>;

async function apply(turn: string, events: readonly ConversationEvent[], place: Place = {}): Promise<void> {
  count += 1;
  const { conversation = 'x:1', asker = 'x:ann' } = place;
  const parts = [`b${count}`];
  const base = { conversation, chat: conversation, asker, turn, at: Date.now(), parts };
  await conversations.apply(place.alone ? { ...base, alone: place.alone } : base, events);
}

/** Asks and answers below the head, or in a new thread. */
async function ask(turn: string, place: Place & { thread?: string; parent?: string | null } = {}): Promise<void> {
  const { head } = await conversations.context(place.conversation ?? 'x:1');
  const parent = place.thread === undefined ? (place.parent === undefined ? head : place.parent) : null;
  const thread = place.thread === undefined ? {} : { thread: place.thread };
  const prompt = { text: `words of ${turn}`, id: `m-${turn}` };
  await apply(
    turn,
    [{ type: 'answered', parent, prompt, answer: { text: `answer to ${turn}`, reason: 'complete' }, ...thread }],
    place,
  );
}

const rows = () => database.prepare('SELECT key, value FROM entries ORDER BY key').all();
const keysOf = () => rows().map(({ key }) => String(key));
const said = () =>
  rows()
    .map(({ value }) => String(value))
    .join('\n');
const turnsNow = async (conversation = 'x:1') => (await conversations.context(conversation)).turns.map(({ id }) => id);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

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

  it('is not reduced where turns are open', async () => {
    await ask('a1');
    await ask('b1', { conversation: 'x:2' });
    await pruning.shrink('x:ann', 0, async (conversation) => conversation === 'x:1');
    expect([await turnsNow('x:1'), await turnsNow('x:2')]).toEqual([['a1'], []]);
  });
});

describe('a person who is forgotten', () => {
  it('leaves nothing anywhere, and others keep what is theirs', async () => {
    await ask('p1', { conversation: 'x:ann', alone: 'chat' });
    await ask('o1', { conversation: 'x:g@x:ann', alone: 'conversation' });
    await ask('g1', { conversation: 'x:g' });
    await ask('g2', { conversation: 'x:g', asker: 'x:bob' });
    await ask('g3', { conversation: 'x:g', thread: 'g3' });
    await apply('name', [{ type: 'titled', thread: 'g3', title: 'Plans of Ann' }], { conversation: 'x:g' });
    await ask('g4', { conversation: 'x:g', asker: 'x:bob', thread: 'g4' });
    await apply('cmd', [{ type: 'recorded', prompt: { text: '', id: 'm-cmd' } }], { conversation: 'x:g' });
    expect((await pruning.forget('x:ann')).toSorted()).toEqual(['x:ann', 'x:g@x:ann']);
    expect(said()).not.toMatch(/words of (p1|o1|g1|g3)|Plans of Ann|x:ann/);
    expect(await Array.fromAsync(documents.owned({ person: 'x:ann' }))).toEqual([]);
    expect(await documents.sum({ conversation: 'x:ann' })).toMatchObject({ items: 0 });
    await apply('back', [{ type: 'switched', thread: 'first' }], { conversation: 'x:g', asker: 'x:bob' });
    expect(await turnsNow('x:g')).toEqual(['g2']);
    expect((await conversations.threads('x:g')).map(({ id }) => id).toSorted()).toEqual(['first', 'g4']);
  });

  it('takes nothing of others along, though the conversation was theirs alone once', async () => {
    await ask('a1', { conversation: 'x:p', alone: 'conversation' });
    await ask('b1', { conversation: 'x:p', asker: 'x:bob' });
    expect(await pruning.forget('x:ann')).toEqual([]);
    expect(said()).not.toMatch(/words of a1/);
    expect(await turnsNow('x:p')).toEqual(['b1']);
    expect(await Array.fromAsync(documents.owned({ person: 'x:ann' }))).toEqual([]);
  });

  it('leaves nothing under an id that their chat had before, either', async () => {
    await ask('a1', { conversation: 'x:g' });
    await ask('b1', { conversation: 'x:g', asker: 'x:bob' });
    await conversations.move({ conversation: 'x:g', chat: 'x:g' }, { conversation: 'x:h', chat: 'x:h' });
    await pruning.forget('x:ann');
    expect(said()).not.toMatch(/words of a1|x:ann/);
    expect(await turnsNow('x:g')).toEqual(['b1']);
    // What was copied is not kept twice for ever.
    await pruning.tidy('x:g', Date.now() + 2 * DAY);
    expect(keysOf().filter((key) => key.includes('|x:g'))).toEqual(['head|x:g', 'link|x:g|b2', 'link|x:g|m-b1']);
  });
});
