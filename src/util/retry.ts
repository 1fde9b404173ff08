import type { Clock } from '../ports/index.ts';
import { isFault } from './errors.ts';

/** Growing pauses between attempts. */
export interface Backoff {
  /** Pause after the first failure, ms. */
  firstMs: number;
  longestMs: number;
  /** Growth from one pause to the next; 2 when absent. */
  factor?: number;
  /** Share of a pause that chance adds or takes away, so that many do not come back in step; 0 when absent. */
  jitter?: number;
}

/** Pause after `failures` failures in a row (1 or more), ms. `random` is from 0 up to 1. */
export function backoffMs(
  { firstMs, longestMs, factor = 2, jitter = 0 }: Backoff,
  failures: number,
  random: () => number = Math.random,
): number {
  const grown = Math.min(longestMs, firstMs * factor ** (failures - 1));
  return jitter === 0 ? grown : grown * (1 - jitter + 2 * jitter * random());
}

export interface Retry {
  backoff: Backoff;
  clock: Clock;
  /** Ends the waiting; `retry` rejects with its reason. */
  signal: AbortSignal;
  /** Most attempts; no limit when absent. */
  tries?: number;
  /**
   * Decides about a failure: the pause before the next attempt in ms, or undefined to give up. `pauseMs` is the backoff's
   * own. When absent every failure is tried again.
   */
  pause?(error: unknown, pauseMs: number, failures: number): number | undefined;
}

/** Makes an attempt until it succeeds. Rejects with the last failure. */
export async function retry<T>(attempt: () => Promise<T>, options: Retry): Promise<T> {
  const { backoff, clock, signal, tries = Number.POSITIVE_INFINITY, pause } = options;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (failures >= tries) throw error;
      const grown = backoffMs(backoff, failures);
      const pauseMs = pause ? pause(error, grown, failures) : grown;
      if (pauseMs === undefined) throw error;
      await clock.sleep(pauseMs, signal);
    }
  }
}

/** Longest pause that anybody outside may ask for, ms. */
const LONGEST_ASKED = 86_400_000;

/**
 * Checks a pause that the other side names, ms. Undefined where it is no time; never more than a day, lest one wrong number
 * silences somebody for good.
 */
export function namedPause(ms: unknown): number | undefined {
  return typeof ms === 'number' && ms >= 0 ? Math.min(ms, LONGEST_ASKED) : undefined;
}

/** Pause the other side asked for with its refusal, ms; `pauseMs` where it did not say. */
export function askedPauseMs(error: unknown, pauseMs: number): number {
  return (isFault(error) ? error.facts.retryAfterMs : undefined) ?? pauseMs;
}
