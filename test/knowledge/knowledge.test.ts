import { describe, expect, it } from 'vitest';
import { createConsulting } from '../../src/knowledge/consult.ts';
import { type Addition, createKnowledge } from '../../src/knowledge/knowledge.ts';
import { MOST_SOURCES } from '../../src/knowledge/source.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { handbook, rules } from './handbook.ts';

const owner = { conversation: 'test:1', person: 'test:ann' };
const never = new AbortController().signal;
const nothing = { open: async () => [], pages: async () => undefined };

function open() {
  const store = createMemoryDocuments();
  const clock = createFakeClock();
  const knowledge = createKnowledge({ documents: store.documents, clock });
  const consulting = createConsulting({ knowledge, folder: nothing });
  let count = 0;
  return {
    ...store,
    clock,
    knowledge,
    consulting,
    add(scope: string, over: Partial<Addition> = {}, signal = never) {
      count += 1;
      const addition = { id: `${count}`, name: `${count}.md`, kind: 'file', pages: [{ name: '1', text: 'Words' }] };
      return knowledge.add(scope, { ...addition, ...over } as Addition, owner, signal);
    },
  };
}

describe('sources of a scope', () => {
  it('keep their numbers when one is taken away, which no other gets; so do those of scopes behind', async () => {
    const { knowledge, consulting, add } = open();
    for (const scope of ['test:1', 'test:1', 'test:1', 'test:2']) await add(scope);
    const numbers = async () => {
      const all = await consulting.documents({ scopes: ['test:1', 'test:2'], files: [], most: 1000 }, never);
      return all.map(({ number, source }) => `${number} ${source.name}`);
    };
    expect(await numbers()).toEqual(['1 1.md', '2 2.md', '3 3.md', '4 4.md']);
    for (const id of ['1', '3']) await knowledge.remove('test:1', id, owner);
    expect(await numbers()).toEqual(['2 2.md', '4 4.md']);
    await add('test:1');
    expect(await numbers()).toEqual(['2 2.md', '4 5.md', '5 4.md']);
    expect((await knowledge.list('test:1')).map(({ name }) => name)).toEqual(['2.md', '5.md']);
  });

  it('of a release before have the numbers of their places, also once one is taken away', async () => {
    const { knowledge, documents, add } = open();
    for (let count = 0; count < 3; count += 1) await add('test:1');
    for (const { number: _, ...value } of await knowledge.list('test:1'))
      await documents.setMany([{ key: `knowledge|test:1|${value.id}`, value, owner }]);
    await knowledge.remove('test:1', '1', owner);
    expect((await knowledge.list('test:1')).map(({ name, number }) => [name, number])).toEqual([
      ['2.md', 2],
      ['3.md', 3],
    ]);
  });

  it('has of a page of the web what was fetched last, in its place, and nothing of before', async () => {
    const { knowledge, documents, add } = open();
    const url = 'https://shop.example/terms';
    const page = (at: number, text: string) => ({ from: { url, at }, pages: [{ name: '', text }] });
    await add('test:1', page(1, 'Two weeks.'));
    await add('test:1', { from: { url: `${url}?b`, at: 1 } });
    await add('test:2', page(1, 'Elsewhere.'));
    await add('test:1', page(2, 'Six weeks.'));
    const listed = await knowledge.list('test:1');
    expect(listed.map(({ name, from }) => [name, from?.at])).toEqual([
      ['4.md', 2],
      ['2.md', 1],
    ]);
    expect(await knowledge.list('test:2')).toHaveLength(1);
    const keys = await Array.fromAsync(documents.keys('knowledge-text|test:1|'));
    expect(keys.map((key) => key.split('|')[2]).toSorted()).toEqual(['2', '4']);
  });

  it('are listed in their order, and are those of no other scope', async () => {
    const { knowledge, add } = open();
    expect(await knowledge.list('test:1')).toEqual([]);
    await add('test:1', { by: 'Ann' });
    await add('test:1');
    await add('test:12');
    const listed = await knowledge.list('test:1');
    expect(listed.map(({ name }) => name)).toEqual(['1.md', '2.md']);
    expect(listed[0]).toMatchObject({ by: 'Ann', kind: 'file', length: 5, tokens: 2, parts: 1 });
    expect(await createKnowledge(open()).list('test:1')).toEqual([]);
  });

  it('are found by whoever starts anew', async () => {
    const { knowledge, documents, clock, add } = open();
    await add('test:1');
    expect(await createKnowledge({ documents, clock }).list('test:1')).toEqual(await knowledge.list('test:1'));
  });

  it('are there once, however often they are added, and stay where they were', async () => {
    const { knowledge, clock, add } = open();
    await add('test:1', { id: 'a' });
    clock.advance(1000);
    await add('test:1', { id: 'b' });
    await add('test:1', { id: 'a' });
    expect((await knowledge.list('test:1')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('keep long pages whole, in parts that are read one by one', async () => {
    const { knowledge, kept, add } = open();
    const pages = [
      { name: '1', text: 'a'.repeat(200_000) },
      { name: '2', text: '退'.repeat(500_000) },
    ];
    const source = await add('test:1', { pages });
    if (typeof source === 'string') throw new Error(source);
    expect(source).toMatchObject({ length: 700_000, parts: 3 });
    const read = (await knowledge.pages('test:1', source)) ?? [];
    expect(read.map(({ text }) => text).join('')).toBe(pages.map(({ text }) => text).join(''));
    for (const value of kept.values()) expect(JSON.stringify(value).length).toBeLessThan(301_000);
  });

  it('have an end: so many, and so much text', async () => {
    const { add } = open();
    for (let at = 1; at < MOST_SOURCES; at += 1) await add('test:1');
    expect(await add('test:1', { pages: [{ name: '', text: 'x'.repeat(5_000_000) }] })).toBe('long');
    expect(await add('test:1', { id: 'last' })).toMatchObject({ id: 'last' });
    expect(await add('test:1')).toBe('many');
    expect(await add('test:1', { id: 'last' })).toMatchObject({ id: 'last' });
    expect(await add('test:2')).toMatchObject({ kind: 'file' });
  });

  it('leave nothing of what was removed, of what was given up, and of who is forgotten', async () => {
    const { knowledge, kept, documents, add } = open();
    await add('test:1', { id: 'a' });
    expect(await knowledge.remove('test:1', 'a')).toBe(true);
    expect(await knowledge.remove('test:1', 'a')).toBe(false);
    const gone = AbortSignal.abort(new Error('forgotten'));
    await expect(add('test:1', {}, gone)).rejects.toThrow('forgotten');
    expect([...kept.keys()]).toEqual([]);
    await add('test:1', { id: 'b' });
    for await (const { key } of documents.owned({ person: 'test:ann' })) await documents.deleteMany([key]);
    expect([...kept.keys()]).toEqual([]);
    expect(await knowledge.list('test:1')).toEqual([]);
  });
});

describe('documents of a question', () => {
  const at = (over = {}) => ({ scopes: ['test:1', 'server:test:9'], files: [], most: 20_800, ...over });

  it('are numbered through, the nearest first, and go whole where they are small', async () => {
    const { consulting, add } = open();
    await add('server:test:9', { name: 'hours.txt' });
    await add('test:1', { name: 'returns.md' });
    const documents = await consulting.documents(at(), never);
    expect(documents.map(({ number, source, isWhole }) => [number, source.name, isWhole])).toEqual([
      [1, 'returns.md', true],
      [2, 'hours.txt', true],
    ]);
  });

  it('are searched where those of a scope are too long together, and where there is no room', async () => {
    const { consulting, add } = open();
    await add('test:1', { name: 'small' });
    await add('test:1', { name: 'large', pages: handbook().concat(handbook()) });
    await add('server:test:9', { name: 'hours' });
    const wholes = async (over = {}) => (await consulting.documents(at(over), never)).map(({ isWhole }) => isWhole);
    expect(await wholes()).toEqual([false, false, true]);
    expect(await wholes({ most: 1 })).toEqual([false, false, false]);
  });

  it('are found in Chinese by a question in other words', async () => {
    const { consulting, add } = open();
    await add('test:1', { pages: handbook() });
    const documents = await consulting.documents(at({ most: 0 }), never);
    for (const [rule, question] of rules) {
      const found = await consulting.find(documents, question, 3000, never);
      const place = found.find(({ text }) => text.includes(rule));
      expect(place, question).toBeDefined();
      expect(place?.number).toBe(1);
      expect(found.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(5000);
    }
  });

  it('are not found by a question about nothing that is in them', async () => {
    const { consulting, add } = open();
    await add('test:1', { pages: [{ name: '1', text: 'Returns are possible for two weeks. '.repeat(200) }] });
    const documents = await consulting.documents(at({ most: 0 }), never);
    expect(await consulting.find(documents, 'Whom did Ahab hunt?', 3000, never)).toEqual([]);
  });
});

describe('texts that were made of messages', () => {
  const channel = (text: string, messages?: string[]): Partial<Addition> => ({
    kind: 'channel',
    pages: [{ name: '', text }],
    ...(messages ? { said: { place: 'test:1', messages } } : {}),
  });
  const ann = { names: new Set(['Ann']), messages: new Set(['7']) };
  const textsOf = async ({ knowledge }: ReturnType<typeof open>, scope: string) =>
    Promise.all(
      (await knowledge.list(scope)).map(async (source) =>
        (await knowledge.pages(scope, source))?.map(({ text }) => text),
      ),
    );

  it('lose the messages of a person by name and id, whole ones, and nothing else', async () => {
    const opened = open();
    const { knowledge, consulting, add } = opened;
    const said =
      'Bob: I know Ann: she is well\nAnn: Plums\n  are blue\nNan: So says\n  Ann: plums\nAnn (forwarded): Plums';
    await add('test:1', channel(`${said}\nEve: Plums`, ['1', '2', '3', '4', '7']));
    await add('test:1', channel('Annabel: Figs\nBob: are green'));
    const keyed = async () =>
      (await consulting.documents({ scopes: ['test:1'], files: [], most: 1000 }, never)).map(({ number, key }) => ({
        number,
        key,
      }));
    const before = await keyed();
    for (let times = 0; times < 2; times += 1) await knowledge.redact(() => ann, never);
    expect(await textsOf(opened, 'test:1')).toEqual([
      ['Bob: I know Ann: she is well\nNan: So says\n  Ann: plums'],
      ['Annabel: Figs\nBob: are green'],
    ]);
    const [redacted] = await knowledge.list('test:1');
    expect(redacted?.said?.messages).toEqual(['1', '3']);
    expect(redacted?.length).toBe('Bob: I know Ann: she is well\nNan: So says\n  Ann: plums'.length);
    // What is kept ready of the text before is not told again.
    const after = await keyed();
    expect(after.map(({ number }) => number)).toEqual([1, 2]);
    expect(after[0]?.key).not.toBe(before[0]?.key);
    expect(after[1]).toEqual(before[1]);
  });

  it('go where nothing is left of them, and leave their number free', async () => {
    const opened = open();
    const { knowledge, documents, add } = opened;
    await add('test:1', { kind: 'message', name: 'Plums are', pages: [{ name: '', text: 'Ann: Plums are\nblue' }] });
    await add('test:1', {
      kind: 'message',
      pages: [{ name: '', text: 'Nan: Plums' }],
      said: { place: 'test:1', messages: ['7'] },
    });
    await add('test:1', { kind: 'message', pages: [{ name: '', text: 'Bob: Figs' }] });
    await add('test:1', { kind: 'file', pages: [{ name: '', text: 'Ann: minutes of a meeting' }] });
    await knowledge.redact(() => ann, never);
    expect((await knowledge.list('test:1')).map(({ number }) => number)).toEqual([3, 4]);
    const kept = await documents.getMany(await Array.fromAsync(documents.keys('knowledge')));
    expect(JSON.stringify(kept)).not.toContain('Plums');
  });

  it('are looked for where the person was: what does not tell where it is from counts as from anywhere', async () => {
    const { knowledge, add } = open();
    const places: (string | undefined)[] = [];
    for (const scope of ['test:1', 'server:test:2', 'server:test:server:3', 'persona:mine test:ann x'])
      await add(scope, channel('Ann: Plums'));
    await add('persona:mine test:ann y', channel('Ann: Plums', ['9']));
    await knowledge.redact((place) => {
      places.push(place);
      return undefined;
    }, never);
    expect(places.toSorted()).toEqual(['test:1', 'test:1', 'test:2', undefined, undefined]);
  });
});
