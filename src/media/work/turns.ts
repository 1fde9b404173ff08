import { createBudget } from '../budget.ts';

/** Runs work of one kind, one piece after the other. Whoever is no longer waited for leaves the queue at once. */
export type OneAtATime = <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>;

/** Makes a queue of its own for one kind of work. */
export function createTurns(): OneAtATime {
  const budget = createBudget(1);
  return async (signal, work) => {
    const giveBack = await budget.take(1, signal);
    try {
      return await work();
    } finally {
      giveBack();
    }
  };
}
