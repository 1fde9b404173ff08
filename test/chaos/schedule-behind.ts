import { type Order, orderOf } from './batch-files.ts';
import type { Random } from './random.ts';

/** What happens in a round of work behind people's turns: batches, and conversations that are long enough to be folded. */

/** `place`: of those there are. `back`: so many questions before the last one. */
export type BehindAct =
  | ({ do: 'batch'; place: number } & Order)
  /** Presses the stop of the batch that was begun last there. */
  | { do: 'unbatch'; place: number }
  /** An older question, which a summary may stand for, says something else or is taken away. */
  | { do: 'recall'; place: number; how: 'edit' | 'away'; back: number };

/** Places of such a round; in the first ones, history is judged by its order, in the others people steer. */
export const BEHIND = { plain: 2, steered: 4 } as const;
/** Most tokens of a request in such a round: seven short turns fill four fifths of it, and the older ones are folded. */
export const TOKENS = 600;
/** So many times as fast the bot's clock runs: a job of a dead process is taken up after seconds. */
export const BEHIND_SPEED = 10;

interface Say {
  do: 'say';
  place: number;
  ask: 'short' | 'streamed' | 'fresh';
}

type BehindStep = { at: number } & BehindAct;
type Spread = (everyMs: number, first: number, act: (random: Random) => BehindAct) => BehindStep[];

const ALL = BEHIND.plain + BEHIND.steered;
/** Places in which people say more than in others, so that their conversations grow long. */
const FEW = { from: BEHIND.plain, to: BEHIND.plain + 1 };

/** `dense`: so much of everything that the loss of a safeguard shows in a short round. */
export function behindSteps(spread: Spread, dense: boolean): BehindStep[] {
  const { from, to } = dense ? FEW : { from: BEHIND.plain, to: ALL - 1 };
  return [
    ...spread(2600, 200, (r) => ({ do: 'batch', place: r.int(0, ALL - 1), ...orderOf(r) })),
    ...spread(11_000, 5000, (r) => ({ do: 'unbatch', place: r.int(0, ALL - 1) })),
    ...spread(dense ? 700 : 2200, dense ? 5000 : 9000, (r) => {
      const how = r.pick(['edit', 'edit', 'away'] as const);
      return { do: 'recall', place: r.int(from, to), how, back: r.int(3, 8) };
    }),
  ];
}

/** What is said: mostly what is answered at once, as the work behind it stands back for whoever waits. */
export function sayBehind(random: Random, dense: boolean): Say {
  const ask = random.weighted<Say['ask']>([
    [86, 'short'],
    [10, 'streamed'],
    [4, 'fresh'],
  ]);
  if (dense) return { do: 'say', place: random.int(FEW.from, FEW.to), ask: 'short' };
  return { do: 'say', place: random.chance(0.5) ? random.int(FEW.from, FEW.to) : random.int(0, ALL - 1), ask };
}
