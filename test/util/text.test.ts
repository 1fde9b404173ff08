import { describe, expect, test } from 'vitest';
import { isBlank } from '../../src/util/text.ts';

describe('blank', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \t\n\u00a0\u3000\u2028'],
    ['the braille blank', '\u2800'],
    ['Hangul fillers', '\u115f\u1160\u3164\uffa0'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
    ['marks of direction', '\u200e\u202e\u2066\u061c'],
    ['a soft hyphen, a lone selector, tags', '\u00ad\ufe0f\u{e0041}'],
    ['annotations', '\ufff9\ufffa\ufffb'],
    ['controls', '\u0000\u0007\u001b'],
    ['all of them', ' \u2800\u3164\u115f\u200b '],
  ])('is %s', (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  test.each(['.', '\u2800x', '👍', '\u2801', '한', '\u0600', '\u200d👩'])('is not %j', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});
