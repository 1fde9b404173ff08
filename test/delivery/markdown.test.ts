import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { isPlain, parseMarkdown } from '../../src/delivery/markdown.ts';
import { bareText } from '../../src/delivery/runs.ts';
import { cpuMs } from '../support/cpu.ts';
import { casesOf, itEach } from '../support/whole.ts';
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
      casesOf(2000),
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
      'so $x_1$',
    ])
      expect(isPlain(source), source).toBe(false);
  });

  test('keeps every word of any source', () => {
    fc.assert(
      fc.property(wildMarkdown(), (source) => {
        expect(lostWords(source, bareText(parseMarkdown(source)))).toEqual([]);
      }),
      casesOf(300),
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

  // Without bounds some of these take minutes.
  itEach(12, [
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
    ['underlined headings', 'a\n=\n'.repeat(9_000)],
    ['hosts', 'www.a.b '.repeat(4_900)],
    ['an address that ends in character references', `www.a.b/${'&a;'.repeat(9_000)}`],
    ['an address with not quite so many', `http://a.b/${'&a;'.repeat(20)}${'c'.repeat(200)}`],
    ['an address full of dots', `http://a.b/${'.'.repeat(11_900)}c`],
    ['addresses with dots', `http://a.b/${'.'.repeat(300)}c `.repeat(38)],
    ['brackets that nothing opens', '\\[^a]1'.repeat(1000)],
    ['brackets that nothing opens, and mail addresses', `===- ]x@y`.repeat(913)],
    ['tasks behind an open image', `![${'字1. - [ ] é'.repeat(480)}`],
    ['backticks of which some are escaped', '\\``'.repeat(1450)],
    ['rows', `|a|b|\n|-|-|\n${'|c|d|\n'.repeat(6_000)}`],
    ['rows without bars', `a|b\n-|-\n${'c\n'.repeat(15_000)}`],
    ['cells', `${'|a'.repeat(6_000)}|\n${'|-'.repeat(6_000)}|`],
    ['lines in quotes', '> a\n'.repeat(9_000)],
    ['lists in turn', '1. a\n- b\n'.repeat(4_000)],
    ['quotes with lazy lines', '> a\nb\n\n'.repeat(5_000)],
    ['items and paragraphs', '- a\n\nb\n\n'.repeat(4_000)],
    ['hard breaks', 'a  \n'.repeat(9_000)],
    ['words in an open bracket', `[${'a b '.repeat(2_900)}`],
    ['footnotes that are used', `[^1]: x\n\n${'[^1] '.repeat(7_000)}`],
    ['definitions', '[a]:\nb\n"c\nd"\n'.repeat(2_500)],
    ['code spans', '`a` '.repeat(9_000)],
    ['dollars', '$a_$b*'.repeat(6_000)],
    ['formulas', '$x_1$ '.repeat(6_000)],
    ['openers of formulas', '\\( \\[ $$ '.repeat(4_000)],
    ['formulas that end nowhere', `\\[${'\\('.repeat(19_000)}`],
    ['backticks in formulas', '$a` '.repeat(9_000)],
    ['lines of a formula', `\\[\n${'> - a\n'.repeat(400)}\\]\n`.repeat(15)],
    ['nested braces', `\\(${'{'.repeat(900)}\\)`.repeat(40)],
    ['fractions', `\\(${'\\frac'.repeat(190)}\\)`.repeat(38)],
    ['powers', `\\(${'x^{'.repeat(18)}${'1'.repeat(800)}${'}'.repeat(18)}\\)`.repeat(40)],
    ['strong words', 'a**b'.repeat(9_000)],
    ['one line of code', `    ${'*'.repeat(39_000)}`],
  ])('takes bounded time: %s', (_, source) => {
    for (const length of [source.length, 12_000, 6_000, 4_500, 3_000, 2_250, 1_500]) {
      const slice = source.slice(0, length);
      let tree = parseMarkdown('');
      let ms = Number.POSITIVE_INFINITY;
      // Other tests share the machine's caches, which doubles it; `npm run attacks` holds it to 50 ms.
      for (let tries = 0; tries < 4 && ms >= 100; tries += 1)
        ms = cpuMs(() => {
          tree = parseMarkdown(slice);
        });
      expect(ms, `${length} characters`).toBeLessThan(100);
      if (slice === source) expect(bareText(tree).length).toBeGreaterThan(0);
    }
  });

  test('reads code as code, however many delimiters it holds', () => {
    const code = 'a[i] *b* _c_ ~d~\n'.repeat(500);
    expect(parseMarkdown(`\`\`\`c\n${code}\`\`\``).children).toMatchObject([{ type: 'code', lang: 'c' }]);
  });
});
