import { expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import { covering } from '../../src/conversation/summary.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import type { PromptRecord } from '../../src/ports/index.ts';
import { createForgetting } from '../../src/privacy/forgetting.ts';
import { redactQuotes } from '../../src/privacy/quotes.ts';
import { noGrants } from '../commands/chat-surroundings.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** What others quoted of a person who is forgotten. */

const NEVER = new AbortController().signal;

async function forgotten(quotes: 'stay' | 'redact', deaths = 0) {
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
  // It is remembered as it was, and a summary was made of what quotes her alone.
  const branch = await conversations.context('x:-1');
  const quoting = branch.turns.slice(1, 3);
  const summary = covering(undefined, branch, quoting, { text: 'Bob asked whether Plums are blue', at: 1 });
  await conversations.summarise('x:-1', branch.thread, { from: undefined, to: summary, turns: quoting, person: null });
  const pruning = createPruning(documents, conversations);
  let left = deaths;
  const forgetting = createForgetting({
    ...{
      documents,
      grants: noGrants,
      quotes,
      people: { forget: async () => undefined, shared: async () => undefined },
    },
    texts: createKnowledge({ documents, clock: createFakeClock() }),
    pruning: {
      ...pruning,
      async forget(person) {
        const erased = await pruning.forget(person);
        left -= 1;
        if (left >= 0) throw new Error('the process ended');
        return erased;
      },
    },
    traces: { async *list() {}, forget: async () => 0 },
  });
  for (let times = 0; times < deaths; times += 1) await forgetting.forget('x:ann', NEVER).catch(() => undefined);
  await forgetting.forget('x:ann', NEVER);
  const { turns } = await conversations.context('x:-1');
  const elsewhere = await conversations.context('x:2');
  const summaries = await Array.fromAsync(documents.keys('summary|'));
  return { turns, all: JSON.stringify([turns, elsewhere.turns, await documents.getMany(summaries)]) };
}

it('stays with their questions', async () => {
  const { turns, all } = await forgotten('stay');
  expect(turns.map(({ prompt }) => prompt.text)).toEqual(['Is that so?', 'And this?', 'Well']);
  expect(all.match(/Plums/g)?.length).toBeGreaterThan(1);
});

it('goes where the operator wants that, by the name and by the message; nothing else does', async () => {
  const { turns, all } = await forgotten('redact');
  expect(turns.map(({ prompt }) => prompt.text)).toEqual(['Is that so?', 'And this?', 'Well']);
  expect(turns[0]?.prompt.quote).toEqual({ text: '', unseen: true });
  expect(all).not.toContain('Plums');
  expect(all).toMatch(/Figs.*Another Ann/);
});

it('goes as well where a process ends in the middle, and another goes on', async () => {
  const { all } = await forgotten('redact', 1);
  expect(all).not.toContain('Plums');
  expect(all).toMatch(/Figs.*Another Ann/);
});

it('is not said to be gone where it could not be written', async () => {
  const { documents } = createMemoryDocuments();
  const conversations = createConversations(documents, 40);
  const ask = (turn: string, asker: string, prompt: PromptRecord) =>
    conversations.apply({ conversation: 'x:-1', chat: 'x:-1', turn, asker, at: 1, parts: [turn] }, [
      { type: 'answered', parent: null, prompt, answer: { text: 'Yes.', reason: 'complete' } },
    ]);
  await ask('t1', 'x:ann', { text: 'Plums', speaker: 'Ann', id: '1' });
  await ask('t2', 'x:bob', { text: 'So?', id: '2', quote: { author: 'Ann', text: 'Plums' } });
  const texts = createKnowledge({ documents, clock: createFakeClock() });
  const busy = { ...documents, compareAndSet: async () => false };
  await expect(redactQuotes({ documents: busy, texts }, 'x:ann', NEVER)).rejects.toMatchObject({ kind: 'storage' });
  await redactQuotes({ documents, texts }, 'x:ann', NEVER);
  expect((await conversations.exchange('x:-1', 't2'))?.prompt.quote).toEqual({ text: '', unseen: true });
});

it('ends where nobody waits for it any more, and goes on another time', async () => {
  const { documents } = createMemoryDocuments();
  const conversations = createConversations(documents, 40);
  const ask = (turn: string, asker: string, prompt: PromptRecord) =>
    conversations.apply({ conversation: 'x:-1', chat: 'x:-1', turn, asker, at: 1, parts: [turn] }, [
      { type: 'answered', parent: null, prompt, answer: { text: 'Yes.', reason: 'complete' } },
    ]);
  await ask('t1', 'x:ann', { text: 'Plums', speaker: 'Ann', id: '1' });
  const quote = { author: 'Ann', text: 'Plums' };
  for (const turn of ['t2', 't3']) await ask(turn, 'x:bob', { text: 'So?', id: turn, quote });
  const stop = new AbortController();
  const stopping = {
    ...documents,
    async compareAndSet(...write: Parameters<typeof documents.compareAndSet>) {
      stop.abort(new Error('stopped'));
      return documents.compareAndSet(...write);
    },
  };
  const texts = createKnowledge({ documents, clock: createFakeClock() });
  const left = async () =>
    (await Promise.all(['t2', 't3'].map((turn) => conversations.exchange('x:-1', turn)))).filter(
      (exchange) => exchange?.prompt.quote?.text === 'Plums',
    ).length;
  await expect(redactQuotes({ documents: stopping, texts }, 'x:ann', stop.signal)).rejects.toThrow('stopped');
  expect(await left()).toBe(1);
  await redactQuotes({ documents, texts }, 'x:ann', NEVER);
  expect(await left()).toBe(0);
});
