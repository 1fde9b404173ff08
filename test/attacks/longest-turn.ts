/** Longest turn of the event loop that a piece of work took. */

/**
 * Longest turn that a test may see, ms: twice what is promised, as other tests share the processor's caches with it.
 * `npm run attacks`, which runs alone, keeps to the promise.
 */
export const LONGEST_TURN_MS = 100;

/**
 * Runs `work` and measures each turn of the loop by the processor time of this thread, however busy the machine is. Work
 * that hands the loop back between its pieces is measured by its longest piece.
 *
 * @returns milliseconds
 */
export async function longestTurn(work: () => unknown): Promise<number> {
  let longest = 0;
  let done = false;
  await nextTurn();
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  };
  const chain = () => {
    look();
    if (!done) setImmediate(chain);
  };
  setImmediate(chain);
  try {
    await settle(work());
  } finally {
    look();
    done = true;
  }
  return longest;
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a result, and reads what comes bit by bit to its end. */
export async function settle(result: unknown): Promise<void> {
  const given = await result;
  if (typeof given === 'object' && given !== null && Symbol.asyncIterator in given) {
    for await (const _ of given as AsyncIterable<unknown>);
  } else if (typeof given === 'object' && given !== null && Symbol.iterator in given) {
    for (const _ of given as Iterable<unknown>);
  }
}
