import { it } from 'vitest';

/** All of a suite is tried (`npm run test:whole`, which runs each file that imports this); `npm test` has a telling share. */
export const isWhole = process.env['MODE'] === 'whole';

/** Tells whether the `at`-th of a list is tried on a platform: otherwise the other platform has it. */
export function isTried(at: number, isOnDiscord: boolean): boolean {
  return isWhole || at % 2 === Number(isOnDiscord);
}

/** Declares a test that is left to the whole suite. */
export const itWhole = it.runIf(isWhole);

/** Declares a test of each row; those behind the first `count` are left to the whole suite. */
export function itEach<Row extends unknown[] | [unknown] | object>(count: number, rows: readonly Row[]) {
  type Values = Row extends unknown[] ? Row : [Row];
  return (name: string, test: (...values: Values) => unknown, ms?: number): void => {
    const run = (...values: unknown[]) => test(...(values as Values));
    it.each(rows.slice(0, count))(name, run as never, ms);
    itWhole.each(rows.slice(count))(name, run as never, ms);
  };
}

/** Number of cases of a property: `npm run fuzz` and the whole suite try more of them. */
export function casesOf(whole: number): { numRuns: number } {
  return { numRuns: isWhole ? whole : Math.ceil(whole / 8) };
}
