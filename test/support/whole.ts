/** All of a suite is tried (`npm run test:whole`); `npm test` has a telling share of it. */
export const isWhole = process.env['MODE'] === 'whole';

/** Tells whether the `at`-th of a list is tried on a platform: otherwise the other platform has it. */
export function isTried(at: number, isOnDiscord: boolean): boolean {
  return isWhole || at % 2 === Number(isOnDiscord);
}
