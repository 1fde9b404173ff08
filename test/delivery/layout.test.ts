import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discordRenderer } from '../../adapters/discord/format.ts';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { LiveLayout, layout, layoutAtOnce } from '../../src/delivery/layout.ts';
import { bareText } from '../../src/delivery/runs.ts';
import type { Renderer } from '../../src/ports/index.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { casesOf, isWhole, itEach } from '../support/whole.ts';
import { fullText, lostWords, wildMarkdown } from './markdown-arbitrary.ts';

/** Shows the bare text: what is tested here is the cutting. */
const bare: Renderer = {
  limit: 100,
  render: (tree) => ({ text: tree.children.map(bareText).join('\n\n').trim() }),
  size: ({ text }) => text.length,
};

const texts = (markdown: string, renderer = bare, limit?: number) =>
  layoutAtOnce(markdown, renderer, limit).map(({ rendered }) => rendered.text);

const document = Array.from(
  { length: 12 },
  (_, i) =>
    `## Section ${i}\n\nSome **bold ${i}** text that goes on. Another sentence? Yes!\n\n1. first ${i}\n2. second\n   - nested a\n   - nested b\n\n` +
    `\`\`\`py\ndef f${i}(x):\n    return x * ${i}\n\n    # comment ${i}\n\`\`\`\n\n| k | v |\n|---|--:|\n| a${i} | ${i} |\n| b | ${i * 7} |\n\n> quote ${i}\n> second line\n\n`,
).join('');

