import { describe, expect, it } from 'vitest';
import { speakable } from '../../src/delivery/speakable.ts';

/** Markdown as words that are read aloud. */

const unspoken = { code: 'The code is in the text.', table: 'The table is in the text.' };
const words = (markdown: string) => speakable(markdown, unspoken).text;

describe('what is read aloud', () => {
  it('is words, and no signs of their form', () => {
    expect(words('# Moles\n\nThey *dig* **very** ~~fast~~ `deep`\n\n> quickly, too\n\n---\n\n<div>x</div>')).toBe(
      'Moles.\n\nThey dig very fast deep.\n\nquickly, too.',
    );
  });

  it('counts the items of a list as the list does', () => {
    expect(words('3. Third\n4. Fourth\n   - inner\n\n- [x] done')).toBe('3. Third.\n\n4. Fourth.\n\ninner.\n\ndone.');
  });

  it('names code, and leaves addresses, pictures of feelings and notes out', () => {
    expect(
      words('Run it:\n\n```sh\nrm -rf /\n```\n\nDone 🎉👩🏽‍🚀! See [the guide](https://a.b/c) (https://a.b/c).'),
    ).toBe('Run it:\n\nThe code is in the text.\n\nDone! See the guide.');
    expect(words('At www.example.org, or ann@example.org![^1]\n\n[^1]: A note')).toBe('At or!');
    expect(words('1️⃣ first ©2026')).toBe('1 first ©2026.');
  });

  it('reads a table row by row, and only names a large one', () => {
    expect(words('| Name | Age |\n|---|---|\n| Ann | 5 |\n| Bob | |')).toBe('Name: Ann, Age: 5.\n\nName: Bob, Age.');
    expect(words(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(30)}`)).toBe('The table is in the text.');
  });

  it('ends its sentences in their own script', () => {
    expect(words('## 重要\n\n**请看**[这里](https://a.b)，谢谢')).toBe('重要。\n\n请看这里，谢谢。');
    expect(words('- こんにちは')).toBe('こんにちは。');
    expect(words('يأكل **الخلد** الديدان؟')).toBe('يأكل الخلد الديدان؟');
    expect(words('नमस्ते *दुनिया*।')).toBe('नमस्ते दुनिया।');
  });

  it('is nothing where there are no words', () => {
    expect(['👍', '---', '<!-- x -->', ' ', '![](https://a.b/c.png)'].map(words)).toEqual(['', '', '', '', '']);
  });

  it('is the beginning of a text that nobody would listen to, and says so', () => {
    const long = 'A line of some words.\n'.repeat(2000);
    const { text, more } = speakable(long, unspoken);
    expect(more).toBe(true);
    expect(text.length).toBeLessThan(17_000);
    expect(text.endsWith('A line of some words.')).toBe(true);
    expect(speakable('Short.\n\n', unspoken).more).toBe(false);
  });
});
