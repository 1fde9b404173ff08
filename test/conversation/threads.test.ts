import { describe, expect, it } from 'vitest';
import { type AppliedTurn, createConversations } from '../../src/conversation/conversations.ts';
import { shownAnswer } from '../../src/conversation/exchange.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Threads, pins, removals and links, one at a time; whatever they do together is in gestures.test.ts. */

const LIMIT = 4;

/** A conversation, with a turn for each list of events. */
function open(entries?: Iterable<readonly [string, unknown]>) {
  const { documents, kept } = createMemoryDocuments(entries);
  const read: string[] = [];
  const counted = { ...documents, getMany: (keys: readonly string[]) => documents.getMany(keys.map(noted)) };
  const noted = (key: string) => {
    read.push(key);
    return key;
  };
  const conversations = createConversations(counted, LIMIT);
  let count = 0;
  const apply = async (events: ConversationEvent[], more: Partial<AppliedTurn> = {}) => {
    count += 1;
    const turn = `t${count}`;
    const deed = { conversation: 'c', chat: 'chat', turn, asker: 'test:1', at: count, parts: [], ...more };
    await conversations.apply(deed, events);
    return turn;
  };
  const say = async (text: string, more: Partial<Extract<ConversationEvent, { type: 'answered' }>> = {}) => {
    const { head } = await conversations.context('c');
    const answer = { text: `re ${text}`, reason: 'complete' as const };
    return apply([{ type: 'answered', parent: head, prompt: { text }, answer, ...more }]);
  };
  const prompts = async (at?: string) => (await conversations.context('c', at)).turns.map(({ prompt }) => prompt.text);
  return { conversations, kept, read, apply, say, prompts };
}

const again = { text: 'again', reason: 'complete' as const };

describe('an ordinary answer', () => {
  it('reads the head and whether its turn is there already, and writes the head, the turn and its links', async () => {
    const { kept, read, say, conversations, apply } = open();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await say(text);
    const { head } = await conversations.context('c');
    const before = new Map(kept);
    read.length = 0;
    const prompt = { text: 'g', id: '70', pieces: ['70', '71'].map((id) => ({ key: `k${id}`, id, text: 'g' })) };
    await apply([{ type: 'answered', parent: head, prompt, answer: again }], { parts: ['80'] });
    expect(read).toEqual(['head|c', 'turn|c|t7']);
    const written = [...kept.keys()].filter((key) => kept.get(key) !== before.get(key));
    expect(written).toEqual(['head|c', 'turn|c|t7', 'link|chat|80', 'link|chat|70', 'link|chat|71']);
    expect(kept.get('link|chat|80')).toEqual({ v: 2, conversation: 'c', exchange: 't7' });
    expect(kept.get('link|chat|71')).toEqual({ v: 2, conversation: 'c', exchange: 't7', prompt: true });
  });
});