describe('layout', () => {
  test('blank Markdown has no parts', () => {
    for (const blank of ['', ' \n\t\n', '\u200b\u2060']) expect(layoutAtOnce(blank, bare)).toEqual([]);
  });

  test('what says nothing as Markdown is shown as it is', () => {
    expect(texts('#')).toEqual(['#']);
  });

  test('text of exactly the limit is one part', () => {
    expect(texts('a'.repeat(100))).toHaveLength(1);
    expect(texts('a'.repeat(101)).map((text) => text.length)).toEqual([100, 1]);
  });

  test('cuts at blocks, then lines, sentences, words', () => {
    const block = 'x'.repeat(60);
    expect(texts(`${block}\n\n${block}`)).toEqual([block, block]);
    expect(texts(`${block}\n${block}`)).toEqual([block, block]);
    expect(texts(`${'x'.repeat(30)} ${'y'.repeat(30)}. ${'z'.repeat(20)} ${block}`)).toEqual([
      `${'x'.repeat(30)} ${'y'.repeat(30)}.`,
      `${'z'.repeat(20)} ${block}`,
    ]);
    expect(texts(`short ${'x'.repeat(90)} ${block}`)).toEqual([`short ${'x'.repeat(90)}`, block]);
  });

  test('a heading goes with what follows it', () => {
    expect(texts(`${'x'.repeat(70)}\n\n# Title\n\n${'y'.repeat(50)}`)).toEqual([
      'x'.repeat(70),
      `Title\n\n${'y'.repeat(50)}`,
    ]);
  });

  test.each(['👩‍👩‍👧', '😀', 'e\u0301', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'नि'])('never parts a grapheme: %s', (grapheme) => {
    for (let lead = 0; lead < grapheme.length; lead += 1) {
      const parts = texts('a'.repeat(lead) + grapheme.repeat(40));
      expect(parts.join('')).toBe('a'.repeat(lead) + grapheme.repeat(40));
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(100);
        expect(part.replace(/^a*/, '').length % grapheme.length).toBe(0);
      }
    }
  });

  test('a grapheme longer than the limit is parted between code points', () => {
    const parts = texts(`😀${'\u0301'.repeat(250)}`);
    expect(parts.every((part) => part.length <= 100 && part.isWellFormed())).toBe(true);
  });

  test('code goes on in the next part with its language', () => {
    const code = Array.from({ length: 20 }, (_, line) => `line(${line});`).join('\n');
    const parts = texts(`\`\`\`ts\n${code}\n\`\`\`\n\nAfter.`, discordRenderer, 100);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part).toMatch(/^```ts\n(?:line\(\d+\);\n)+```(?:\n\nAfter\.)?$/);
  });

  test('code in a list goes on as code, and the list after it', () => {
    const code = Array.from({ length: 10 }, (_, line) => `   line(${line});`).join('\n');
    const parts = texts(`1. one\n   \`\`\`ts\n${code}\n   \`\`\`\n2. two`, discordRenderer, 80);
    for (const part of parts.slice(1)) expect(part).toMatch(/^\s*```ts\nline/);
    expect(parts.at(-1)).toMatch(/\n2\. two$/);
  });

  test('formatting, lists, quotes and tables go on in the next part', () => {
    const words = 'word '.repeat(40).trim();
    for (const part of texts(`**${words}**`, discordRenderer, 60)) expect(part).toMatch(/^\*\*(?:word ?)+\*\*$/);
    for (const part of texts(`> ${words}`, discordRenderer, 60)) expect(part).toMatch(/^> (?:word ?)+$/);
    const rows = Array.from({ length: 20 }, (_, row) => `| a${row} | b |`).join('\n');
    for (const part of texts(`| k | v |\n|---|---|\n${rows}`, discordRenderer, 100))
      expect(part).toMatch(/^```\nk +\| v\n/);
    const nested = texts(`1. one\n${'   - nested item\n'.repeat(8)}2. two`, discordRenderer, 80);
    expect(nested.slice(1).every((part) => /^(?:- nested item|2\. two)/.test(part))).toBe(true);
  });

  test('a code span that goes on does not become a fence', () => {
    const parts = texts(`word ${'word '.repeat(10)}\`\`\`code \` ${'code '.repeat(20)}\`\`\` end`, discordRenderer, 60);
    expect(parts.filter((part) => part.includes('```'))).toEqual([]);
    expect(parts.at(-1)).toMatch(/\bend$/);
  });

  test('ranges are in order and cover the source', () => {
    const parts = layoutAtOnce(document, telegramRenderer, 300);
    expect(parts.at(-1)?.end).toBe(document.length);
    for (const [index, part] of parts.entries()) expect(part.start).toBe(parts[index - 1]?.end ?? 0);
  });

  test('100,000 characters lose nothing', () => {
    const words = Array.from({ length: 9_000 }, (_, index) => `w${1000 + index}q`);
    const source = words
      .map((word, index) => (index % 50 === 49 ? `${word}.\n\n` : index % 7 ? `${word} ` : `**${word}** `))
      .join('');
    for (const renderer of [telegramRenderer, discordRenderer]) {
      const parts = layoutAtOnce(source.repeat(1), renderer);
      expect(parts.every(({ rendered }) => renderer.size(rendered) <= renderer.limit)).toBe(true);
      expect(lostWords(source, parts.map(({ rendered }) => rendered.text).join('\n'))).toEqual([]);
    }
  });

  test('any source, any limit: nothing lost, nothing too long', () => {
    const property = fc.property(wildMarkdown(), fc.constantFrom(20, 40, 64, 100, 300), (source, limit) => {
      for (const renderer of [bare, telegramRenderer, discordRenderer]) {
        const parts = layoutAtOnce(source, renderer, limit);
        const shown = parts.map(({ rendered }) => fullText(rendered)).join('\n');
        expect(parts.every(({ rendered }) => renderer.size(rendered) <= limit && rendered.text.trim() !== '')).toBe(
          true,
        );
        // Where a word fits a bubble only without its fence or marker, it may be parted.
        if (limit >= 64) expect(lostWords(source, shown)).toEqual([]);
      }
    });
    fc.assert(property, casesOf(75));
  }, 180_000);

  // Without bounds these take minutes.
  itEach(4, [
    ['lines of nothing', '\n'.repeat(30_000)],
    ['cells', `|a|\n|-|\n${'|'.repeat(40_000)}`],
    ['family', `👩${'\u200d👩'.repeat(13_000)}`],
    ['stars', '*'.repeat(50_000)],
    ['links', '[a](b) '.repeat(6_000)],
    ['headings', '# a\n'.repeat(10_000)],
    ['underlined headings', 'a\n=\n'.repeat(12_500)],
    ['code', '`a` '.repeat(10_000)],
    ['hosts', 'www.'.repeat(10_000)],
    ['bare hosts', 'www.a.b '.repeat(6_000)],
    ['fences', '```\n'.repeat(10_000)],
    ['backticks in code', `\`\`\`\n${'`'.repeat(50_000)}a`],
    ['blanks', `a${' '.repeat(50_000)}b`],
  ])(
    'never holds the event loop for long: %s',
    async (_, source) => {
      for (const renderer of [telegramRenderer, discordRenderer]) {
        const times: number[] = [];
        while (times.length < 3 && !times.some((ms) => ms < 50))
          times.push(await longestTurn(() => layout(source, renderer)));
        expect(Math.min(...times)).toBeLessThan(LONGEST_TURN_MS);
      }
    },
    60_000,
  );

  test('what costs too much is shown as it is, every word, and what is around it as ever', () => {
    const costly = Array.from({ length: 1500 }, (_, index) => `- w${1000 + index}q\n`).join('');
    const source = `**Before.** ${'Words. '.repeat(500)}\n\n${costly}\n**After.**`;
    for (const renderer of [telegramRenderer, discordRenderer]) {
      const shown = layoutAtOnce(source, renderer).map(({ rendered }) => rendered);
      expect(shown[0]?.text).toMatch(/^(?:\*\*)?Before/);
      expect(shown.at(-1)?.text).toMatch(/After\.(?:\*\*)?$/);
      expect(lostWords(source, shown.map(fullText).join('\n'))).toEqual([]);
    }
    const [, , third] = texts(source, telegramRenderer);
    expect(third).toMatch(/^(?:• w\d{4}q\n?)+$|^(?:- w\d{4}q\n?)+$/);
  });

  test('what an earlier part opened is not written out before what costs too much', () => {
    const source = `> ${'word '.repeat(1000)}\n${'> # a\n> b\n'.repeat(600)}`;
    for (const text of texts(source, telegramRenderer).slice(1)) expect(text).not.toMatch(/^> word/);
  });

  test('source that shows little makes shorter parts, rather than parts without formatting', () => {
    const address = `https://example.com/${'path/'.repeat(90)}`;
    const source = Array.from(
      { length: 120 },
      (_, index) => `- **Page** [of *number* ${index}](${address}${index})\n`,
    ).join('');
    for (const { text } of layoutAtOnce(source, telegramRenderer).map(({ rendered }) => rendered))
      expect(text).not.toMatch(/path|\*/);
  });

  test('in slices, it gives what it gives at once', async () => {
    for (const renderer of [telegramRenderer, discordRenderer])
      expect(await layout(document, renderer, 300)).toEqual(layoutAtOnce(document, renderer, 300));
  });
});

