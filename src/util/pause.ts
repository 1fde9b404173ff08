/** Time for which long work may hold the event loop in one of its turns, ms. */
const HOLD_MS = 10;

/** Start of the work of this turn of the loop, ms; undefined where none was done in it yet. */
let began: number | undefined;
const waiting: (() => void)[] = [];

/**
 * Interrupts long work so that others get their turn. Resolves at once while such work has held the event loop for less than
 * HOLD_MS in this turn of it, all together. After that one piece of work goes on in each turn, in the order they asked.
 * @param isLong what follows takes about HOLD_MS or more at once: it waits for a turn in which nothing else was done.
 */
export async function pause(isLong = false): Promise<void> {
  const isFirst = began === undefined;
  if (began === undefined) {
    began = performance.now();
    setImmediate(turned);
  }
  if (isFirst || (!isLong && performance.now() - began < HOLD_MS)) return;
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Time that work may take before it is interrupted at all, ms. */
const SHORT_MS = 2;

/**
 * Makes the pause of one piece of work that is short as a rule. It waits for nobody until it has itself taken SHORT_MS, so
 * that little work is not held up by the long work of others.
 */
export function pauseWhenLong(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SHORT_MS) return;
    await pause();
    since = performance.now();
  };
}

/** Begins the next turn's work: that of whoever has waited longest. */
function turned(): void {
  began = undefined;
  const next = waiting.shift();
  if (next === undefined) return;
  began = performance.now();
  setImmediate(turned);
  next();
}
