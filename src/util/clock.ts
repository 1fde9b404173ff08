import type { Clock } from '../ports/index.ts';

/** Longest delay that a timer takes, ms: one beyond fires at once, and whoever waits would be woken a thousand times a second. */
const LONGEST = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  // By hand: node:timers/promises makes an AbortError with a stack for every sleep that is cut short, and most are.
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const end = ms > LONGEST ? performance.now() + ms : 0;
      const wake = () => {
        const left = end === 0 ? 0 : end - performance.now();
        if (left >= 1) {
          timer = setTimeout(wake, Math.min(left, LONGEST));
          return;
        }
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      let timer = setTimeout(wake, Math.min(ms, LONGEST));
      signal.addEventListener('abort', onAbort, { once: true });
    });
  },
};
