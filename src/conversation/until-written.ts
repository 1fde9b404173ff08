import { Fault } from '../util/errors.ts';

/** Most times that a write is tried anew. */
const TRIES = 20;

/**
 * Tries a write until nobody else has written in between; it says whether it was written. Another turn or process may write the
 * same conversation. Rejects with Fault('storage') where others do so all the time.
 */
export async function untilWritten(write: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) if (await write()) return;
  throw new Fault('storage', 'others write this conversation all the time');
}
