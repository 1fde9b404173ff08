import { describe, expect, it } from 'vitest';
import { citedIn, citing, createUnmarked } from '../../../src/answering/ending/citing.ts';
import type { Cited } from '../../../src/answering/told/documents.ts';
import { createLocales } from '../../../src/locales/index.ts';
import type { ModelEvent, Persona } from '../../../src/ports/index.ts';

const texts = createLocales('en').texts('en');
const document = (number: number, name: string, ...pages: string[]): Cited => ({
  number,
  name,
  isWhole: true,
  pages: new Set(pages),
});
const documents = [document(1, 'returns.md', '3', 'Gifts'), document(2, '*hours*.txt', '1-80'), document(3, 'c.pdf')];
const library = { text: '', tokens: 0, documents, find: async () => [] };

const under = (text: string) => citing({ library, mayCall: () => true, texts }, text, false, undefined).sources;
const numbers = (text: string) => [...citedIn(text, documents).keys()].map(({ number }) => number);

describe('documents that an answer cites', () => {
  it('are named once each, with the pages that there are', () => {
    expect(under('Two weeks [1 p. 3], also gifts [1, p. Gifts]. Open at ten [2 p. 1-80][1 p. 3].')).toBe(
      'Sources: &#91;1&#93; returns\\.md, page 3, Gifts · &#91;2&#93; \\*hours\\*\\.txt, lines 1\\-80',
    );
    expect(under('Nothing of that.')).toBeUndefined();
  });

  it.each([
    ['[1]', [1]],
    ['[1, 2] and [3]', [1, 2, 3]],
    ['【1】，【2 p. 1-80】', [1, 2]],
    ['[1 p. 99]', [1]],
    ['[9], [0], [12345], [], [1 of them], [1](https://example.com)', []],
    ['`a[1]` and\n```\nlist[2] = [3]\n``` [1]', [1]],
    ['an open ```\nlist[2]', []],
  ])('%s', (text, expected) => {
    expect(numbers(text)).toEqual(expected);
  });

  it('name no page that there is not', () => {
    expect(under('Yes [1 p. 99].')).toBe('Sources: &#91;1&#93; returns\\.md');
  });

  it('make a line that has an end', () => {
    const many = Array.from({ length: 50 }, (_, at) => document(at + 1, `${'x'.repeat(70)}${at}`));
    const text = many.map(({ number }) => `[${number}]`).join('');
    const line = citing(
      { library: { ...library, documents: many }, mayCall: () => true, texts },
      text,
      false,
      undefined,
    );
    expect(line.sources?.length).toBeLessThan(700);
    expect(line.sources).toMatch(/ · …$/);
  });
});

/** What is shown of words that come bit by bit. */
async function shown(
  deltas: readonly string[],
  over: Partial<Parameters<typeof createUnmarked>[0]> = { contact: '@x' },
) {
  async function* said(): AsyncGenerator<ModelEvent> {
    for (const delta of deltas) yield { type: 'text', delta };
    yield { type: 'end', reason: 'complete' };
  }
  const unmarked = createUnmarked(over);
  let text = '';
  for await (const event of unmarked.within(said())) if (event.type === 'text') text += event.delta;
  return { text, marked: unmarked.isMarked() };
}

describe('the mark that hands over', () => {
  it('is never shown, wherever it is cut', async () => {
    const said = 'Not in our texts.\n\n[handover]';
    for (let at = 1; at < said.length; at += 1) {
      expect(await shown([said.slice(0, at), said.slice(at)])).toEqual({ text: 'Not in our texts.', marked: true });
    }
    expect(await shown([...said])).toEqual({ text: 'Not in our texts.', marked: true });
    expect(await shown(['A [HandOver] B'])).toEqual({ text: 'A B', marked: true });
  });

  it('is nothing that only looks like it', async () => {
    for (const text of ['See [1] and [hand].', 'list[', 'a [h', 'two  \n\n words', '[handovers]']) {
      expect(await shown([...text])).toEqual({ text, marked: false });
    }
  });

  it('is looked for only where the model may know it', async () => {
    expect(await shown(['[handover]'], {})).toEqual({ text: '[handover]', marked: false });
    const persona: Persona = { slug: 'desk', name: 'Desk' };
    expect(await shown(['Sorry. [handover]'], { persona })).toEqual({ text: 'Sorry.', marked: true });
  });

  it('calls whom the operator names, and not again and again', () => {
    const parts = { library, contact: '@anna', texts };
    expect(citing({ ...parts, mayCall: () => true }, 'Sorry.', true, undefined)).toEqual({
      handover: { text: 'A person can help with this:', mention: '@anna' },
    });
    expect(citing({ ...parts, mayCall: () => false }, 'Sorry.', true, 'Cut.')).toEqual({
      notice: 'Cut. A person was called a moment ago.',
    });
    expect(citing({ library, texts, mayCall: () => true }, 'Sorry.', true, undefined)).toEqual({});
  });

  it('begins anew with words that the model takes back', async () => {
    async function* said(): AsyncGenerator<ModelEvent> {
      yield { type: 'text', delta: 'Hm. [handover]' };
      yield { type: 'reset' };
      yield { type: 'text', delta: 'Two weeks.' };
      yield { type: 'end', reason: 'complete' };
    }
    const unmarked = createUnmarked({ contact: '@x' });
    const events = await Array.fromAsync(unmarked.within(said()));
    expect(events.map(({ type }) => type)).toEqual(['text', 'reset', 'text', 'end']);
    expect(unmarked.isMarked()).toBe(false);
  });
});
