import type { Clock } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';

/** The machine's time, which can be set forward: whoever sleeps until a time that has passed then wakes. */
export function createJumpingClock(): Clock & { pass(ms: number): void } {
  let ahead = 0;
  const elapsed = () => systemClock.elapsed() + ahead;
  const sleepers = new Set<{ until: number; wake: AbortController }>();
  return {
    now: () => systemClock.now() + ahead,
    elapsed,
    async sleep(ms, signal) {
      const sleeper = { until: elapsed() + ms, wake: new AbortController() };
      sleepers.add(sleeper);
      try {
        await systemClock.sleep(ms, AbortSignal.any([signal, sleeper.wake.signal]));
      } catch (error) {
        if (signal.aborted) throw error;
      } finally {
        sleepers.delete(sleeper);
      }
    },
    pass(ms) {
      ahead += ms;
      for (const { until, wake } of sleepers) if (until <= elapsed()) wake.abort();
    },
  };
}
