import type { Clock, Condition, Surface, Target } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { createFreshAnswers } from '../util/fresh-answers.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Asks a platform for the conditions at a place, in its turn among the other calls there. `place` names the place; its
 * answer holds for a few seconds, for whoever asks. Rejects with a Fault.
 */
export type Conditions = (
  surface: Surface,
  target: Target,
  place: string,
  signal: AbortSignal,
) => Promise<readonly Condition[]>;

/** Time for which an answer is believed: long enough to bear a flood, short enough to see what was mended, ms. */
const HOLDS_MS = 10_000;
/** Places whose conditions are remembered. */
const PLACES = 500;
/** Longest time for all questions about one place, ms. */
const LIMIT_MS = 30_000;

export function createConditions({ scheduler, clock }: { scheduler: Scheduler; clock: Clock }): Conditions {
  const known = createFreshAnswers<readonly Condition[]>({ clock, holdsMs: HOLDS_MS, most: PLACES });

  async function ask(surface: Surface, target: Target): Promise<readonly Condition[]> {
    const call = async (signal: AbortSignal) => (await surface.conditions?.(target, signal)) ?? [];
    const job = { surface, target, urgency: 'edit', kind: 'read', call } as const;
    const found = await scheduler.schedule(job, AbortSignal.timeout(LIMIT_MS)).done;
    if (!found) throw new Fault('unreachable', 'the platform does not answer just now');
    return found;
  }

  return (surface, target, place, signal) => known.get(place, () => ask(surface, target), signal);
}
