import type { Inbound, Surface } from './ports.ts';

/** Whether who acts may take others' messages away at this place. Asks the platform where its event does not tell. */
export async function moderates(
  surface: Surface,
  { actor, place, target }: Pick<Inbound, 'actor' | 'place' | 'target'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (place.kind === 'private') return true;
  if (actor.moderator !== undefined) return actor.moderator;
  try {
    return (await surface.moderates?.(target, actor, signal)) ?? false;
  } catch {
    // A platform that cannot tell just now must not hold up what else has arrived: no is the safe answer.
    return false;
  }
}
