import { describe, expect, it } from 'vitest';
import { behindAddress } from '../../src/util/address.ts';

/** The text behind the address, where `@me` is the bot, and every other `@name` somebody else. */
function said(text: string): string {
  const names = Array.from(text.matchAll(/@[a-z_]+/g), ({ index, 0: name }) => {
    return { start: index, end: index + name.length, own: name === '@me' };
  });
  return text.slice(behindAddress(text, names));
}

describe('an address', () => {
  it.each([
    ['@me what is up?', 'what is up?'],
    ['@me, what is up?', 'what is up?'],
    ['  @me : what?', 'what?'],
    ['@me @me what?', 'what?'],
    ['@me', ''],
    ['@me你好', '你好'],
    ['@me，你好', '你好'],
    ['@me tell something to @bob', 'tell something to @bob'],
    ['@me ask @bob', 'ask @bob'],
    ['@me /ask @bob is who?', '/ask @bob is who?'],
  ])('at the beginning is no part of what is said: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it.each([
    'Bob, did @me answer you yesterday?',
    'what is up, @me',
    'hey @me what?',
    '@me, @ops are you both listening?',
    '@me and @ops are you both listening?',
    '@ops @me are you both listening?',
    '@me @ops',
    "@me's answer was wrong",
    '@me’s answer',
    'just talking',
    '',
  ])('within a sentence, or to several, stays: %s', (text) => {
    expect(said(text)).toBe(text);
  });

  it('may have ranges of any kind', () => {
    expect(behindAddress('x', [{ start: -5, end: 900, own: true }])).toBe(0);
    expect(
      behindAddress('me x', [
        { start: 0, end: 2, own: true },
        { start: 1, end: 2, own: false },
      ]),
    ).toBe(3);
    expect(behindAddress('me', [{ start: 0, end: 99, own: true }])).toBe(99);
  });
});
