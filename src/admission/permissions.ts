import type { Command, Inbound, Surface } from '../ports/index.ts';

type Acting = Pick<Inbound, 'actor' | 'place' | 'target' | 'about'> & Pick<Command, 'home'>;

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
async function moderates(surface: Surface, acting: Acting, signal: AbortSignal): Promise<boolean> {
  const { actor, place, about, target, home = target } = acting;
  // What is about a group and says no more of it is a version before's: in one's own chat everybody would be let.
  if (place.kind === 'private') return about === undefined || about === target.chat;
  if (actor.moderator !== undefined) return actor.moderator;
  try {
    return (await surface.moderates?.(home, actor, signal)) ?? false;
  } catch {
    // A platform that cannot tell just now must not hold up what else has arrived: no is the safe answer.
    return false;
  }
}
