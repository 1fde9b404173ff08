import { describe, expect, it } from 'vitest';
import { createOverheard, type Heard } from '../../src/conversation/overheard.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const HOUR = 3_600_000;
const within = { messages: 3, hours: 2 };

function open() {
  const memory = createMemoryDocuments();
  const clock = createFakeClock(Date.parse('2026-11-21T12:00:00Z'));
  const log = createTestLog();
  const overheard = createOverheard({ documents: memory.documents, log, clock });
  const heard = (id: number, text: string, over: Partial<Heard> = {}): Heard => ({
    place: 'test:1',
    person: 'test:7',
    ...over,
    message: { v: 1, id: String(id), author: 'Bob', text, at: clock.now(), ...over.message },
  });
  const texts = async (place = 'test:1') => (await overheard.latest(place, within)).map(({ text }) => text);
  return { ...memory, clock, log, overheard, heard, texts };
}

describe('what is overheard', () => {
  it('is the newest of each place, oldest first, within its number and its age', async () => {
    const { overheard, heard, texts, clock } = open();
    for (const id of [8, 9, 10, 11]) overheard.add(heard(id, `m${id}`), within);
    overheard.add(heard(1, 'elsewhere', { place: 'test:1:5' }), within);
    expect(await texts()).toEqual(['m9', 'm10', 'm11']);
    expect(await texts('test:1:5')).toEqual(['elsewhere']);
    expect(await texts('test:2')).toEqual([]);
    await clock.advance(HOUR);
    overheard.add(heard(12, 'm12'), within);
    await clock.advance(1.5 * HOUR);
    expect(await texts()).toEqual(['m12']);
    expect(await overheard.find('test:1', ['11', '12'], within)).toHaveLength(1);
  });

  it('is stored for no longer, cut, and the oldest are deleted', async () => {
    const { overheard, heard, kept, ttls } = open();
    overheard.add(heard(1, 'x'.repeat(5000)), within);
    for (let id = 2; id <= 60; id += 1) overheard.add(heard(id, `m${id}`), within);
    const found = await overheard.find('test:1', ['1', '60'], within);
    expect(found.map(({ text }) => text)).toEqual(['m60']);
    expect([...kept.keys()].length).toBeLessThanOrEqual(3 + 20);
    expect([...ttls.values()]).toContain(2 * HOUR);
    overheard.add(heard(61, 'x'.repeat(5000)), within);
    expect((await overheard.find('test:1', ['61'], within))[0]?.text).toHaveLength(2000);
  });

  it('is written whenever it comes, also in the moment in which the write before ends', async () => {
    for (let moment = 0; moment < 30; moment += 1) {
      const { overheard, heard, kept } = open();
      overheard.add(heard(1, 'one'), within);
      for (let at = 0; at < moment; at += 1) await undefined;
      overheard.add(heard(2, 'two'), within);
      await new Promise((resolve) => setImmediate(resolve));
      expect(kept.size, `after ${moment}`).toBe(2);
    }
  });

  it('follows edits of what is known, and deletions', async () => {
    const { overheard, heard, texts } = open();
    for (const id of [1, 2, 3]) overheard.add(heard(id, `m${id}`), within);
    overheard.edit(heard(2, 'other words'), within);
    overheard.edit(heard(4, 'never heard'), within);
    overheard.remove('test:1', ['1', '77']);
    expect(await texts()).toEqual(['other words', 'm3']);
    overheard.edit(heard(3, ' '), within);
    expect(await texts()).toEqual(['other words']);
    overheard.clear('test:1');
    expect(await texts()).toEqual([]);
  });

  it('is forgotten with its person, and does not keep others’ questions from room', async () => {
    const { overheard, heard, texts, documents } = open();
    overheard.add(heard(1, 'of Bob'), within);
    overheard.add(heard(2, 'of Cleo', { person: 'test:8' }), within);
    expect(await texts()).toEqual(['of Bob', 'of Cleo']);
    const pruning = createPruning(documents, { apply: async () => undefined });
    await pruning.shrink('test:8', 0, async () => false);
    expect(await texts()).toEqual(['of Bob']);
    await pruning.forget('test:7');
    expect(await texts()).toEqual([]);
  });

  it('is not missed where the store does not take it', async () => {
    const { overheard, heard, documents, log, texts } = open();
    const { setMany } = documents;
    documents.setMany = () => Promise.reject(new Error('full'));
    overheard.add(heard(1, 'lost'), within);
    await texts();
    documents.setMany = setMany;
    overheard.add(heard(2, 'kept'), within);
    expect(await texts()).toEqual(['kept']);
    expect(JSON.stringify(log.lines)).toContain('could not be written down');
    expect(JSON.stringify(log.lines)).not.toContain('lost');
  });
});
