import type { Clock, Log } from '../../src/ports/index.ts';
import type { Fault } from '../../src/util/errors.ts';
import { askedPauseMs, backoffMs } from '../../src/util/retry.ts';

interface StreakOptions {
  clock: Clock;
  log: Log;
}

export interface BackoffOptions extends StreakOptions {
  firstMs: number;
  longestMs: number;
}

/** Failures in a row, with one log line when a streak begins or changes kind, and one when it ends. */
export interface Streak {
  /** Counts one; the number of failures of its kind so far. */
  failed(fault: Fault): number;
  succeeded(): void;
}

export function createStreak({ clock, log }: StreakOptions): Streak {
  let streak: { kind: string; failures: number; since: number } | undefined;
  return {
    failed(fault) {
      if (streak?.kind !== fault.kind) {
        streak = { kind: fault.kind, failures: 0, since: streak?.since ?? clock.now() };
        log.warn({ error: fault }, 'Telegram: updates cannot be taken, trying on');
      }
      streak.failures += 1;
      return streak.failures;
    },
    succeeded() {
      if (!streak) return;
      log.info({ afterMs: clock.now() - streak.since }, 'Telegram: updates are taken again');
      streak = undefined;
    },
  };
}

/** Growing pauses between failures, which are logged as a streak. */
export interface PollBackoff {
  /** Waits before the next try: as long as the other side said, else ever longer. Rejects by abort only. */
  failed(fault: Fault, signal: AbortSignal): Promise<void>;
  succeeded(): void;
}

export function createBackoff({ clock, log, firstMs, longestMs }: BackoffOptions): PollBackoff {
  const streak = createStreak({ clock, log });
  return {
    async failed(fault, signal) {
      const failures = streak.failed(fault);
      await clock.sleep(askedPauseMs(fault, backoffMs({ firstMs, longestMs, jitter: 0.25 }, failures)), signal);
    },
    succeeded: streak.succeeded,
  };
}
