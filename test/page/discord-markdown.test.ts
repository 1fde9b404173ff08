import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from './web/discord/markdown/tree.ts';
import { readMarkdown } from './web/discord/markdown.ts';
import { isOnlyEmoji } from './web/discord/markup.ts';

/**
 * The page's own reader of Discord's Markdown. What the client does in doubtful cases was found out by others who tried it
 * (github.com/LyricLy/parse-discord).
 */

/** A tree in a line: each node in brackets, with its type and its facts. */
function sketch(nodes: readonly Node[]): string {
  return nodes.map(sketchOne).join('');
}

function sketchOne(node: Node): string {
  if (node.type === 'text') return node.text;
  if (node.type === 'list')
    return `⟨list${node.start ?? ''} ${node.items.map((item) => `⟨${sketch(item)}⟩`).join('')}⟩`;
  const { type, ...facts } = node;
  const inner = 'children' in facts ? sketch(facts.children) : 'text' in facts ? facts.text : '';
  const others = Object.entries(facts).filter(([name]) => name !== 'children' && name !== 'text');
  return `⟨${[type, ...others.map(([, value]) => String(value))].join(':')} ${inner}⟩`;
}

const cases: Readonly<Record<string, readonly [source: string, tree: string][]>> = {
  emphasis: [
    ['*a* _b_ **c** __d__ ~~e~~ ||f||', '⟨italic a⟩ ⟨italic b⟩ ⟨bold c⟩ ⟨underline d⟩ ⟨strike e⟩ ⟨spoiler f⟩'],
    ['***a***', '⟨italic ⟨bold a⟩⟩'],
    ['___a_ b__ c', '⟨underline ⟨italic a⟩ b⟩ c'],
    ['***a** b* c', '⟨italic ⟨bold a⟩ b⟩ c'],
    ['**a *b** c*', '⟨bold a *b⟩ c*'],
    ['*a **b* c**', '⟨italic a **b⟩ c**'],
    ['**a*', '*⟨italic a⟩'],
    ['** a **', '⟨bold  a ⟩'],
    ['**two\nlines**', '⟨bold two\nlines⟩'],
    ['****', '⟨italic **⟩'],
    ['a * b*', 'a * b*'],
    ['a *b  *', 'a ⟨italic b⟩'],
    ['a *b   *', 'a *b   *'],
    ['*a\n*', '*a\n*'],
    ['snake_case_name and _in_side', 'snake_case_name and _in_side'],
    ['_你好_世界', '⟨italic 你好⟩世界'],
    ['**你好**世界', '⟨bold 你好⟩世界'],
    ['~~a~~_', '~~a~~_'],
    ['||a **b**\nc||', '⟨spoiler a ⟨bold b⟩\nc⟩'],
    ['||||', '||||'],
  ],
  escapes: [
    ['\\*a* \\_ \\\\ \\a \\&', '*a* _ \\ \\a &'],
    ['*a\\*b*', '⟨italic a*b⟩'],
    ['**\\**', '*⟨italic *⟩'],
    ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
    ['a   \nb', 'a\nb'],
  ],
  code: [
    ['`a *b*` ``c ` d``', '⟨code a *b*⟩ ⟨code c ` d⟩'],
    ['`\\`', '⟨code \\⟩'],
    ['``  `a  ``', '⟨code  `a  ⟩'],
    ['``', '``'],
    ['```` `', '⟨code ```⟩'],
    ['`a', '`a'],
    ['```js\nlet a = "**";\n\n```\nafter', '⟨fence:js let a = "**";⟩after'],
    ['before ```a``` after', 'before ⟨fence a⟩ after'],
    ['```two words\na```', '⟨fence two words\na⟩'],
    ['```py\n```', '⟨fence py⟩'],
    ['```c++\na```', '⟨fence:c++ a⟩'],
    ['```\n``\n```', '⟨fence ``⟩'],
    ['```\n\n```', '⟨code \n\n⟩'],
    ['```a', '```a'],
    ['**a ```b``` c**', '⟨bold a ⟨fence b⟩ c⟩'],
  ],
  'what a line begins with': [
    ['# a\n## b #\n### c\n#### d\ne', '⟨heading:1 a⟩⟨heading:2 b⟩⟨heading:3 c⟩#### d\ne'],
    ['a # b\n # c\n#d\n# # e\n# ', 'a # b\n # c\n#d\n# # e\n# '],
    ['# a **b**', '⟨heading:1 a ⟨bold b⟩⟩'],
    ['-# a\nb', '⟨subtext a⟩b'],
    ['a -# b\n -# c\n-#d', 'a -# b\n -# c\n-#d'],
    ['> a\n> b\nc', '⟨quote a\nb⟩c'],
    ['a\n>>> b\n\nc', 'a\n⟨quote b\n\nc⟩'],
    ['>a\na > b', '>a\na > b'],
    ['> > a', '⟨quote > a⟩'],
    ['> ```\n> a\n> ```', '⟨quote ⟨fence a⟩⟩'],
    ['> # a\n> - b', '⟨quote ⟨heading:1 a⟩⟨list ⟨b⟩⟩⟩'],
  ],
  lists: [
    ['- a\n* b\nc', '⟨list ⟨a⟩⟨b⟩⟩c'],
    ['3. a\n9. b', '⟨list3 ⟨a⟩⟨b⟩⟩'],
    ['0. a', '⟨list1 ⟨a⟩⟩'],
    ['- a\n  - b\n    - c\n- d', '⟨list ⟨a\n⟨list ⟨b\n⟨list ⟨c⟩⟩⟩⟩⟩⟨d⟩⟩'],
    ['1. a\n   b', '⟨list1 ⟨a\nb⟩⟩'],
    ['- a\n\n- b', '⟨list ⟨a⟩⟩\n⟨list ⟨b⟩⟩'],
    ['- # a\n- > b', '⟨list ⟨# a⟩⟨⟨quote b⟩⟩⟩'],
    ['-a\n1.b\na - b\n+ c\n- ', '-a\n1.b\na - b\n+ c\n- '],
    ['- a\n```\nb\n```', '⟨list ⟨a⟩⟩⟨fence b⟩'],
  ],
  links: [
    ['see https://a.example/b_c_d?x=1.', 'see ⟨link:https://a.example/b_c_d?x=1 https://a.example/b_c_d?x=1⟩.'],
    ['(https://a.example/b)', '(⟨link:https://a.example/b https://a.example/b⟩)'],
    ['https://a.example/(b)', '⟨link:https://a.example/(b) https://a.example/(b)⟩'],
    ['http://a ftp://ab', 'http://a ftp://ab'],
    ['<https://a.example/x>', '⟨link:https://a.example/x https://a.example/x⟩'],
    ['<blah:/*a*> <a b>', 'blah:/*a* <a b>'],
    ['[a **b**](https://c.example/)', '⟨link:https://c.example/ a ⟨bold b⟩⟩'],
    ['[a](<https://c.example/>)', '⟨link:https://c.example/ a⟩'],
    ['[a](https://c.example/ "t")', '⟨link:https://c.example/:t a⟩'],
    ['[a](https://c.example/(d)e)f', '⟨link:https://c.example/(d)e a⟩f'],
    ['[[1]](https://c.example/)', '⟨link:https://c.example/ [1]⟩'],
    ['[[a](https://c.example/)', '[⟨link:https://c.example/ a⟩'],
    ['[# a](https://c.example/)', '⟨link:https://c.example/ # a⟩'],
    ['[a](javascript:alert`1`)', '[a](javascript:alert`1`)'],
    ['[https://bank.example](https://evil.example)', '[https://bank.example](https://evil.example)'],
    ['[ｈttps://bank.example](https://evil.example)', '[ｈttps://bank.example](https://evil.example)'],
    ['[`https://bank.example`](https://evil.example)', '[`https://bank.example`](https://evil.example)'],
    ['[🥺](https://c.example) [ ](https://c.example)', '[🥺](https://c.example) [ ](https://c.example)'],
    ['[a] (b) [c](d)', '[a] (b) [c](d)'],
  ],
  'what Discord alone has': [
    ['<@12> <@!12> <#34> <@&56>', '⟨user:12 ⟩ ⟨user:12 ⟩ ⟨channel:34 ⟩ ⟨role:56 ⟩'],
    ['@everyone @here', '⟨everyone:everyone ⟩ ⟨everyone:here ⟩'],
    ['</ask:78> </图像 新:78>', '⟨command:ask:78 ⟩ ⟨command:图像 新:78 ⟩'],
    ['<t:0:R> <t:-5> <t:99999999999999999>', '⟨time:0:R ⟩ ⟨time:-5:f ⟩ <t:99999999999999999>'],
    ['<:wave:9> <a:wave:9>', '⟨emoji:wave:9:false ⟩ ⟨emoji:wave:9:true ⟩'],
    ['<id:customize> <id:nowhere>', '⟨navigation:customize ⟩ <id:nowhere>'],
    ['<@a> <#> </ask>', '<@a> <#> </ask>'],
  ],
  'what Discord does not have': [
    ['| a | b |\n| --- | --- |\n| 1 | 2 |', '| a | b |\n| --- | --- |\n| 1 | 2 |'],
    ['![a](https://c.example/p.png)', '!⟨link:https://c.example/p.png a⟩'],
    ['a\n---\n***', 'a\n---\n***'],
    ['<b>a</b> &amp; [^1]', '<b>a</b> &amp; [^1]'],
  ],
};

