import type { Claim, Clock, Final } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { failuresOf } from './attempts.ts';

/** Conversation that goes on on one platform, while an answer waits for another one that is down. */

/** Time for which an answer that cannot be shown holds up questions that were asked on another platform, ms. */
const HOLDS_MS = 30_000;
/** Time between two looks whether somebody waits there, ms. */
const LOOK_MS = 1000;

interface LettingParts {
  claim: Claim;
  clock: Clock;
  /** Applies what the turn did, before it is shown. */
  apply(): Promise<void>;
}

/**
 * Waits until an answer is shown. Where that takes too long, it lets those pass who asked on another platform. An answer to a question
 * is in the conversation before they do, so that they go on with it. What a gesture changes happens once that is seen.
 */
export async function shownOrPassed<T>(
  { claim, clock, apply }: LettingParts,
  final: Final,
  showing: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const letting = letPass(AbortSignal.any([signal, over.signal])).catch(() => undefined);
  async function letPass(until: AbortSignal): Promise<void> {
    const first = isToldUnseen(final) ? apply : async () => undefined;
    // What has failed before has held them up for long enough; each attempt may be short.
    if (!claim.final || failuresOf(claim) === 0) await clock.sleep(HOLDS_MS, until);
    while (!(await claim.letPass(first).catch(() => false))) await clock.sleep(LOOK_MS, until);
  }
  try {
    return await showing;
  } finally {
    over.abort(OVER);
    await letting;
  }
}

/** Tells whether nothing but a question and its answer comes of it. These stay known whether they are seen or not. */
function isToldUnseen({ events, settings, batch, traceless }: Final): boolean {
  return events.some(({ type }) => type === 'answered') && !settings && !batch && !traceless;
}
