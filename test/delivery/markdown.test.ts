import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { isPlain, parseMarkdown } from '../../src/delivery/markdown.ts';
import { bareText } from '../../src/delivery/runs.ts';
import { cpuMs } from '../support/cpu.ts';
import { lostWords, wildMarkdown } from './markdown-arbitrary.ts';

function withoutPositions(node: Nodes): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'position' ? undefined : value)));
}

function fully(source: string): Nodes {
  return fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

describe('parseMarkdown', () => {
  const sentence = fc.array(
    fc.constantFrom(
      'a',
      'Word',
      ' ',
      ' ',
      '1',
      '.',
      ',',
      '-',
      '#',
      '>',
      '|',
      '=',
      ':',
      '!',
      '(',
      ')',
      '"',
      '中',
      '😀',
      '+',
      '\u00a0',
      'www',
      '//',
    ),
    { maxLength: 12 },
  );

  test('skips the parser only where that changes nothing', () => {
    fc.assert(
      fc.property(sentence, (words) => {
        const source = words.join('');
        fc.pre(isPlain(source));
        expect(withoutPositions(parseMarkdown(source))).toEqual(withoutPositions(fully(source)));
      }),
      { numRuns: 2000 },
    );
    expect(isPlain('It is 5 pm - do not worry.')).toBe(true);
    // Half of all streamed text ends between two words.
    expect(isPlain('It is 5 pm ')).toBe(true);
    for (const source of [
      '1. a',
      '- a',
      ' a',
      '# a',
      'a@b.c',
      'see www.x.org',
      'http://x.org',
      'a\nb',
      '*',
      '> a',
      '&amp;',
    ])
      expect(isPlain(source), source).toBe(false);
  });

  test('keeps every word of any source', () => {
    fc.assert(
      fc.property(wildMarkdown(), (source) => {
        expect(lostWords(source, bareText(parseMarkdown(source)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('numbers items as the source does, unless it repeats one number', () => {
    const labels = (source: string) => {
      const [list] = parseMarkdown(source).children;
      return list?.type === 'list' ? list.children.map((item) => item.data?.label) : [];
    };
    expect(labels('3. a\n2. b\n1. c')).toEqual(['3', '2', '1']);
    expect(labels('1. a\n1. b\n1. c')).toEqual(['1', '2', '3']);
  });

  // The bounds are generous: without them some of these take minutes.
  test.each([
    ['stars', '*'.repeat(50_000)],
    ['emphasis', '*a_ '.repeat(10_000)],
    ['quotes', '>'.repeat(50_000)],
    ['lists', '- '.repeat(20_000)],
    ['numbered lists', '1. '.repeat(13_000)],
    ['brackets', '['.repeat(40_000)],
    ['images', '!['.repeat(20_000)],
    ['half links', '[a]('.repeat(10_000)],
    ['one long link', `[${'a b '.repeat(9_900)}](http://x.com)`],
    ['lazy lines', `${'>'.repeat(9)}a\n${'a\n'.repeat(19_000)}`],
    ['comments', `a ${'<!--'.repeat(9_900)}`],
    ['footnotes', '[^1]: '.repeat(6_000)],
    ['delimiters behind a list that is not one', `- a\n${'      - *a_ *b_ *c_\n'.repeat(1_800)}`],
    ['backticks', Array.from({ length: 280 }, (_, index) => '`'.repeat(index)).join(' ')],
  ])('takes bounded time: %s', (_, source) => {
    let tree = parseMarkdown('');
    expect(
      cpuMs(() => {
        tree = parseMarkdown(source);
      }),
    ).toBeLessThan(1500);
    expect(bareText(tree).length).toBeGreaterThan(0);
  });

  test('reads code as code, however many delimiters it holds', () => {
    const code = 'a[i] *b* _c_ ~d~\n'.repeat(500);
    expect(parseMarkdown(`\`\`\`c\n${code}\`\`\``).children).toMatchObject([{ type: 'code', lang: 'c' }]);
  });
});
