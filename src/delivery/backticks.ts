/** Run of backticks in a paragraph. */
export interface Ticks {
  /** Place of it in the paragraph, in UTF-16 units. */
  at: number;
  length: number;
  /** A backslash stands before it: outside of code, the first of them is no mark. */
  isEscaped: boolean;
}

/**
 * Counts the signs behind runs that no other closes. The parser looks at all of them, and then goes on behind the run.
 * `length`: the paragraph's, in UTF-16 units.
 */
export function signsBehind(runs: readonly Ticks[], length: number): number {
  const closers = closersOf(runs);
  let signs = 0;
  for (let at = 0; at < runs.length; at += 1) {
    const closer = closers[at];
    if (closer !== undefined) at = closer;
    else signs += length - (runs[at]?.at ?? 0);
  }
  return signs;
}

/** Finds for each run, where it opens code, the next one that closes that; undefined where there is none. */
function closersOf(runs: readonly Ticks[]): (number | undefined)[] {
  const next = new Map<number, number>();
  const closers: (number | undefined)[] = runs.map(() => undefined);
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const { length, isEscaped } = runs[at] as Ticks;
    closers[at] = next.get(isEscaped ? length - 1 : length);
    next.set(length, at);
  }
  return closers;
}
