import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { answersAt, isSettled } from './joint.ts';
import { type Evidence, left, missed, type Outcome, outcomes, owed } from './outcomes.ts';

/** How long nothing may have changed before a round counts as over, ms. */
const QUIET_MS = 1500;
/** After so long without any change nothing more is to be expected, ms: longer than any backoff of the bot's. */
const STUCK_MS = 60_000;

/** Looks again and again; false when it was not so in time. */
export async function until(look: () => boolean, ms: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + ms;
  while (!look()) {
    if (Date.now() > end) return false;
    await sleep(50, undefined, { signal });
  }
  return true;
}

type Seen = 'turns' | 'places' | 'engine' | 'model' | 'ends' | 'disturbed' | 'catchUp' | 'jolts' | 'bursts';

interface Watched extends Pick<Evidence, Seen> {
  /** Whether the bot has work left: an answer that is whole may be about to be made anew. */
  busy(): boolean;
}

/** Waits until everything owed is there and nothing changes any more; false when that was not so in time. */
export async function settle(watched: Watched, child: Child, ms: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + ms;
  let last = '';
  let since = Date.now();
  while (Date.now() < end) {
    const found = outcomes(watched);
    const state = `${child.ends.length} ${found.map(({ bubbles }) => bubbles.map(({ id, text }) => `${id}${text.length}`).join()).join(';')}`;
    if (state !== last) since = Date.now();
    last = state;
    const joint = openJoint(found, watched);
    const open = found.filter(
      (outcome) =>
        (outcome.turn.place.joint ? joint.has(outcome) : !isDone(outcome, watched)) &&
        (outcome.bubbles.length > 0 || owed(outcome, { accepted: undefined, catchUp: watched.catchUp })) &&
        !outcome.turn.place.stranger &&
        !outcome.turn.place.excused,
    );
    const quietFor = Date.now() - since;
    if (child.ready() && open.length === 0 && quietFor > QUIET_MS && !watched.busy()) return true;
    if (child.ready() && quietFor > STUCK_MS) return false;
    await sleep(200, undefined, { signal });
  }
  return false;
}

/** Messages of places where several are one question, of which something is to become yet. */
function openJoint(found: readonly Outcome[], watched: Watched): Set<Outcome> {
  const joint = found.filter(({ turn }) => turn.place.joint);
  const evidence = { ...watched, accepted: undefined };
  const open = [...Map.groupBy(joint, ({ turn }) => turn.place).values()].flatMap((results) => {
    const answers = answersAt(results, watched);
    return results.filter((outcome) => {
      const { reading, bubbles } = outcome;
      const isShown = bubbles.length === 0 || reading?.whole || left(outcome, watched).length === 0;
      return !isShown || !isSettled(outcome, answers, evidence);
    });
  });
  return new Set(open);
}

/** Nothing more is to become of it. */
function isDone(outcome: Outcome, watched: Watched): boolean {
  const { turn, reading } = outcome;
  if (turn.goneAt === undefined) return reading?.whole === true;
  return left(outcome, watched).length === 0 || missed(turn, turn.goneAt, watched);
}
