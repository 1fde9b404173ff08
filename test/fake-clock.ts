import type { Clock } from '../src/ports/index.ts';
import { systemClock } from '../src/util/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass, waking sleepers in order and letting what they start run in between. */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Time that stands still until told to pass. */
export function createFakeClock(start = 1_000_000): FakeClock {
  let time = start;
  const sleepers: Sleeper[] = [];

  async function settle(): Promise<void> {
    for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    now: () => time,
    elapsed: () => time,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const sleeper = { at: time + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener('abort', () => {
          const at = sleepers.indexOf(sleeper);
          if (at >= 0) sleepers.splice(at, 1);
          reject(signal.reason);
        });
      });
    },
    async advance(ms) {
      const until = time + ms;
      await settle();
      for (;;) {
        const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        sleepers.splice(sleepers.indexOf(next), 1);
        time = Math.max(time, next.at);
        next.wake();
        await settle();
      }
      time = until;
      await settle();
    },
  };
}

/** The machine's time, which can be set forward. */
export function createMovableClock(): Clock & { pass(ms: number): void } {
  let ahead = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    elapsed: () => systemClock.elapsed() + ahead,
    pass(ms) {
      ahead += ms;
    },
  };
}

type Level = 'debug' | 'info' | 'warn' | 'error';

/** A log that keeps its lines for the test to read. */
export function createTestLog() {
  const lines: { level: Level; message: string; fields: object }[] = [];
  const at = (level: Level) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log, lines };
  return log;
}
