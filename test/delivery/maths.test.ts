import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { LiveLayout, layoutAtOnce } from '../../src/delivery/layout.ts';
import { isPlain } from '../../src/delivery/markdown.ts';
import { findMaths, openMaths } from '../../src/delivery/maths.ts';
import { readableMaths } from '../../src/delivery/maths-text.ts';
import { formatDiscord, formatTelegram } from '../support/format.ts';
import { casesOf } from '../support/whole.ts';

const shown = (markdown: string) =>
  formatTelegram(markdown)
    .map(({ text }) => text)
    .join('\n');
const italics = (markdown: string) =>
  formatTelegram(markdown).flatMap(({ text, entities }) =>
    entities.flatMap(({ type, offset, length }) => (type === 'italic' ? text.slice(offset, offset + length) : [])),
  );

describe('a formula', () => {
  test.each([
    [String.raw`\(x\)`, 'x'],
    [String.raw`\(AB\), \(f(x)\), \(10\)`, 'AB, f(x), 10'],
    [String.raw`so \[ \int_0^1 f(x)\, dx \] is`, 'so ∫₀¹ f(x) dx is'],
    ['$a*b*c$ and *so on*', 'a*b*c and so on'],
    [String.raw`$\{x\}$`, '{x}'],
    [String.raw`$\underbrace{\{1,2\}}_{P_1}$`, String.raw`$\underbrace{\{1,2\}}_{P_1}$`],
    ['其中$x_1$是数', '其中x₁是数'],
    ['the $n$th of them', 'the nth of them'],
    ['**$x_1$** is', 'x₁ is'],
    ['| a | b |\n|---|---|\n| $|x|_1$ | $y$ |', 'a    | b\n-----+--\n|x|₁ | y'],
  ])('is shown with every character, or as people write it: %s', (markdown, text) => {
    expect(shown(markdown)).toBe(text);
  });

  test('ends with its paragraph in a quotation', () => {
    expect(shown('> \\[ a_1\n>\n> b_2 \\]')).toBe('[ a_1\n\nb_2 ]');
    expect(shown('> \\(\\frac\n>> ')).toBe('(\\frac\n\n›');
    expect(new LiveLayout(telegramRenderer).updateAtOnce('> \\(\\frac\n>> ')).toHaveLength(1);
  });

  test('keeps its lines, whatever they begin with, where it is not known', () => {
    const tex = '\\[\n\\foo a \\\\\n- b\n+ *c* _d_\n= e\n# f\n\\]';
    expect(shown(tex)).toBe(tex);
    expect(shown(`> ${tex.replaceAll('\n', '\n> ')}`)).toBe(tex);
    expect(shown(`- ${tex.replaceAll('\n', '\n  ')}\n- b`)).toBe(`• ${tex.replaceAll('\n', '\n  ')}\n• b`);
    expect(formatDiscord('$$\nx*y\\foo\n$$')).toEqual(['$$\nx\\*y\\foo\n$$']);
  });

  test.each([
    'It costs $5 and $6.',
    'It went from US$5_a to $6*2, or 5$*3$.',
    '$HOME_DIR/$USER_NAME',
    'between A$ and B$',
    '`$x_1$` and ``$y`_1$``',
    '```sh\necho $a_b$ $c_d$\n```',
    '    $a_b$',
    '\\$x_1\\$',
    '(see above)',
    '$$$',
  ])('is none: %s', (markdown) => {
    const words = shown(markdown).replaceAll(/[`\s]/g, '');
    expect(words).toBe(
      markdown.replace('```sh', '').replaceAll('\\$', '$').replaceAll('5$*3$', '5$*3$').replaceAll(/[`\s]/g, ''),
    );
  });

  test('does not begin where brackets are only escaped', () => {
    for (const words of [
      '(see above)',
      'use ( and ) here',
      'as in [1], [2, 3] and [Smith]',
      'Smith (2024) says',
      'so (see page 3) and (and/or)',
    ])
      expect(shown(words.replaceAll(/[()[\]]/g, '\\$&'))).toBe(words);
    expect(formatTelegram('\\[not a link\\](https://e.com)')[0]?.text).toBe('[not a link](https://e.com)');
  });

  test('ends formatting of what is in it only', () => {
    expect(italics('*a* $b*c*d$ *e* \\(f*g\\) h*')).toEqual(['a', 'e']);
  });

  test('in a link or in code is what it is there', () => {
    expect(formatTelegram('[$x_1$](https://e.com/$x_1$)')).toMatchObject([
      { text: 'x₁ (e.com)', entities: [{ url: 'https://e.com/$x_1$' }] },
    ]);
  });

  test('keeps its characters while it grows, and where the answer breaks off', () => {
    const grown = (markdown: string) => new LiveLayout(telegramRenderer).updateAtOnce(markdown)[0]?.rendered.text;
    for (const half of ['So \\(a_1*b*', 'So \\[\n\\frac{a}{*b*', 'So\n\n$$\nx^2 *y*']) {
      expect(grown(half)).toBe(half);
      expect(shown(half)).toBe(half);
    }
    expect(shown('It costs $$ and *more* a_b')).toBe('It costs $$ and more a_b');
    expect(shown('\\(and *more*')).toBe('(and more');
  });

  test('keeps a line from being plain; a price does not', () => {
    expect(isPlain('It costs $5 or $6')).toBe(true);
    expect(isPlain('Then $a*b$ follows')).toBe(false);
    expect(isPlain('Then $x$ follows')).toBe(false);
  });
});

describe('a formula as people write it', () => {
  test.each([
    [String.raw`x^2 + y_i^{n+1} \le \frac{1}{2}`, 'x² + yᵢⁿ⁺¹ ≤ 1/2'],
    [String.raw`\sum_{i=1}^{n} i = \frac{n(n+1)}{2}`, '∑ᵢ₌₁ⁿ i = (n(n+1))/2'],
    [String.raw`x=\frac{-b \pm \sqrt{b^2-4ac}}{2a}`, 'x=(-b ± √(b²-4ac))/(2a)'],
    [String.raw`\lim_{x \to 0} \frac{\sin x}{x} = 1`, 'lim_(x → 0) ((sin x)/x) = 1'],
    [String.raw`\frac12x`, '(1/2)x'],
    [String.raw`\frac{dy}{dx}`, 'dy/dx'],
    [String.raw`\begin{aligned} a &= b \\[2pt] c &= d \end{aligned}`, 'a = b\nc = d'],
    [String.raw`90^\circ`, '90°'],
    [String.raw`f'(x) \in \mathbb{R}^n`, 'f′(x) ∈ ℝⁿ'],
    [String.raw`\left. \hat{y} \right| = \sqrt[3]{x}`, 'ŷ | = ∛x'],
    [String.raw`\text{rate} = 5\%`, 'rate = 5%'],
    [String.raw`a \equiv b \pmod{n}`, 'a ≡ b (mod n)'],
    [String.raw`e^{i\pi}`, 'e^(iπ)'],
  ])('%s', (tex, text) => {
    expect(readableMaths(tex)).toBe(text);
  });

  test.each([
    String.raw`\underbrace{x}_{y}`,
    String.raw`\begin{pmatrix}1\end{pmatrix}`,
    'x^',
    '{x',
    'x}',
    String.raw`\frac{1}`,
    '{'.repeat(30) + '}'.repeat(30),
    'x'.repeat(4000),
    ' ',
  ])('is not told of what is not known: %s', (tex) => {
    expect(readableMaths(tex)).toBeUndefined();
  });
});

const sign = fc.constantFrom(
  ...'abxyz0159*_^{}[]()+-=<>|&~#!.,:;\'"`@ '.split(''),
  '\\\\',
  '\\{',
  '\\foo',
  '\\frac',
  '中',
);
const formula = fc.array(sign, { maxLength: 30 }).map((signs) => `\\nothing ${signs.join('')}x`);

describe('any formula', () => {
  test('that is not known stays to the last character', () => {
    const property = fc.property(
      formula,
      fc.constantFrom(['\\(', '\\)'], ['$', '$'], ['$$', '$$'], ['\\[', '\\]']),
      (tex, [open, close]) => {
        const source = `${open}${tex.trim()}${close}`;
        fc.pre(readableMaths(tex) === undefined);
        expect(shown(`So *a* ${source} *b* follows.`)).toBe(`So a ${source} b follows.`);
      },
    );
    fc.assert(property, casesOf(500));
  });

  test('is found once, in order, and comes apart only where it fits no bubble', () => {
    const text = fc.array(
      fc.oneof(
        formula.map((tex) => `\\(${tex}\\)`),
        fc.constantFrom('word', 'two words.', '\n\n', '- item\n'),
      ),
      {
        maxLength: 12,
      },
    );
    const property = fc.property(text, fc.constantFrom(100, 200), (pieces, limit) => {
      const source = pieces.join(' ');
      const spans = findMaths(source);
      for (const [index, { start, end }] of spans.entries()) {
        expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
        expect(end).toBeGreaterThan(start);
      }
      const parts = layoutAtOnce(source, telegramRenderer, limit);
      const cuts = parts.slice(1).map(({ start }) => start);
      for (const { start, end } of spans)
        if (end - start < limit / 2) expect(cuts.filter((at) => at > start && at < end)).toEqual([]);
    });
    fc.assert(property, casesOf(200));
  });

  test('is read as one however it arrives', () => {
    const source = 'Then\n\n\\[\n\\foo\n- *b*\n\\]\n\nfollows.';
    for (let step = 1; step < source.length; step += 1) {
      const live = new LiveLayout(telegramRenderer);
      for (let end = step; end < source.length; end += step) live.updateAtOnce(source.slice(0, end));
      expect(live.updateAtOnce(source, true).map(({ rendered }) => rendered.text)).toEqual([source]);
    }
    expect(openMaths('a \\(b')).toBe(2);
    expect(openMaths('a \\(b\n\nc')).toBeUndefined();
  });
});

test('a line without a sign is within no formula', () => {
  for (const source of ['$$\\\n\n$$', '> $$\\\n>\n> $$', '\\[a\\\n \t\nb\\]'])
    expect(() => formatDiscord(source)).not.toThrow();
});
