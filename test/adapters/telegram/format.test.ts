import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { telegramRenderer } from '../../../adapters/telegram/format.ts';
import { layoutAtOnce } from '../../../src/delivery/layout.ts';
import { fullText, lostWords, wildMarkdown } from '../../delivery/markdown-arbitrary.ts';
import { formatTelegram as formatMarkdown } from '../../support/format.ts';
import { casesOf } from '../../support/whole.ts';
import { entityProblems } from './entity-rules.ts';

/** Text and, for each entity, its type, what it covers and what it carries. */
function shown(markdown: string): [string, ...string[]] {
  const [part] = formatMarkdown(markdown);
  const describeEntity = (entity: NonNullable<typeof part>['entities'][number]) => {
    const extra = 'url' in entity ? ` ${entity.url}` : 'language' in entity ? ` ${entity.language}` : '';
    return `${entity.type}(${part?.text.slice(entity.offset, entity.offset + entity.length)})${extra}`;
  };
  return [part?.text ?? '', ...(part?.entities ?? []).map(describeEntity)];
}

describe('formatMarkdown for Telegram', () => {
  test.each<[string, ...string[]]>([
    ['plain text', 'plain text'],
    ['**b** *i* ~~s~~ `c`', 'b i s c', 'bold(b)', 'italic(i)', 'strikethrough(s)', 'code(c)'],
    ['***both***', 'both', 'bold(both)', 'italic(both)'],
    ['**use `x` now**', 'use x now', 'bold(use)', 'code(x)', 'bold(now)'],
    ['# Title *it*', 'Title it', 'bold(Title it)', 'italic(it)'],
    ['a\\*b &amp; 2 * 3', 'a*b & 2 * 3'],
    ['- a\n- b\n  - c', '• a\n• b\n  • c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['- [x] done\n- [ ] open', '• ☑ done\n• ☐ open'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['> q **b**', 'q b', 'blockquote(q b)', 'bold(b)'],
    ['> a\n> > b', 'a\n\n› b', 'blockquote(a\n\n› b)'],
    ['```ts\nlet a;\n```', 'let a;', 'pre(let a;) ts'],
    ['```\n  indented\n```', '  indented', 'pre(  indented)'],
    ['```ts title="a b"\nx\n```', 'ts title="a b"\nx', 'pre(x) ts'],
    ['[t](https://example.com/a)', 't (example.com)', 'text_link(t) https://example.com/a'],
    [
      '[https://bank.com](https://evil.com)',
      'https://bank.com (evil.com)',
      'text_link(https://bank.com) https://evil.com',
    ],
    ['[x](https://bank.com@evil.com/)', 'x (evil.com)', 'text_link(x) https://bank.com@evil.com/'],
    ['[t](https://аpple.com)', 't (xn--pple-43d.com)', 'text_link(t) https://аpple.com'],
    ['[example.com](https://example.com/)', 'example.com', 'text_link(example.com) https://example.com/'],
    [
      'https://example.com/a_b',
      'https://example.com/a_b',
      'text_link(https://example.com/a_b) https://example.com/a_b',
    ],
    ['[t](javascript:alert)', 't (javascript:alert)'],
    ['[t](https://localhost/x)', 't (https://localhost/x)'],
    ['[`code`](https://e.com)', 'code (e.com)', 'text_link(code) https://e.com'],
    ['![alt](https://e.com/p.png "ti")', 'alt (e.com “ti”)', 'text_link(alt) https://e.com/p.png'],
    ['![](https://e.com/p.png)', 'https://e.com/p.png', 'text_link(https://e.com/p.png) https://e.com/p.png'],
    ['a@b.co', 'a@b.co'],
    ['<b>html</b> <!-- c -->', '<b>html</b> <!-- c -->'],
    ['see [docs][1]\n\n[1]: https://e.com "T"', 'see docs [1]\n\n[1]: https://e.com “T”'],
    ['fact[^n]\n\n[^n]: note', 'fact[n]\n\n[n]: note'],
    [
      '| a | 中 |\n|---|--:|\n| long | x |\n| 1 | 2 | 3 |',
      'a    | 中\n-----+----+--\nlong |  x\n1    |  2 | 3',
      'pre(a    | 中\n-----+----+--\nlong |  x\n1    |  2 | 3)',
    ],
    [
      '| k | v |\n|---|---|\n| a<br>b | c<br/>d<BR />e |\n| f | g |',
      'k | v\n--+--\na | c\nb | d\n  | e\nf | g',
      'pre(k | v\n--+--\na | c\nb | d\n  | e\nf | g)',
    ],
    ['one<br>two<br />\nthree\n\n<br>\n\nfour<br', 'one\ntwo\nthree\n\nfour<br'],
    ['- a<br>b\n\n**c<br>d**', '• a\n  b\n\nc\nd', 'bold(c\nd)'],
    ['`<br>` &lt;br>', '<br> <br>', 'code(<br>)'],
    ['a\u202eb\u2066c\u200bd', 'abcd'],
    // Marks of direction, which put a sign on its side, stay where letters run from right to left.
    ['**שלום**\u200f! C++\u200e ועוד\u200f\u200f.', 'שלום\u200f! C++\u200e ועוד\u200f.', 'bold(שלום)'],
    ['a\u200eb\u061c\nא\u200e!\n\n\u200fc', 'ab\nא\u200e!\n\nc'],
    ['👩‍👩‍👧 a\u200db می‌خواهم', '👩‍👩‍👧 ab می‌خواهم'],
    ['x\u0000y\ud800', 'x\ufffdy\ufffd'],
    ['3. three\n2. two\n1. one', '3. three\n2. two\n1. one'],
  ])('%j', (markdown, ...expected) => {
    expect(shown(markdown)).toEqual(expected);
  });

  test('blank Markdown has no parts', () => {
    for (const blank of ['', ' \n ', '\u200b']) expect(formatMarkdown(blank)).toEqual([]);
  });

  test('a message holds at most 4096 characters after parsing', () => {
    expect(formatMarkdown(`**${'a'.repeat(4096)}**`)).toHaveLength(1);
    const parts = formatMarkdown(`**${'a'.repeat(4097)}**`);
    expect(parts.map(({ text }) => text.length)).toEqual([4096, 1]);
    expect(parts.map(({ entities }) => entities.map(({ type }) => type))).toEqual([['bold'], ['bold']]);
  });

  test('a message holds at most 100 entities; none is dropped', () => {
    const parts = formatMarkdown('**b** '.repeat(250));
    expect(parts.map(({ entities }) => entities.length)).toEqual([100, 100, 50]);
  });

  test('a message holds at most 9,500 characters of text and addresses; none is lost', () => {
    const links = Array.from({ length: 80 }, (_, at) => `https://example.com/${at}/${'a'.repeat(176)}`);
    const parts = formatMarkdown(links.map((url, at) => `- [page ${at}](${url})\n`).join(''));
    expect(parts).toHaveLength(2);
    expect(parts.flatMap(({ entities }) => entities.flatMap((each) => ('url' in each ? each.url : [])))).toEqual(links);
    for (const { text, entities } of parts) expect(entityProblems(text, entities)).toEqual([]);
  });

  test('without formatting, every address is written out behind its words', () => {
    const [part] = layoutAtOnce(
      '**See** [one](https://e.com/1), https://e.com/2 and [@two](https://e.com/3).',
      telegramRenderer,
    );
    expect(telegramRenderer.plain?.(part?.rendered ?? { text: '' })).toEqual({
      text: 'See one (https://e.com/1) (e.com), https://e.com/2 and @two (https://e.com/3) (e.com).',
    });
    const property = fc.property(wildMarkdown(), (source) => {
      for (const { rendered } of layoutAtOnce(source, telegramRenderer)) {
        const plain = telegramRenderer.plain?.(rendered);
        expect(plain).not.toHaveProperty('entities');
        for (const entity of formatEntities(rendered)) if ('url' in entity) expect(plain?.text).toContain(entity.url);
      }
    });
    fc.assert(property, casesOf(100));
  });

  test('a pair of surrogates at the limit stays whole', () => {
    for (const lead of [4094, 4095, 4096]) {
      const parts = formatMarkdown(`${'a'.repeat(lead)}😀b`);
      expect(parts.map(({ text }) => text).join('')).toBe(`${'a'.repeat(lead)}😀b`);
      expect(parts.every(({ text }) => text.isWellFormed() && text.length <= 4096)).toBe(true);
    }
  });

  test('any source makes messages the server takes as they are, with every word', () => {
    const property = fc.property(wildMarkdown(), fc.constantFrom(50, 200, 4096), (source, limit) => {
      for (const { rendered } of layoutAtOnce(source, telegramRenderer, limit))
        expect(entityProblems(rendered.text, formatEntities(rendered))).toEqual([]);
      const parts = formatMarkdown(source);
      for (const { text, entities } of parts) expect(entityProblems(text, entities)).toEqual([]);
      const words = parts.map(({ text, entities }) => fullText({ text, entities })).join('\n');
      expect(lostWords(source, words)).toEqual([]);
    });
    fc.assert(property, casesOf(500));
  }, 120_000);

  test('any tree can be rendered', () => {
    let quotes = '';
    for (let depth = 0; depth < 9; depth += 1) quotes += '> - ';
    expect(formatMarkdown(`${quotes}deep`)[0]?.text).toContain('deep');
    const deep = { type: 'root' as const, children: [nested(5000)] };
    expect(telegramRenderer.render(deep).text).toContain('bottom');
  });
});

function nested(depth: number) {
  let node: import('mdast').BlockContent = { type: 'paragraph', children: [{ type: 'text', value: 'bottom' }] };
  for (let level = 0; level < depth; level += 1) node = { type: 'blockquote', children: [node] };
  return node;
}

type Entities = ReturnType<typeof formatMarkdown>[number]['entities'];

function formatEntities(rendered: { entities?: readonly object[] }): Entities {
  return (rendered.entities ?? []).filter((entity): entity is Entities[number] => 'offset' in entity);
}
