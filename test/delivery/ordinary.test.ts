import { describe, expect, test } from 'vitest';
import { isHostile } from '../../src/delivery/hostile.ts';
import { parseMarkdown } from '../../src/delivery/markdown.ts';
import { formatDiscord, formatTelegram } from '../support/format.ts';

/** Repeats a piece with its number in place of `%`. */
function times(count: number, piece: string): string {
  return Array.from({ length: count }, (_, index) => piece.replaceAll('%', String(index + 1))).join('');
}

const chapter =
  '## % Setting up the server\n\nInstall **version %** of the `server` package, then read [the guide](https://example.com/guide/%) ' +
  'and its *notes*. It takes about 5 minutes; most of it is waiting. See also https://example.com/faq?page=%&lang=en.\n\n' +
  '1. Open the file `config/%.yaml`.\n2. Set **both** keys:\n   - `host`: the name of the machine\n   - `port`: a number, *not* a name\n' +
  '3. Restart.\n\n```ts\nexport function start%(options: Options): Promise<void> {\n  const { host, port } = options;\n' +
  '  return listen(host + `:`, port, { retries: [1, 2, 3] }); // *_~\n}\n```\n\n| Key | Meaning | Default |\n|:----|:-------|------:|\n' +
  '| `host` | name of the machine | localhost |\n| `port` | where it listens | 80% |\n| `tls` | **on** or off | on |\n\n' +
  '> **Note:** the second start is faster.\n> It uses the cache.\n\n';

/** Answers as models write them, 4,000 to 20,000 characters. */
const documents: Readonly<Record<string, string>> = {
  guide: times(16, chapter),
  'points in bold': times(150, '- **Point %:** what it means, in a sentence that is not too short.\n'),
  'short items': times(280, '- item %\n'),
  'steps with substeps': times(60, '1. **Step %**\n   - do this\n   - then that, with `code`\n     - and a detail\n'),
  'loose list': times(80, '- Item %\n\n  A second paragraph of it, with *emphasis* and more words.\n\n'),
  tasks: times(120, '- [x] task % is done\n- [ ] but this one is open\n'),
  'long table': `| Name | Year | Population | Area | Language |\n|---|---:|---:|---:|---|\n${times(110, '| City % | 19% | %,000 | % km² | a language |\n')}`,
  'table in Chinese': `| 名称 | 说明 | 数量 |\n|---|---|---|\n${times(200, '| 项目% | 这是第%个项目的说明 | % |\n')}`,
  'prose in Chinese': times(
    60,
    '**重点%：**这是一个很长的段落，里面有《书名》、“引号”和`代码`，还有很多句子。然后我们继续说下去，直到说完为止。\n\n',
  ),
  'prose in Arabic': times(
    60,
    'هذه **فقرة** طويلة رقم % فيها كلمات كثيرة و`شفرة` ورابط [هنا](https://example.com/%).\n\n',
  ),
  'prose in Hindi': times(60, 'यह **अनुच्छेद** % बहुत लंबा है, इसमें *कई* शब्द हैं। और एक वाक्य भी है।\n\n'),
  code: `Here it is:\n\n\`\`\`c\n${times(300, 'int f%(int *a, char **b) { return a[0] * b[1][2]; } /* _x_ */\n')}\`\`\`\n\nThat is all.`,
  'many snippets': times(60, 'Run this:\n\n```sh\nnpm run task-% -- --flag\n```\n\n'),
  'sources in brackets': times(80, 'A fact with its sources [%] and [12], as *shown* by several people.\n\n'),
  links: times(90, '- [Title of page %](https://example.com/a/b/%?utm_source=openai) by somebody\n'),
  'bare links': times(90, 'Page %: https://example.com/a/b/% and www.example.org/%\n\n'),
  footnotes: `${times(40, 'A claim.[^%] Another sentence of this paragraph.\n\n')}${times(40, '[^%]: The source number %.\n')}`,
  poem: times(150, 'A line of verse number %,  \nand one that follows it,\\\nthen the last.\n\n'),
  chat: times(60, '> They wrote %: what is *that*?\n\nAnd the answer is **this**, of course.\n\n'),
  formulas: times(100, 'With $a_% = \\frac{b_1}{c_2}$ and $x^{2} * y_i$ we get $E_{%}$ in the interval [0, 1).\n\n'),
  'headings with rules': times(70, '### Part %\n\nSome words about it.\n\n---\n\n'),
  'underlined headings': times(70, 'Part %\n======\n\nSome words about it, and a few more.\n\n'),
  'letters of HTML': times(70, 'Use <b>bold</b> or <kbd>Ctrl</kbd>+<kbd>%</kbd> &amp; wait &mdash; then go on.\n\n'),
};

describe('ordinary long answers', () => {
  test.each(Object.entries(documents))('stay within every bound: %s', (name, markdown) => {
    expect(markdown.length).toBeGreaterThan(2_500);
    // The longest stretch that is parsed for one bubble of Telegram. The middle of code has its fence before it there.
    const step = name === 'code' ? markdown.length : 2_000;
    for (let at = 0; at < markdown.length; at += step) expect(isHostile(markdown.slice(at, at + 6_300))).toBe(false);
  });

  test.each(Object.entries(documents))('show no markup and lose nothing: %s', (name, markdown) => {
    const telegram = formatTelegram(markdown);
    expect(telegram.every(({ text }) => text.length <= 4096)).toBe(true);
    const shown = telegram.map(({ text }) => text).join('\n');
    if (name !== 'code' && name !== 'guide') expect(shown).not.toMatch(/\*\*|\]\(http|\|-|```|^#|^=/m);
    const kinds = new Set(telegram.flatMap(({ entities }) => entities.map(({ type }) => type)));
    for (const [mark, kind] of [
      ['**', 'bold'],
      ['```', 'pre'],
      ['|--', 'pre'],
      ['](', 'text_link'],
    ] as const)
      if (markdown.includes(mark) && name !== 'code') expect(kinds).toContain(kind);
    expect(formatDiscord(markdown).every((text) => text.length <= 2000)).toBe(true);
  });

  test('keep every address a link, however many dots and queries they have', () => {
    const addresses = Array.from(
      { length: 40 },
      (_, index) => `https://docs.v${index}.example.co.uk/a.b.c/page.${index}.html?q=x.y&lang=en.us#part.${index}`,
    );
    const markdown = addresses.map((address) => `See ${address}.`).join(' ');
    expect(markdown.length).toBeGreaterThan(3_000);
    const [paragraph] = parseMarkdown(markdown).children;
    const links = paragraph?.type === 'paragraph' ? paragraph.children.filter(({ type }) => type === 'link') : [];
    expect(links.map((link) => link.type === 'link' && link.url)).toEqual(addresses);
  });

  test('read as a whole where they can be', () => {
    const { children } = parseMarkdown(times(8, chapter));
    expect(children.filter(({ type }) => type === 'table')).toHaveLength(8);
    expect(children.filter(({ type }) => type === 'code')).toHaveLength(8);
    expect(children.filter(({ type }) => type === 'list')).toHaveLength(8);
  });
});
