import type { Clock } from '../../src/ports/index.ts';

/** How often it goes on, and how much of the machine's time counts at most each time, ms. */
const EVERY_MS = 4;
const MOST_MS = 10;
/** Sleepers that are woken in one turn of the event loop: with real timers they do not all wake in the same one, either. */
const AT_ONCE = 8;

/**
 * A clock that runs `speed` times as fast as the machine's, and waits for this thread: time in which it did not come to its turn
 * does not pass. On a busy machine all that goes by it is as quick, by it, as on an idle one.
 */
export function createSteadyClock(speed: number): Clock & { stop(): void } {
  const epoch = Date.now();
  const sleepers = new Map<object, { until: number; wake(): void }>();
  let elapsed = 0;
  let last = performance.now();

  const timer = setInterval(() => {
    const now = performance.now();
    elapsed += Math.min(now - last, MOST_MS) * speed;
    last = now;
    wakeDue();
  }, EVERY_MS);

  function wakeDue(): void {
    const due = [...sleepers.values()].filter(({ until }) => until <= elapsed);
    for (const { wake } of due.slice(0, AT_ONCE)) wake();
    if (due.length > AT_ONCE) setImmediate(wakeDue);
  }

  return {
    now: () => epoch + Math.floor(elapsed),
    elapsed: () => elapsed,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const end = (settle: () => void) => {
        sleepers.delete(promise);
        signal.removeEventListener('abort', stop);
        settle();
      };
      const stop = () => end(() => reject(signal.reason));
      if (signal.aborted) stop();
      else {
        sleepers.set(promise, { until: elapsed + ms, wake: () => end(resolve) });
        signal.addEventListener('abort', stop, { once: true });
      }
      return promise;
    },
    stop: () => clearInterval(timer),
  };
}
