import type { Claim } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';

/** Bounds of attempts: when a turn is given up. */

/**
 * Failures after which a turn ends in an error, and deaths of the process while nothing else ran. If the turn ends its
 * process, this stops it.
 */
const ATTEMPTS = 3;
/**
 * Deaths of the process, whatever ran beside it, after which a turn ends in an error. A poison so slow that others have
 * joined it never dies alone. Attempts are spaced out to a minute by then, so that a bad hour is outlasted.
 */
const DEATHS = 20;
/**
 * Attempts at an answer for which the platform fails while it takes all others. Each is 20 calls over minutes, all of
 * them about four hours. A part of a platform can be away for long, and an answer it takes in the end is not lost.
 */
const ATTEMPTS_ISOLATED = 30;

/** Attempts that failed while their process lived. Deaths are counted apart: anything may have killed it. */
export function failuresOf({ attempt, deaths }: Claim): number {
  return attempt - 1 - deaths;
}

/** Tells whether the turn ended its process, or failed, too often for another attempt. */
export function isGivenUp(claim: Claim): boolean {
  return claim.isolatedDeaths >= ATTEMPTS || claim.deaths >= DEATHS || failuresOf(claim) >= ATTEMPTS;
}

/** Tells whether one more attempt would do no better. */
export function isHopeless(error: unknown, claim: Claim): boolean {
  if (isFault(error, 'server') && error.facts.isolated) return failuresOf(claim) >= ATTEMPTS_ISOLATED;
  // Over some time are: a full disk, a platform that is away or asks to wait, a token that the operator changes.
  const passes = isFault(error, 'storage', 'rate_limited', 'unreachable', 'server', 'unauthorized', 'conflict');
  return isGivenUp(claim) && !passes;
}
