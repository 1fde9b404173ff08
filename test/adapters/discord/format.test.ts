import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discordRenderer } from '../../../adapters/discord/format.ts';
import { lostWords, wildMarkdown } from '../../delivery/markdown-arbitrary.ts';
import { formatDiscord as formatMarkdown } from '../../support/format.ts';
import { casesOf } from '../../support/whole.ts';

describe('formatMarkdown for Discord', () => {
  test.each([
    ['plain text', 'plain text'],
    ['**b** *i* ~~s~~ `c` ***both***', '**b** *i* ~~s~~ `c` **_both_**'],
    ['a **b *c***', 'a **b _c_**'],
    ['a\\*b\\* snake_case __dunder__ \\_x\\_', 'a\\*b\\* snake_case **dunder** \\_x\\_'],
    ['# One\n## Two\n### Three\n#### Four', '# One\n## Two\n### Three\n**Four**'],
    ['\\# no\n\n\\- no\n\n\\> no\n\n1\\. no', '\\# no\n\n\\- no\n\n\\> no\n\n1\\. no'],
    ['#hashtag and 1.5', '#hashtag and 1.5'],
    ['||spoiler|| a | b', '\\|\\|spoiler\\|\\| a | b'],
    ['¯\\\\_(ツ)\\_/¯ C:\\Users', '¯\\\\\\_(ツ)\\_/¯ C:\\Users'],
    ['<@123> <#1> @everyone a < b', '\\<@123> \\<#1> @everyone a < b'],
    ['- a\n- b\n  - c\n1. d\n2. e', '- a\n- b\n  - c\n\n1. d\n2. e'],
    ['3. a\n2. b', '3. a\n2\\. b'],
    ['- [x] done\n- [ ] open', '- ☑ done\n- ☐ open'],
    ['> q\n> r\n\nend', '> q\n> r\n\nend'],
    ['```ts\nlet a;\n```', '```ts\nlet a;\n```'],
    ['````md\n```js\nx\n```\n````', '```md\n`\u200b`\u200b`js\nx\n`\u200b`\u200b`\n```'],
    ['`` a`b ``', '`` a`b ``'],
    ['[t](https://example.com/a_b)', '[t](<https://example.com/a_b>) (example.com)'],
    ['[https://bank.com](https://evil.com)', '<https://bank.com> (<https://evil.com>) (evil.com)'],
    ['\\[t](https://evil.com)', '[t]\\(<https://evil.com>)'],
    ['https://e.com/a_b*c', '<https://e.com/a_b*c>'],
    ['[t](https://e.com/a(b)c)', '[t](<https://e.com/a(b)c>) (e.com)'],
    ['![alt](https://e.com/p.png)', '[alt](<https://e.com/p.png>) (e.com)'],
    ['<b>html</b>', '\\<b>html\\</b>'],
    ['| a | b |\n|---|---|\n| long | `x` |', '```\na    | b\n-----+--\nlong | x\n```'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['a\u202eb', 'ab'],
    ['**שלום**\u200f!', '**שלום**\u200f!'],
    ['a<br>**b<br>c**', 'a\n**b**\n**c**'],
    ['| a<br>b | c |\n|---|---|\n| d | e |', '```\na | c\nb |\n--+--\nd | e\n```'],
  ])('%j', (markdown, expected) => {
    expect(formatMarkdown(markdown)).toEqual([expected]);
  });

  test('a message holds at most 2000 characters, escapes included', () => {
    expect(formatMarkdown('a'.repeat(2000))).toHaveLength(1);
    expect(formatMarkdown('a'.repeat(2001)).map((part) => part.length)).toEqual([2000, 1]);
    const stars = formatMarkdown('\\*'.repeat(1500));
    expect(stars.every((part) => part.length <= 2000 && /^(?:\\\*)+$/.test(part))).toBe(true);
  });

  test('fences are whole in each part', () => {
    const code = Array.from({ length: 300 }, (_, line) => `const value${line} = ${line};`).join('\n');
    const parts = formatMarkdown(`Before\n\n\`\`\`js\n${code}\n\`\`\`\n\nAfter`);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(part.match(/^```/gm)).toHaveLength(2);
    for (const part of parts) expect(part).toContain('```js\n');
    expect(parts.join('\n').match(/const value\d+ = \d+;/g)).toHaveLength(300);
  });

  test('any source makes parts that fit, with every word and an even number of fences', () => {
    const property = fc.property(wildMarkdown(200), (source) => {
      const parts = formatMarkdown(source);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(2000);
        expect(part).toBe(part.trim());
        expect(part.isWellFormed()).toBe(true);
        expect((part.match(/(?<!\\)```/g) ?? []).length % 2).toBe(0);
      }
      expect(lostWords(source, parts.join('\n'))).toEqual([]);
    });
    fc.assert(property, casesOf(500));
  }, 120_000);

  test('any tree can be rendered', () => {
    let node: import('mdast').BlockContent = { type: 'paragraph', children: [{ type: 'text', value: 'bottom' }] };
    for (let level = 0; level < 5000; level += 1) node = { type: 'blockquote', children: [node] };
    expect(discordRenderer.render({ type: 'root', children: [node] }).text).toContain('bottom');
  });
});
