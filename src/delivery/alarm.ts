import type { Clock } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';

/** Rings at the earliest time that it was set to. */
export interface Alarm {
  /** `at`: by the clock's own count (`elapsed`). A later time than the one it is set to changes nothing. */
  set(at: number): void;
  stop(): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: AbortController | undefined;
  let due = Number.POSITIVE_INFINITY;
  return {
    set(at) {
      if (at >= due) return;
      timer?.abort(OVER);
      timer = new AbortController();
      due = at;
      clock.sleep(Math.max(0, at - clock.elapsed()), timer.signal).then(
        () => {
          due = Number.POSITIVE_INFINITY;
          ring();
        },
        () => undefined,
      );
    },
    stop: () => timer?.abort(OVER),
  };
}