describe('threads', () => {
  it('are left with what was said in them, and found again', async () => {
    const { conversations, apply, say, prompts } = open();
    await say('one');
    await apply([{ type: 'reset', title: '  A\n title ' }]);
    await expect(prompts()).resolves.toEqual([]);
    await say('two');
    await apply([{ type: 'switched', thread: 'first' }]);
    await expect(prompts()).resolves.toEqual(['one']);
    await apply([{ type: 'titled', thread: 't2', title: 'Other' }]);
    await expect(conversations.threads('c')).resolves.toEqual([
      { id: 'first', head: 't1', hint: 'one', at: 1, current: true },
      { id: 't2', head: 't3', title: 'Other', hint: 'two', at: 3, current: false },
    ]);
  });

  it('get the answers that were asked in them, though they were left meanwhile', async () => {
    const { apply, say, prompts, conversations } = open();
    const head = await say('one');
    await apply([{ type: 'reset' }]);
    await say('elsewhere');
    await say('two', { parent: head, thread: 'first' });
    await expect(prompts()).resolves.toEqual(['elsewhere']);
    await apply([{ type: 'switched', thread: 'first' }]);
    await expect(prompts()).resolves.toEqual(['one', 'two']);
    await expect(conversations.threads('c')).resolves.toMatchObject([
      { id: 'first', at: 4 },
      { id: 't2', at: 3 },
    ]);
  });

  it('that were gone back to are listed by their newest turn, yet their silence ended', async () => {
    const { apply, say, conversations } = open();
    await say('one');
    await apply([{ type: 'reset' }]);
    await say('two');
    const active = async () => (await conversations.context('c')).at;
    await apply([{ type: 'switched', thread: 'first' }]);
    expect(await active()).toBe(4);
    await apply([{ type: 'switched', thread: 'first' }]);
    expect(await active()).toBe(5);
    await apply([{ type: 'switched', thread: 'nowhere' }]);
    expect(await active()).toBe(5);
    await expect(conversations.threads('c')).resolves.toMatchObject([{ at: 1 }, { at: 3 }]);
    await say('three');
    expect(await active()).toBe(7);
    await apply([{ type: 'reset' }]);
    await apply([{ type: 'switched', thread: 'never' }]);
    expect(await active()).toBe(0);
  });

  it('that are left before anything was answered in them are not gone back to by the answer', async () => {
    const { apply, say, prompts, conversations } = open();
    await say('trains');
    await apply([{ type: 'reset', title: 'Ships' }]);
    await apply([{ type: 'switched', thread: 'first' }]);
    await expect(conversations.threads('c')).resolves.toMatchObject([{ id: 'first' }, { id: 't2', title: 'Ships' }]);
    await say('boats', { parent: null, thread: 't2' });
    await say('rafts', { parent: null, thread: 'left and forgotten' });
    await expect(prompts()).resolves.toEqual(['trains']);
    await expect(conversations.threads('c')).resolves.toMatchObject([
      { id: 'first', current: true },
      { id: 'left and forgotten', hint: 'rafts' },
      { id: 't2', title: 'Ships', hint: 'boats' },
    ]);
    await apply([{ type: 'switched', thread: 't2' }]);
    await expect(prompts()).resolves.toEqual(['boats']);
  });

  it('that were deleted while an answer was written do not come back', async () => {
    const { apply, say, prompts, conversations, kept } = open();
    const head = await say('trains');
    await apply([{ type: 'dropped', thread: 'first' }]);
    await say('late words', { parent: head, thread: 'first' });
    await expect(prompts()).resolves.toEqual([]);
    await expect(conversations.threads('c')).resolves.toHaveLength(1);
    expect(JSON.stringify([...kept.values()])).not.toContain('late words');
  });

  it('are known by little each, however much was said in them', async () => {
    const { conversations, apply, say, kept } = open();
    for (let at = 0; at < 130; at += 1) {
      await say(`prompt ${at} `.repeat(50));
      await apply([{ type: 'reset', title: 'long '.repeat(500) }]);
    }
    const threads = await conversations.threads('c');
    expect(threads).toHaveLength(131);
    expect(threads.at(-1)?.hint).toContain('prompt 0');
    expect(JSON.stringify(kept.get('shelf|c')).length).toBeLessThan(130 * 300);
  });

  it('that share their beginning: what is dropped with one stays in the other', async () => {
    const { apply, say, prompts, kept } = open();
    const shared = await say('shared');
    await say('alone');
    await say('forked', { parent: shared, thread: 't3' });
    await apply([{ type: 'dropped', thread: 'first' }]);
    await expect(prompts()).resolves.toEqual(['shared', 'forked']);
    expect(JSON.stringify([...kept.values()])).not.toContain('alone');
    await apply([{ type: 'dropped', thread: 't3' }]);
    expect(JSON.stringify([...kept.values()])).not.toMatch(/shared|forked/);
  });
});

describe('pinned turns', () => {
  it('stay in the context of a long chat, over switches and restarts', async () => {
    const { apply, say, prompts } = open();
    const first = await say('first');
    await apply([{ type: 'pinned', turn: first, pinned: true }]);
    for (let at = 0; at < 3000; at += 1) await say(`${at}`);
    const expected = ['first', '2996', '2997', '2998', '2999'];
    await expect(prompts()).resolves.toEqual(expected);
    await apply([{ type: 'reset' }]);
    await apply([{ type: 'switched', thread: 'first' }]);
    await expect(prompts()).resolves.toEqual(expected);
    await apply([{ type: 'pinned', turn: first, pinned: false }]);
    await expect(prompts()).resolves.toEqual(expected.slice(1));
  });

  it('stay in every thread that came from them', async () => {
    const { apply, say, prompts } = open();
    const first = await say('first');
    for (let at = 0; at < 4; at += 1) await say(`${at}`);
    const forked = await say('forked', { parent: 't5', thread: 'fork' });
    await apply([{ type: 'pinned', turn: forked, pinned: true }]);
    await apply([{ type: 'reset' }]);
    await say('elsewhere');
    await apply([{ type: 'pinned', turn: first, pinned: true }]);
    await expect(prompts(forked)).resolves.toEqual(['first', '1', '2', '3', 'forked']);
  });

  it('are at most twenty in a thread', async () => {
    const { apply, say, prompts } = open();
    for (let at = 0; at < 40; at += 1) {
      await apply([{ type: 'pinned', turn: await say(`${at}`), pinned: true }]);
    }
    const all = await prompts();
    expect(all).toEqual([...Array(20).keys(), 36, 37, 38, 39].map(String));
  });
});

