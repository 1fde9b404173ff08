import type { Inbound, Surface } from './ports.ts';

type Acting = Pick<Inbound, 'actor' | 'place' | 'target'>;

/**
 * Whether who acts may decide about what `asker` asked: the asker; whoever may take others' messages away here; whoever
 * runs the bot. The one rule for buttons, for what is typed and for what is stopped. Without an asker (nobody knows who it
 * was, or it is everybody's) the asker's way is closed.
 */
export async function mayDecide(
  { surface, owner }: { surface: Surface; owner: boolean },
  inbound: Acting,
  asker: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  return inbound.actor.id === asker || owner || moderates(surface, inbound, signal);
}

/** Whether who acts may take others' messages away at this place. Asks the platform where its event does not tell. */
async function moderates(surface: Surface, { actor, place, target }: Acting, signal: AbortSignal): Promise<boolean> {
  if (place.kind === 'private') return true;
  if (actor.moderator !== undefined) return actor.moderator;
  try {
    return (await surface.moderates?.(target, actor, signal)) ?? false;
  } catch {
    // A platform that cannot tell just now must not hold up what else has arrived: no is the safe answer.
    return false;
  }
}
