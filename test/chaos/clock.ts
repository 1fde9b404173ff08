import type { Clock } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';

/** Kept from before `Date.now` is made to run fast. */
const realNow = Date.now;

/** A clock that runs `speed` times as fast from `epoch` (ms) on: several processes given the same numbers agree on the time. */
export function createFastClock(speed: number, epoch: number): Clock {
  if (speed === 1) return systemClock;
  return {
    now: () => epoch + (realNow() - epoch) * speed,
    elapsed: () => performance.now() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

/**
 * Libraries go by `Date.now()`: discord.js keeps a penalty in mind by itself, and an hour of it would last an hour of ours
 * while the bot's own clock runs ahead. Timers stay as they are.
 */
export function hurryLibraries(clock: Clock): void {
  if (clock !== systemClock) Date.now = clock.now;
}
