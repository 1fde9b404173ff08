import { expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import { createFacts } from '../../src/memory/facts.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

it('facts go with their person, and no others do', async () => {
  const { documents, kept } = createMemoryDocuments();
  const facts = createFacts(documents);
  for (const [person, text] of [
    ['test:1', 'I like tea'],
    ['test:2', 'I like coffee'],
  ] as const)
    await facts.keep(person, { id: '1', text, at: 1 });
  await createPruning(documents, createConversations(documents, 40)).forget('test:1');
  expect(JSON.stringify([...kept])).not.toMatch(/tea|test:1/);
  expect((await facts.of('test:2')).facts).toHaveLength(1);
});

it('nothing is left stored of somebody who had everything forgotten', async () => {
  const { documents, kept } = createMemoryDocuments();
  const facts = createFacts(documents);
  await facts.keep('test:1', { id: '1', text: 'I like tea', at: 1 });
  await facts.forget('test:1');
  expect(kept.size).toBe(0);
});

it('two who write at once both have their word kept', async () => {
  const { documents } = createMemoryDocuments();
  const facts = createFacts(documents);
  await Promise.all(['1', '2', '3'].map((id) => facts.keep('test:1', { id, text: `Fact ${id}`, at: 1 })));
  expect((await facts.of('test:1')).facts).toHaveLength(3);
});
