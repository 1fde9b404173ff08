import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/ports/index.ts';
import { isGivenUp, isHopeless } from '../../src/turns/attempts.ts';
import { Fault, type FaultKind } from '../../src/util/errors.ts';

/** A claim in its so many-th attempt. */
function claimOf(attempt: number, deaths = 0, isolatedDeaths = 0): Claim {
  return { attempt, deaths, isolatedDeaths } as Claim;
}

describe('a turn is given up', () => {
  it.each([
    ['at its first attempt', claimOf(1), false],
    ['after two failures', claimOf(3), false],
    ['after three failures', claimOf(4), true],
    ['after a storm of nineteen deaths beside others', claimOf(20, 19), false],
    ['after twenty, though others ran beside it each time', claimOf(21, 20), true],
    ['after two failures among deaths', claimOf(8, 5), false],
    ['after three failures among deaths', claimOf(9, 5), true],
    ['after two deaths alone', claimOf(3, 2, 2), false],
    ['after three deaths alone', claimOf(4, 3, 3), true],
  ])('%s: %s', (_, claim, expected) => {
    expect(isGivenUp(claim)).toBe(expected);
  });
});

describe('one more attempt would do no better', () => {
  const passing = ['storage', 'rate_limited', 'unreachable', 'server', 'unauthorized', 'conflict'] as const;
  const lasting: FaultKind[] = ['rejected', 'forbidden', 'gone', 'expired', 'migrated', 'internal', 'model_busy'];

  it.each(passing)('never for what passes: %s', (kind) => {
    expect(isHopeless(new Fault(kind, ''), claimOf(100))).toBe(false);
    expect(isHopeless(new Fault(kind, ''), claimOf(100, 99, 99))).toBe(false);
  });

  it.each(lasting)('after three failures of what lasts: %s', (kind) => {
    expect(isHopeless(new Fault(kind, ''), claimOf(3))).toBe(false);
    expect(isHopeless(new Fault(kind, ''), claimOf(4))).toBe(true);
  });

  it('after three failures of our own', () => {
    expect(isHopeless(new TypeError('x'), claimOf(3))).toBe(false);
    expect(isHopeless(new TypeError('x'), claimOf(4))).toBe(true);
  });

  it('after thirty for which the platform fails while it takes all others; deaths do not count', () => {
    const alone = new Fault('server', '', { isolated: true });
    expect(isHopeless(alone, claimOf(30))).toBe(false);
    expect(isHopeless(alone, claimOf(31, 1))).toBe(false);
    expect(isHopeless(alone, claimOf(31))).toBe(true);
  });
});
