import { expect, test } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import { readSummaries } from '../../src/conversation/stored.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { fold } from './folds.ts';
import { LIMIT, place } from './holds.ts';

/** A chat of so many turns, some of which are folded. */
async function openChat(turns: number) {
  const { documents, kept } = createMemoryDocuments();
  const conversations = createConversations(documents, LIMIT);
  let count = 0;
  const apply = (...events: ConversationEvent[]) => {
    count += 1;
    return conversations.apply({ ...place, turn: `t${count}`, asker: 'test:1', at: count, parts: [] }, events);
  };
  const say = async () => {
    const { head } = await conversations.context(place.conversation);
    const answer = { text: `re ${count}`, reason: 'complete' as const };
    await apply({ type: 'answered', parent: head, prompt: { text: `say ${count}` }, answer });
  };
  for (let at = 0; at < turns; at += 1) await say();
  const summary = (thread = 'first') => readSummaries(kept.get(`summary|${place.conversation}|${thread}`))?.at(-1);
  const covers = () => summary()?.covers.turns.map(({ id }) => id);
  const read = (most: number) => fold(conversations, most, count);
  return { conversations, apply, say, summary, covers, read, fold: async (most: number) => (await read(most))() };
}

/** One whose summary covers a turn that has left the path. */
async function openLong() {
  const chat = await openChat(4);
  await chat.fold(3);
  await chat.say();
  await chat.say();
  await chat.fold(2);
  expect(chat.summary()?.covers).toMatchObject({ count: 5, turns: [{ id: 't3' }, { id: 't4' }, { id: 't5' }] });
  return chat;
}

const reworded = (turn: string): ConversationEvent => ({
  type: 'revised',
  turn,
  prompt: { text: 'another' },
  answer: { text: 'other', reason: 'complete' },
});

test('a summary covers the oldest turns, and then those behind them, also where the first have left the path', async () => {
  const chat = await openChat(4);
  await chat.fold(2);
  expect(chat.covers()).toEqual(['t1', 't2']);
  await chat.say();
  await chat.fold(2);
  expect(chat.summary()?.covers).toMatchObject({ count: 4, turns: [{ id: 't2' }, { id: 't3' }, { id: 't4' }] });
});

test.each([
  ['in it', []],
  ['from another conversation', [{ type: 'reset' } as const]],
])('a turn that has left the path is still covered: its summary is void once it is deleted %s', async (_, events) => {
  const chat = await openLong();
  await chat.apply(...events);
  await chat.apply({ type: 'removed', turn: 't1' });
  expect(chat.summary()).toMatchObject({ text: '', covers: { turns: [], count: 0 } });
});

test.each<[string, ConversationEvent]>([
  ['is edited', reworded('t1')],
  ['has another answer', { type: 'revised', turn: 't1', answer: { text: 'other', reason: 'complete' } }],
  ['is left out', { type: 'omitted', turn: 't1', omitted: true }],
  ['is deleted', { type: 'removed', turn: 't1' }],
  ['goes with its thread', { type: 'dropped', thread: 'first' }],
])('none of its words is left where a turn that it covers %s', async (_, event) => {
  const chat = await openChat(4);
  await chat.fold(2);
  expect(chat.summary()?.text).not.toBe('');
  await chat.apply(event);
  expect(chat.summary()?.text).toBe('');
});

test.each<[string, ConversationEvent]>([
  ['a newer turn is edited', reworded('t4')],
  ['a turn that it covers is pinned', { type: 'pinned', turn: 't1', pinned: true }],
  ['tokens are counted', { type: 'counted', turns: [{ turn: 't1', tokens: 7 }] }],
  ['another conversation begins', { type: 'reset' }],
])('it stays where %s', async (_, event) => {
  const chat = await openChat(4);
  await chat.fold(2);
  const before = chat.summary();
  await chat.apply(event);
  expect(chat.summary()).toEqual(before);
});

test('it stays where a turn behind it is edited, though older ones have left the path', async () => {
  const chat = await openLong();
  await chat.apply(reworded('t6'));
  expect(chat.summary()?.covers.count).toBe(5);
});

test('nothing is written upon a summary that became void meanwhile', async () => {
  const chat = await openChat(4);
  await chat.fold(1);
  const late = await chat.read(1);
  await chat.apply(reworded('t1'));
  expect(await late()).toBe(false);
  expect(chat.summary()?.text).toBe('');
});

test('nothing is written of a turn that was edited meanwhile', async () => {
  const chat = await openChat(4);
  const late = await chat.read(2);
  await chat.apply(reworded('t2'));
  expect(await late()).toBe(false);
  expect(chat.summary()).toBeUndefined();
});

test('somebody lets its words go: it covers what it did, and says nothing of it', async () => {
  const chat = await openChat(4);
  await chat.fold(2);
  await chat.apply({ type: 'unsummarised', thread: 'first' });
  expect(chat.summary()).toMatchObject({ text: '', covers: { count: 2 } });
});

test('it does not come along when the chat gets another id', async () => {
  const chat = await openChat(4);
  await chat.fold(2);
  await chat.conversations.move(place, { conversation: 'd', chat: 'd' });
  expect(chat.summary()).toBeUndefined();
  expect(await chat.conversations.summary(place.conversation, 'first')).toBeUndefined();
});

test('branches of a thread have a summary each, the last three; an edit voids those that cover it alone', async () => {
  const chat = await openChat(4);
  const { conversations } = chat;
  const onBranch = async (at?: string) => {
    const { turns, thread } = await conversations.context(place.conversation, at);
    const summary = await conversations.summary(place.conversation, thread, turns);
    return summary?.covers.turns.map(({ id }) => id);
  };
  await chat.fold(3);
  const answer = { text: 're', reason: 'complete' as const };
  await chat.apply({ type: 'answered', parent: 't2', prompt: { text: 'from the second on' }, answer });
  await chat.say();
  expect(await onBranch()).toBeUndefined();
  await chat.fold(3);
  expect([await onBranch('t4'), await onBranch()]).toEqual([
    ['t1', 't2', 't3'],
    ['t1', 't2', 't5'],
  ]);
  await chat.apply(reworded('t5'));
  expect([await onBranch('t4'), await onBranch()]).toEqual([['t1', 't2', 't3'], []]);
});
