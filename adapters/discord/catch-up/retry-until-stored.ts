import type { Clock, Log } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import { retry } from '../../../src/util/retry.ts';

const backoff = { firstMs: 200, factor: 5, longestMs: 30_000 };
/** Attempts at what fails for another reason than the storage. */
const tries = 4;

/**
 * Makes an attempt until it succeeds: Discord does not deliver a message again. A failing storage is waited out, however
 * long it takes; anything else is given up. The log is told once, and once when it is over.
 */
export function createRetryUntilStored({ clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal }) {
  let troubled = false;

  return async function retryUntilStored(attempt: () => Promise<void>): Promise<void> {
    await retry(attempt, {
      backoff,
      clock,
      signal,
      pause(error, pauseMs, failures) {
        if (failures >= tries && !isFault(error, 'storage')) return undefined;
        if (!troubled) log.warn({ error }, 'A message from Discord could not be stored; trying again until it can');
        troubled = true;
        return pauseMs;
      },
    });
    if (troubled) log.info({}, 'Messages from Discord can be stored again');
    troubled = false;
  };
}
