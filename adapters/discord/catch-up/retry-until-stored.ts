import type { Clock, Log } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';

/** Waits between attempts, ms; what fails for another reason than the storage gets no more than these. */
const pauses = [200, 1000, 4000];
const longestPauseMs = 30_000;

/**
 * Makes an attempt until it succeeds: Discord does not deliver a message again. A failing storage is waited out, however
 * long it takes; anything else is given up. Says so once, and once when it is over.
 */
export function createRetryUntilStored({ clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal }) {
  let troubled = false;

  return async function retryUntilStored(attempt: () => Promise<void>): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        await attempt();
        if (troubled) log.info({}, 'Messages from Discord can be stored again');
        troubled = false;
        return;
      } catch (error) {
        signal.throwIfAborted();
        const pause = pauses[failures] ?? (isFault(error, 'storage') ? longestPauseMs : undefined);
        if (pause === undefined) throw error;
        if (!troubled) log.warn({ error }, 'A message from Discord could not be stored; trying again until it can');
        troubled = true;
        await clock.sleep(pause, signal);
      }
    }
  };
}
