import { expect, it } from 'vitest';
import type { Claim } from '../../src/ports/index.ts';
import { isGivenUp } from '../../src/turns/attempts.ts';

const claim = (attempt: number, deaths: number, aloneDeaths: number) =>
  ({ attempt, deaths, aloneDeaths }) as Partial<Claim> as Claim;

it.each([
  ['a storm of deaths among others', claim(20, 19, 0), false],
  ['so many that it must be the turn itself, though others ran beside it each time', claim(21, 20, 0), true],
  ['two deaths alone', claim(6, 5, 2), false],
  ['three deaths alone', claim(6, 5, 3), true],
  ['two failures', claim(8, 5, 0), false],
  ['three failures', claim(9, 5, 0), true],
])('what ends a turn: %s', (_, given, ends) => {
  expect(isGivenUp(given)).toBe(ends);
});
