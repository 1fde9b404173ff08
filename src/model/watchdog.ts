import { Fault } from '../util/errors.ts';

/** Ends a call that takes too long or that its caller gives up. Times in ms; 0 means no limit. */
export interface Watchdog {
  /** Aborted with a `model_stalled` Fault, or with the reason of the caller's signal. */
  readonly signal: AbortSignal;
  /** From now on something must come within `limitMs`. Cheap enough to be called for every chunk. */
  expect(limitMs: number): void;
  /** Suspends the watch while the consumer works: only the limit of the whole counts. */
  rest(): void;
  abort(reason?: unknown): void;
  /** Lets go of the timer and of the caller's signal. */
  stop(): void;
}

/** Longest delay a timer takes, ms. */
const LONGEST = 2 ** 31 - 1;

/** Watches one call, retries included. The timer does not hold the process alive. */
export function createWatchdog(totalMs: number, caller: AbortSignal): Watchdog {
  const controller = new AbortController();
  const end = totalMs > 0 ? performance.now() + totalMs : Number.POSITIVE_INFINITY;
  let deadline = end;
  let due = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  // A deadline that moves later leaves the timer alone: it looks when it fires, and is set anew then.
  function arm(): void {
    if (deadline >= due) return;
    clearTimeout(timer);
    due = deadline;
    timer = setTimeout(look, Math.min(Math.ceil(deadline - performance.now()), LONGEST));
    timer.unref();
  }

  function look(): void {
    due = Number.POSITIVE_INFINITY;
    if (performance.now() < deadline) arm();
    else
      controller.abort(
        new Fault('model_stalled', deadline === end ? 'The answer took too long' : 'Nothing came for too long'),
      );
  }

  const follow = () => controller.abort(caller.reason);
  caller.addEventListener('abort', follow, { once: true });
  if (caller.aborted) follow();
  arm();

  return {
    signal: controller.signal,
    expect(limitMs) {
      deadline = limitMs > 0 ? Math.min(end, performance.now() + limitMs) : end;
      arm();
    },
    rest() {
      deadline = end;
    },
    abort: (reason) => controller.abort(reason),
    stop() {
      clearTimeout(timer);
      deadline = Number.POSITIVE_INFINITY;
      caller.removeEventListener('abort', follow);
    },
  };
}
