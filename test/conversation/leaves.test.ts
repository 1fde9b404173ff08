import { describe, expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import type { ConversationEvent, Pending } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Decisions about calls that wait, and tools that run without asking since then. */

const conversation = 'telegram:1';
const pending: Pending = {
  ...{ key: 'k', call: 'c1', hash: 'h', title: 'Book', group: 'mcp:desk', said: '', expires: 9 },
  steps: [{ type: 'round', text: '', items: [], calls: [{ id: 'c1', name: 'book', arguments: '{}' }] }],
  lasting: 'tool',
};
const asked: ConversationEvent = {
  type: 'answered',
  parent: null,
  prompt: { text: 'Book' },
  answer: { text: 'May I?', reason: 'complete', pending },
};

function open() {
  const conversations = createConversations(createMemoryDocuments().documents, 40);
  const apply = (turn: string, ...events: ConversationEvent[]) =>
    conversations.apply({ conversation, chat: conversation, turn, asker: 'telegram:1', at: 5, parts: [turn] }, events);
  const decide = (by: string, how: 'once' | 'always' | 'no' = 'once', key = 'k') =>
    apply(`${by}+`, { type: 'decided', turn: '1', key, how, by });
  const answers = async () => (await conversations.exchange(conversation, '1'))?.answers ?? [];
  const leaves = (thread?: string) => conversations.leaves(conversation, thread);
  return { apply, decide, answers, leaves };
}

describe('a call that waits', () => {
  it('is decided once: the first decision counts, and stays whoever repeats it', async () => {
    const { apply, decide, answers } = open();
    await apply('1', asked);
    await decide('2');
    await decide('3', 'no');
    await decide('2');
    expect((await answers())[0]?.pending?.decided).toEqual({ how: 'once', by: '2' });
  });

  it('is not decided by what names another question', async () => {
    const { apply, decide, answers } = open();
    await apply('1', asked);
    await decide('2', 'once', 'other');
    expect((await answers())[0]?.pending?.decided).toBeUndefined();
  });

  it('is over once there is another answer, or another question', async () => {
    const { apply, answers } = open();
    await apply('1', asked);
    await apply('2', { type: 'revised', turn: '1', answer: { text: 'No.', reason: 'complete' } });
    expect((await answers()).map((answer) => answer.pending)).toEqual([undefined, undefined]);
  });
});

describe('leave for a whole conversation', () => {
  it('is that of its thread: it is gone in another, and does not come back with it', async () => {
    const { apply, decide, leaves } = open();
    await apply('1', asked);
    await decide('2', 'always');
    expect(await leaves()).toEqual([{ tool: 'tool', title: 'Book', exchange: '1', at: 5 }]);
    expect(await leaves('another')).toEqual([]);
    await apply('3', { type: 'reset' });
    expect(await leaves()).toEqual([]);
    await apply('4', { type: 'switched', thread: 'first' });
    expect(await leaves('first')).toEqual([]);
  });

  it.each<[string, ConversationEvent]>([
    ['it is taken back', { type: 'revoked', tool: 'tool' }],
    ['what it was given in is taken away', { type: 'removed', turn: '1' }],
    ['the thread is forgotten', { type: 'dropped', thread: 'first' }],
  ])('ends when %s', async (_, event) => {
    const { apply, decide, leaves } = open();
    await apply('1', asked);
    await decide('2', 'always');
    await apply('3', event);
    expect(await leaves()).toEqual([]);
  });

  it('is not given where the question did not offer it', async () => {
    const { apply, decide, leaves } = open();
    const { lasting: _, ...once } = pending;
    await apply('1', { ...asked, answer: { ...asked.answer, pending: once } });
    await decide('2', 'always');
    expect(await leaves()).toEqual([]);
  });
});