describe.each(Object.entries(cases))('%s', (_, rows) => {
  it.each(rows)('%j', (source, tree) => {
    expect(sketch(readMarkdown(source))).toBe(tree);
  });
});

const signs = ['*', '**', '_', '__', '~~', '||', '`', '```', '\n', ' ', '  ', '# ', '-# ', '> ', '>>> ', '- ', '1. '];
const others = [
  '\\',
  '[',
  ']',
  '](',
  ')',
  '(',
  '<',
  '>',
  '"',
  'https://',
  '<@1>',
  '<t:1:R>',
  ':',
  '|',
  '[^',
  'a',
  '你',
  '🥺',
  '.',
];

describe('any text', () => {
  it('keeps all its letters, in order', () => {
    const letters = (text: string) => text.match(/[a-zA-Z你]/g)?.join('') ?? '';
    const kept = (nodes: readonly Node[]): string =>
      nodes
        .map((node) => {
          if (node.type === 'list') return node.items.map(kept).join('');
          if (node.type === 'link') return kept(node.children);
          if (node.type === 'fence') return (node.language ?? '') + node.text;
          if ('text' in node) return node.text;
          return 'children' in node ? kept(node.children) : node.type === 'time' ? 'tR' : '';
        })
        .join('');
    // An address stands in the tree as what it opens, so texts without masked links show all.
    const parts = [...signs, ...others].filter((part) => part !== '](');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 60 }), (all) => {
        const source = all.join('');
        expect(letters(kept(readMarkdown(source)))).toBe(letters(source));
      }),
      { numRuns: 2000 },
    );
  });

  it('of 4,000 characters is read in 20 ms', () => {
    const units = [
      ...signs,
      ...others,
      '*a ',
      '_a_b',
      '**a',
      '[a](',
      '[](',
      '[[',
      '<a:/',
      '<t:',
      '> > ',
      '- - ',
      '1. 1. ',
      '`a``',
      '"',
      '[a]( "',
      '(',
      '()',
      '[](()',
      '||a',
      '~~a',
      'http://.',
      '\n- ',
      '\n> ',
      '\n ',
      '```a\n',
      '***a',
      '*_',
      '**__~~||',
      '\\*',
      '¯',
    ];
    const texts = units.flatMap((unit) => {
      const text = unit.repeat(4000 / unit.length);
      return [text, `${text})`, `${text}>`, `**${text} **`];
    });
    // What else the machine does in this time does not count.
    const time = (text: string) => {
      const begun = process.threadCpuUsage();
      readMarkdown(text);
      const { user, system } = process.threadCpuUsage(begun);
      return (user + system) / 1000;
    };
    const slow = texts.filter((text) => time(text) > 20 && time(text) > 20);
    expect(slow.map((text) => text.slice(0, 30))).toEqual([]);
  });
});

describe('emoji that stand alone', () => {
  it.each([
    ['👍🏽'.repeat(30), true],
    ['👍🏽'.repeat(31), false],
    ['👨‍👩‍👧 <:wave:1> 1️⃣', true],
    ['', false],
    ['1', false],
  ])('%s: %s', (text, large) => {
    expect(isOnlyEmoji(text)).toBe(large);
  });

  it('take no time where a letter follows', () => {
    const start = performance.now();
    expect(isOnlyEmoji(`${'👍🏽'.repeat(16)}x`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
