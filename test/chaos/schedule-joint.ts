import type { Random } from './random.ts';

/** What happens in a round of several messages at once, of talk that is overheard, and of threads. */

/** Short messages in a row; a comment with what it is about; a long text that the client cut; pictures with a caption. */
export type BundleKind = 'burst' | 'forwards' | 'paste' | 'album';

interface Together {
  kind: BundleKind;
  size: number;
  /** Which of them has the person's own words, or names the bot. */
  order: number;
}

/** `place`: of those there are by then. `back`: so many messages before the last one. */
export type JointAct =
  | ({ do: 'bundle'; place: number } & Together)
  /** A question that opens a thread. */
  | ({ do: 'thread' } & Together)
  | { do: 'touch'; place: number; how: 'edit' | 'away'; back: number }
  | { do: 'talk'; place: number }
  | { do: 'retalk'; place: number; how: 'edit' | 'away'; back: number }
  | { do: 'room'; place: number; messages: number };

/** Places of such a round, threads not counted; the last two overhear. */
export const JOINT_PLACES = 4;
/** In the middle there are kills and faults: what is heard in any case can be told apart in the calm before and behind it. */
export const JOINT_TROUBLE = { fromMs: 15_000, toMs: 33_000 };

type JointStep = { at: number } & JointAct;
type Spread = (everyMs: number, first: number, act: (random: Random) => JointAct) => JointStep[];

/** `dense`: so much of everything that the loss of a safeguard shows in a short round. */
export function jointSteps(spread: Spread, lengthMs: number, dense: boolean): JointStep[] {
  // Threads come to be while the round runs.
  const place = (random: Random) => random.int(0, dense ? JOINT_PLACES - 1 : 11);
  const hearing = (random: Random) => random.int(JOINT_PLACES - 2, JOINT_PLACES - 1);
  const together = (random: Random): Together => ({
    kind: random.pick<BundleKind>([
      'burst',
      ...(dense ? (['burst'] as const) : []),
      'forwards',
      'forwards',
      'paste',
      'album',
    ]),
    size: random.int(2, 4),
    order: random.int(0, 1),
  });
  return [
    { at: 0, do: 'room', place: JOINT_PLACES - 2, messages: 50 },
    { at: 0, do: 'room', place: JOINT_PLACES - 1, messages: 50 },
    { at: lengthMs * 0.85, do: 'room', place: JOINT_PLACES - 1, messages: 0 },
    ...spread(700, 3300, (r) => ({ do: 'bundle', place: place(r), ...together(r) })),
    ...spread(5000, 3300, (r) => ({ do: 'thread', ...together(r) })),
    ...spread(1100, 4000, (r) => {
      const how = r.pick(['edit', 'away'] as const);
      return { do: 'touch', place: place(r), how, back: r.int(0, 3) };
    }),
    ...spread(700, 2500, (r) => ({ do: 'talk', place: hearing(r) })),
    ...spread(dense ? 500 : 1800, 4000, (r) => {
      const how = r.pick(['edit', 'away'] as const);
      return { do: 'retalk', place: hearing(r), how, back: r.int(0, 5) };
    }),
  ];
}
