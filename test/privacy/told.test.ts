import { expect, it } from 'vitest';
import { createKept } from '../../src/privacy/kept.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Times for which people are told that something is kept of them. */

it('are those of each kind: what stays until it is deleted is not said to go with what was said', async () => {
  const { documents } = createMemoryDocuments();
  const kinds = ['turn', 'facts', 'schedule', 'persona', 'knowledge', 'alias', 'batch', 'words'];
  const owner = { conversation: 'x:1', person: 'x:ann' };
  await documents.setMany(kinds.map((kind) => ({ key: `${kind}|x:1|a`, value: { v: 1 }, owner })));
  const kept = createKept({
    documents,
    people: { shared: async () => undefined },
    traces: { async *list() {}, async *contents() {} },
  });
  const days = (await kept.sums('x:ann')).map((sum) => [sum.kind, sum.days]);
  expect(Object.fromEntries(days)).toEqual({
    questions: undefined,
    words: 30,
    facts: 0,
    personas: 0,
    knowledge: 0,
    schedules: 0,
    batches: 30,
    accounts: 0,
  });
});
