import { describe, expect, it } from 'vitest';
import { findButton } from './chat.ts';
import { discordRuns, telegramRuns } from './looks.ts';
import { readSlash } from './slash.ts';
import { columnsOf, type Line, run, wrap } from './text.ts';

const textOf = (lines: readonly Line[]) => lines.map((line) => line.map(({ text }) => text).join(''));

describe('what the terminal shows', () => {
  it('wraps between words, under list items, and cuts what is too long', () => {
    expect(textOf(wrap([run('one two three')], 8))).toEqual(['one two', 'three']);
    expect(textOf(wrap([run('• one two three')], 9))).toEqual(['• one two', '  three']);
    expect(textOf(wrap([run('abcdefghij')], 4))).toEqual(['abcd', 'efgh', 'ij']);
    for (const line of textOf(wrap([run('漢字とemoji 👩‍👩‍👧‍👦 mixed')], 7)))
      expect(columnsOf(line)).toBeLessThanOrEqual(7);
  });

  it('lets no text steer the terminal', () => {
    expect(textOf(wrap([run('a\u001b[2Jb\u202ec')], 40))).toEqual(['a·[2Jb·c']);
  });

  it("shows Telegram's entities and Discord's Markdown as looks", () => {
    expect(telegramRuns('a bold b', [{ type: 'bold', offset: 2, length: 4 }])).toEqual([
      { text: 'a ', looks: [] },
      { text: 'bold', looks: ['bold'] },
      { text: ' b', looks: [] },
    ]);
    expect(discordRuns('**b** and `c` \\*x\n```ts\ncode\n```')).toEqual([
      { text: 'b', looks: ['bold'] },
      { text: ' and ', looks: [] },
      { text: 'c', looks: ['code'] },
      { text: ' *x\n', looks: [] },
      { text: 'code', looks: ['code'] },
    ]);
  });

  it('finds the button people mean', () => {
    const messages = [[], [{ label: '11' }, { label: '↻ Again' }], [{ label: '2' }, { label: 'Again and again' }]];
    const found = (wanted: string) => findButton(messages, wanted);
    expect(found('↻ again')).toBe(messages[1]?.[1]);
    expect(found('again')).toBe(messages[1]?.[1]);
    expect(found('and')).toBe(messages[2]?.[1]);
    expect(found('2')).toBe(messages[2]?.[0]);
    expect(found('1')).toBe(messages[1]?.[0]);
    for (const wanted of ['', '3', 'x']) expect(() => found(wanted)).toThrow('but [11] [↻ Again]');
    expect(() => findButton([[]], '1')).toThrow('There is no button “1” here.');
  });

  it('reads slash commands with their options', () => {
    const commands = [
      {
        name: 'image',
        options: [
          { name: 'prompt', type: 3, required: true },
          { name: 'count', type: 4 },
        ],
      },
      { name: 'model', options: [{ name: 'tier', type: 3 }] },
    ];
    const [name, options] = ['image', { prompt: 'a = b', count: 2 }];
    expect(readSlash('/image a = b count=2', commands)).toEqual({ name, options });
    expect(readSlash('/model advanced', commands)).toEqual({ name: 'model', options: { tier: 'advanced' } });
    expect(() => readSlash('/nope', commands)).toThrow('no command /nope');
  });
});