describe('answers of a turn', () => {
  it('are at most twenty, and the one shown is the one in context', async () => {
    const { conversations, apply, say } = open();
    const turn = await say('one');
    for (let at = 0; at < 30; at += 1) {
      await apply([{ type: 'revised', turn, answer: { text: `${at}`, reason: 'complete' } }]);
    }
    await apply([{ type: 'shown', turn, answer: 0 }]);
    await apply([{ type: 'shown', turn, answer: 20 }]);
    const node = await conversations.exchange('c', turn);
    expect(node?.answers).toHaveLength(20);
    expect(node && shownAnswer(node)?.text).toBe('10');
  });

  it('stay in the bubbles there are where a new one could not be shown', async () => {
    const { conversations, apply } = open();
    const prompt = { text: 'one' };
    const turn = await apply([{ type: 'answered', parent: null, prompt, answer: again }], { parts: ['8'] });
    await apply([{ type: 'revised', turn, answer: again }], { asker: 'test:2' });
    expect((await conversations.exchange('c', turn))?.bubbles).toEqual(['8']);
    await apply([{ type: 'revised', turn, answer: again }], { asker: 'test:2', parts: ['8', '9'] });
    expect((await conversations.exchange('c', turn))?.bubbles).toEqual(['8', '9']);
    // A moderator who pressed a button does not become the one who asked.
    await expect(conversations.find('chat', '9')).resolves.toMatchObject({ exchange: { id: turn, asker: 'test:1' } });
  });
});

it('settings are those of the chat the command was about', async () => {
  const { conversations, apply } = open();
  const settings = { v: 1, model: 'm', sampling: { effort: 'low', temperature: 1 }, history: 'group' } as const;
  await apply([], { settingsChat: 'group', settings: { to: settings } });
  await expect(conversations.settings('group')).resolves.toEqual(settings);
  await expect(conversations.settings('chat')).resolves.toEqual({ v: 1 });
});

it('what is gone is left alone', async () => {
  const { conversations, apply, say, prompts } = open();
  const turn = await say('one');
  await apply([{ type: 'removed', turn }]);
  for (const gone of [turn, 'nobody']) {
    await apply([{ type: 'revised', turn: gone, answer: again, prompt: { text: 'new' } }]);
    await apply([{ type: 'shown', turn: gone, answer: 0 }]);
    await apply([{ type: 'pinned', turn: gone, pinned: true }]);
    await apply([{ type: 'removed', turn: gone }]);
    await expect(conversations.exchange('c', gone)).resolves.toBeUndefined();
  }
  for (const type of ['switched', 'dropped'] as const) await apply([{ type, thread: 'nowhere' }]);
  await apply([{ type: 'titled', thread: 'nowhere', title: 'x' }]);
  await expect(prompts()).resolves.toEqual([]);
  await say('after', { parent: turn });
  await expect(prompts()).resolves.toEqual(['after']);
});

it('what the version before kept is read as it is', async () => {
  const answers = [{ text: 'hi', reason: 'complete', parts: ['8'] }];
  const { conversations, apply, say, prompts } = open([
    ['head|c', { v: 1, head: 'o2', path: ['o1', 'o2'].map((id) => ({ id, bytes: 9 })), applied: ['o1.1', 'o2.1'] }],
    ['turn|c|o1', { v: 1, id: 'o1', parent: null, prompt: { text: 'old', id: '7' }, answers }],
    ['turn|c|o2', { v: 1, id: 'o2', parent: 'o1', prompt: { text: 'older' }, answers }],
    ['link|chat|8', { v: 1, conversation: 'c', turn: 'o2' }],
  ]);
  await expect(conversations.context('c')).resolves.toMatchObject({ thread: 'first', at: 0, head: 'o2' });
  await expect(conversations.find('chat', '8')).resolves.toMatchObject({ conversation: 'c', exchange: { id: 'o2' } });
  expect((await conversations.exchange('c', 'o2'))?.bubbles).toEqual(['8']);
  await apply([{ type: 'reset' }]);
  await say('new');
  await apply([{ type: 'switched', thread: 'first' }]);
  await expect(prompts()).resolves.toEqual(['old', 'older']);
});
