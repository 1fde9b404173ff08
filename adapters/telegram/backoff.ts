import type { Clock, Log } from '../../src/ports/index.ts';
import type { Fault } from '../../src/util/errors.ts';
import { askedPauseMs, backoffMs } from '../../src/util/retry.ts';

export interface BackoffOptions {
  clock: Clock;
  log: Log;
  firstMs: number;
  longestMs: number;
}

/** Growing pauses between failures, with one log line when a streak begins or changes kind, and one when it ends. */
export interface PollBackoff {
  /** Waits before the next try: as long as the other side said, else ever longer. Rejects by abort only. */
  failed(fault: Fault, signal: AbortSignal): Promise<void>;
  succeeded(): void;
}

export function createBackoff({ clock, log, firstMs, longestMs }: BackoffOptions): PollBackoff {
  let streak: { kind: string; failures: number; since: number } | undefined;

  function count(fault: Fault): number {
    if (streak?.kind !== fault.kind) {
      streak = { kind: fault.kind, failures: 0, since: streak?.since ?? clock.now() };
      log.warn({ error: fault }, 'Telegram: updates cannot be taken, trying on');
    }
    streak.failures += 1;
    return streak.failures;
  }

  return {
    async failed(fault, signal) {
      const failures = count(fault);
      await clock.sleep(askedPauseMs(fault, backoffMs({ firstMs, longestMs, jitter: 0.25 }, failures)), signal);
    },
    succeeded() {
      if (!streak) return;
      log.info({ afterMs: clock.now() - streak.since }, 'Telegram: updates are taken again');
      streak = undefined;
    },
  };
}
