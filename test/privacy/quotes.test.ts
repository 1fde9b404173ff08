import { expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import type { PromptRecord } from '../../src/ports/index.ts';
import { createForgetting } from '../../src/privacy/forgetting.ts';
import { noGrants } from '../commands/chat-surroundings.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** What others quoted of a person who is forgotten. */

async function forgotten(quotes: 'stay' | 'redact') {
  const { documents } = createMemoryDocuments();
  const conversations = createConversations(documents, 40);
  const ask = async (turn: string, asker: string, prompt: PromptRecord, conversation = 'x:-1') => {
    const { head: parent } = await conversations.context(conversation);
    const applied = { conversation, chat: conversation, turn, asker, at: 1, parts: [`b${turn}`] };
    await conversations.apply(applied, [
      { type: 'answered', parent, prompt, answer: { text: 'Yes.', reason: 'complete' } },
    ]);
  };
  await ask('t1', 'x:ann', { text: 'Plums are blue', speaker: 'Ann', id: '1' });
  await ask('t2', 'x:bob', {
    text: 'Is that so?',
    speaker: 'Bob',
    id: '2',
    quote: { author: 'Ann', text: 'Plums are blue' },
  });
  await ask('t3', 'x:bob', {
    text: 'And this?',
    speaker: 'Bob',
    id: '3',
    quote: { author: 'Cy', text: 'Figs are green' },
  });
  const piece = { key: 'k', id: '4', text: 'Well', quote: { id: '1', text: 'Plums are blue' } };
  await ask('t4', 'x:bob', { text: 'Well', speaker: 'Bob', id: '4', pieces: [piece] });
  await ask('t5', 'x:bob', { text: 'Hm?', id: '5', quote: { author: 'Ann', text: 'Another Ann said this' } }, 'x:2');
  // It is remembered as it was.
  await conversations.context('x:-1');
  const forgetting = createForgetting({
    ...{
      documents,
      grants: noGrants,
      quotes,
      people: { forget: async () => undefined, shared: async () => undefined },
    },
    pruning: createPruning(documents, conversations),
    traces: { async *list() {}, forget: async () => 0 },
  });
  await forgetting.forget('x:ann');
  const { turns } = await conversations.context('x:-1');
  const elsewhere = await conversations.context('x:2');
  return { turns, all: JSON.stringify([turns, elsewhere.turns]) };
}

it('stays with their questions', async () => {
  const { turns, all } = await forgotten('stay');
  expect(turns.map(({ prompt }) => prompt.text)).toEqual(['Is that so?', 'And this?', 'Well']);
  expect(all.match(/Plums/g)).toHaveLength(2);
});

it('goes where the operator wants that, by the name and by the message; nothing else does', async () => {
  const { turns, all } = await forgotten('redact');
  expect(turns.map(({ prompt }) => prompt.text)).toEqual(['Is that so?', 'And this?', 'Well']);
  expect(turns[0]?.prompt.quote).toEqual({ text: '', unseen: true });
  expect(all).not.toContain('Plums');
  expect(all).toMatch(/Figs.*Another Ann/);
});
