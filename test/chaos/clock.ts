import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/ports.ts';

/** A clock that runs `speed` times as fast from `epoch` (ms) on: several processes given the same numbers agree on the time. */
export function createFastClock(speed: number, epoch: number): Clock {
  if (speed === 1) return systemClock;
  return {
    now: () => epoch + (Date.now() - epoch) * speed,
    elapsed: () => performance.now() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