describe('LiveLayout', () => {
  test('complete parts never change while the text grows, and the end equals the layout of the whole', () => {
    for (const limit of isWhole ? [300, 2000] : [300]) {
      const live = new LiveLayout(telegramRenderer, limit);
      let before = live.updateAtOnce('');
      for (let end = 0; end < document.length; end += 1 + ((end * 31) % 23)) {
        const now = live.updateAtOnce(document.slice(0, end));
        expect(now.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
        before = now;
      }
      expect(live.updateAtOnce(document, true)).toEqual(layoutAtOnce(document, telegramRenderer, limit));
    }
  });

  test('any source: complete parts are stable, the end has every word', () => {
    const property = fc.property(
      wildMarkdown(50),
      fc.constantFrom(40, 100),
      fc.integer({ min: 1, max: 9 }),
      (source, limit, step) => {
        const live = new LiveLayout(telegramRenderer, limit);
        let before = live.updateAtOnce('');
        for (let end = step; end < source.length; end += step) {
          const now = live.updateAtOnce(source.slice(0, end));
          expect(now.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
          expect(now.every(({ rendered }) => telegramRenderer.size(rendered) <= limit)).toBe(true);
          before = now;
        }
        const shown = live.updateAtOnce(source, true).map(({ rendered }) => fullText(rendered));
        expect(lostWords(source, shown.join('\n'))).toEqual([]);
      },
    );
    fc.assert(property, casesOf(30));
  }, 180_000);

  test.each([
    ['half **bold te', 'half **bold te**'],
    ['closing **bold*', 'closing **bold**'],
    ['about to **', 'about to'],
    ['half *ital', 'half *ital*'],
    ['**bold *both', '**bold _both_**'],
    ['half ~~gone', 'half ~~gone~~'],
    ['half `code', 'half `code`'],
    ['half [link](https://example.com/pa', 'half [link](<https://example.com/pa>) (example.com)'],
    ['list:\n-', 'list:'],
    ['list:\n- one\n-', 'list:\n\n- one'],
    ['code:\n```ts\nlet a', 'code:\n\n```ts\nlet a\n```'],
    ['code:\n```ts\nlet a\n``', 'code:\n\n```ts\nlet a\n```'],
    ['5 * 3 and snake_case', '5 * 3 and snake_case'],
    ['~5 minutes', '~5 minutes'],
  ])('shows an unfinished text decently: %j', (source, shown) => {
    const [part] = new LiveLayout(discordRenderer).updateAtOnce(source);
    expect(part?.rendered.text.replaceAll('\\', '')).toBe(shown);
  });

  test('reads the final text as it stands', () => {
    const live = new LiveLayout(telegramRenderer);
    expect(live.updateAtOnce('a **b')[0]?.rendered.text).toBe('a b');
    expect(live.updateAtOnce('a **b', true)[0]?.rendered.text).toBe('a **b');
  });

  test('goes on where it was when it was cut short between two slices', async () => {
    const stop = new AbortController();
    const live = new LiveLayout(telegramRenderer, 300);
    const cutShort = live.update(document, false, stop.signal);
    setImmediate(() => stop.abort(new Error('enough')));
    await expect(cutShort).rejects.toThrow('enough');
    expect(await live.update(document, true)).toEqual(layoutAtOnce(document, telegramRenderer, 300));
  });

  test('a growing answer costs what it is long, not its square', () => {
    const work = (repeats: number) => {
      const text = document.repeat(repeats);
      let parsed = 0;
      const counting: Renderer = {
        ...telegramRenderer,
        render: (tree) => {
          parsed += tree.children.length;
          return telegramRenderer.render(tree);
        },
      };
      const live = new LiveLayout(counting);
      for (let end = 0; end < text.length; end += 400) live.updateAtOnce(text.slice(0, end));
      return parsed;
    };
    expect(work(12)).toBeLessThan(work(3) * 6);
  });

  test('another text starts anew', () => {
    const live = new LiveLayout(bare, 20);
    live.updateAtOnce('one two three four five six');
    expect(live.updateAtOnce('other').map(({ rendered }) => rendered.text)).toEqual(['other']);
  });
});
