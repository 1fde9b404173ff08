import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../src/delivery/markdown.ts';
import { byteLength, clip, digest, escapeMarkdown, isBlank, oneLine, withoutEscapes } from '../../src/util/text.ts';

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

describe('clip', () => {
  test.each([
    ['Short', 5, 'Short'],
    ['Longer', 5, 'Long…'],
    ['', 0, ''],
    ['ab👩‍👧cd', 6, 'ab…'],
    ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
  ])('%j to %d', (text, max, expected) => {
    expect(clip(text, max)).toBe(expected);
    expect(clip(text, max).length).toBeLessThanOrEqual(max);
  });
});

test('one line holds no break, tab or control, and no space at its ends', () => {
  expect(oneLine(' a\r\n\tb\u0000\u2028c  ')).toBe('a b c');
  expect(oneLine('\u202ea\u2066b\u200b\u00adc')).toBe('abc');
  expect(oneLine('👩‍🚀 ❤️ 1️⃣ می‌خواهم')).toBe('👩‍🚀 ❤️ 1️⃣ می‌خواهم');
});

test.each([
  '*a* _b_ `c` ~d~ |e|',
  '# a\n- b\n1. c\n> d',
  '<b>[x](y)!',
  '$x^2$ \\(y\\) $$z$$',
  '    code\n\tcode',
  '@name a:b=c',
])('what is escaped is read as it is: %j', (text) => {
  expect(oneLine(withoutEscapes(escapeMarkdown(text)))).toBe(oneLine(text));
  const { children } = parseMarkdown(escapeMarkdown(text));
  expect(children.map(({ type }) => type)).toEqual(['paragraph']);
  const [paragraph] = children;
  const within = paragraph && 'children' in paragraph ? paragraph.children : [];
  expect(within.filter(({ type }) => type !== 'text' && type !== 'break')).toEqual([]);
});

test('bytes are those of UTF-8', () => {
  expect(byteLength('aé€👍')).toBe(1 + 2 + 3 + 4);
});

test('a digest is short, stable and another for another text', () => {
  expect(digest('a')).toMatch(/^[0-9a-f]{32}$/);
  expect(digest('a')).toBe('ca978112ca1bbdcafac231b39a23dc4d');
  expect(digest('a')).not.toBe(digest('b'));
});
