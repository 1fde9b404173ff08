import { expect, it } from 'vitest';
import { indexForWords } from '../../src/delivery/bubble-content.ts';

it('words are told apart from the files between them', () => {
  const words = { ids: ['1'], shown: undefined };
  const files = { ...words, picture: 0 };
  const bubbles = [words, files, undefined, words];
  expect([0, 1, 2, 3, 4].map((part) => indexForWords(bubbles, part))).toEqual([0, 2, 3, 4, 5]);
  expect(indexForWords([], 1)).toBe(1);
});
