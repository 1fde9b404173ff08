import { expect, it } from 'vitest';
import { foldedNames, hasName } from '../../src/intake/wake-names.ts';

const names = foldedNames(['Robbie', 'José', '小派', 'C3', 'Ro.b*']);

it.each([
  ['Robbie, are you there?', true],
  ['and what says ROBBIE', true],
  ['robbie', true],
  ['ask robbie!', true],
  ['«robbie»', true],
  ['robbies', false],
  ['Trobbie', false],
  ['robbie_2', false],
  ['robbi', false],
  // Composed and decomposed are the same.
  ['hola jose\u0301', true],
  ['hola jose', false],
  // There are no spaces around a word of Chinese.
  ['小派你好', true],
  ['你好小派', true],
  ['robbie你好', true],
  ['C3PO', false],
  ['ｃ３ is fullwidth', true],
  ['c3 robbiexx robbie', true],
  ['Ro.b* is no pattern', true],
  ['Roxbx', false],
  ['', false],
])('finds a name as a word of its own: %s', (text, found) => {
  expect(hasName(text, names)).toBe(found);
});

it('looks no further than the beginning of a long message', () => {
  expect(hasName(`${'x '.repeat(2100)}Robbie`, names)).toBe(false);
  expect(hasName('Robbie', [])).toBe(false);
  expect(foldedNames(['', 'X'])).toEqual(['x']);
});
