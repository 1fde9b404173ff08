import { createTaught } from '../model/taught.ts';
import type { Clock, Log, Penalty, Storage } from '../ports/index.ts';
import { createTaughtStore } from '../storage/taught-store.ts';

/** Lessons that outlive the process. */

/** Lessons of the model's service from before a restart, and the way to store new ones. */
export async function taughtIn(
  { documents }: Storage,
  serverOf: (link: string | undefined) => string,
  parts: { clock: Clock; log: Log },
) {
  const store = createTaughtStore(documents);
  return createTaught({ ...parts, store, known: await store.all(), serverOf });
}

/** Penalties from before a restart, and the way to store new ones. */
export async function penaltiesIn({ limits }: Storage, log: Log) {
  return {
    penalties: await limits.penalties(),
    penalised: (penalty: Penalty) =>
      void limits.penalise(penalty).catch((error: unknown) => log.warn({ error }, 'A rate limit could not be stored')),
  };
}
