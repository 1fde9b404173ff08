import { expect, it } from 'vitest';
import type { BranchExchange } from '../../src/conversation/exchange.ts';
import { createRecentBranches } from '../../src/conversation/recent-branches.ts';
import { emptyHead } from '../../src/conversation/state.ts';

/** A branch of so many exchanges, each with a question and an answer of so many characters. */
function branchOf(count: number, length: number) {
  const text = 'x'.repeat(length);
  const turns = Array.from({ length: count }, (_, at): BranchExchange => {
    const place = { parent: null, thread: 'first' };
    return { v: 2, id: `${at}`, place, prompt: { text }, answers: [{ text, reason: 'complete' }], bubbles: [] };
  });
  return { head: { ...emptyHead, path: turns.map(({ id }) => ({ id })) }, turns };
}

it.each([
  ['short', 100, 3000 / 41],
  ['long', 100_000, 2],
])('branches of %s texts are kept, as many as there is room for', (_, length, most) => {
  const branches = createRecentBranches();
  const made = Array.from({ length: 100 }, () => branchOf(40, length));
  for (const [at, { head, turns }] of made.entries()) branches.keep(`c${at}`, head, turns);
  const kept = made.filter(({ head }, at) => branches.get(`c${at}`, head));
  expect(kept.length).toBe(Math.floor(most));
  // The newest are.
  expect(kept.at(-1)).toBe(made.at(-1));
});
