import { pause } from './pause.ts';

/**
 * Work in slices: the event loop may turn at each `yield`. No step should take over about 30 ms. One that may take over 10
 * yields 'long' before it begins, so that it has a turn of the loop for itself.
 */
export type Sliced<Result> = Generator<'long' | undefined, Result, undefined>;

/** Runs work at once: for tests, and for text that is known to be short. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs work in slices, with all other long work of the process in turns. Rejects with the signal's reason between two
 * steps; what was done until then stays.
 */
export async function inSlices<Result>(work: Sliced<Result>, signal?: AbortSignal): Promise<Result> {
  await pause();
  for (;;) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done) return step.value;
    await pause(step.value === 'long');
  }
}
