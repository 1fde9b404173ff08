import {
  type Clock,
  type Command,
  FACT_HOLDS_MS,
  type Resolved,
  type Surface,
  type Target,
  type Task,
  type Who,
  whoSchema,
} from '../ports/index.ts';
import type { Grants } from './grants.ts';

/** The one answer to "may they?": who may speak at a place, who runs the bot, who may decide about what was asked. */

export interface PermissionSettings {
  access: 'allowlist' | 'open';
  /** Ids as in Actor.id. */
  allowedUsers: readonly string[];
  /** Ids as in Place.scopes. */
  allowedChats: readonly string[];
  /** People who may speak everywhere. Ids as in Actor.id. */
  owners: readonly string[];
}

/** Reason that lets somebody speak. */
export type Access = 'open' | 'owner' | 'user' | 'chat' | 'denied';

/** Somebody at a place. */
export type Speaking = Pick<Resolved, 'actor' | 'place'>;

/** Somebody who does something at a place, about what is there or, from a menu of their own, elsewhere (`origin`). */
export type Acting = Pick<Resolved, 'actor' | 'place' | 'target' | 'settingsChat' | 'surface' | 'sentAt'> &
  Pick<Command, 'origin' | 'askedAt'>;

export interface Permissions {
  /** Tells whether this person may speak at this place, and by which rule. */
  access(speaking: Speaking): Access;
  /**
   * Tells whether a person may decide about a question of `asker`. The asker may; so may people who can delete others'
   * messages here, and the bot's owners. The rule is the same for buttons, typed commands and stops. Without an asker
   * (nobody knows the person, or it is everybody's) the first way is closed. Asks the platform if the event does not
   * tell.
   */
  mayDecide(acting: Acting, asker: string | undefined, signal: AbortSignal): Promise<boolean>;
  /**
   * Tells whether a person is one of those whom a command is for at a place. Everybody moderates a chat alone with the
   * bot. Asks the platform if the event does not tell.
   */
  isAmong(acting: Acting, who: Who, signal: AbortSignal): Promise<boolean>;
  /**
   * Tells whether a person is named by a list of ids, as in Actor.id, and of ranks. A moderator is one of a group alone:
   * in their own chat, and where they brought the bot along, anybody could be one.
   */
  isNamed(acting: Acting, names: readonly string[], signal: AbortSignal): Promise<boolean>;
  /**
   * Tells whether a person may be shown now, for themselves alone, what was said at `source`: they must be there. No
   * where the platform cannot tell. The place itself may always read on.
   */
  mayRead(acting: Pick<Acting, 'actor' | 'surface'>, source: Target, signal: AbortSignal): Promise<boolean>;
  /** Tells whether everybody may speak at a place. */
  isOpen(place: Speaking['place']): boolean;
}

/** Tells whether it is a person: a chat that speaks has nobody's rights. */
function isPerson({ kind }: Speaking['actor']): boolean {
  return kind !== 'chat';
}

/** Time limit for asking a platform about a person, ms. */
const ASK_MS = 5000;

export function createPermissions(
  settings: PermissionSettings,
  surface: (name: string) => Surface,
  clock: Pick<Clock, 'now'>,
  grants: Pick<Grants, 'has'> = { has: () => false },
): Permissions {
  const owners = new Set(settings.owners);
  const users = new Set(settings.allowedUsers);
  const chats = new Set(settings.allowedChats);

  // Where the settings name owners, nobody else is one.
  const isOwner = (id: string) => (owners.size > 0 ? owners.has(id) : grants.has('owner', id));
  const isUser = (id: string) => users.has(id) || grants.has('person', id);
  const isListed = (scope: string) => chats.has(scope) || grants.has('place', scope);
  const isOpen = ({ scopes }: Speaking['place']) => settings.access === 'open' || scopes.some(isListed);

  async function isAmong(acting: Acting, who: Who, signal: AbortSignal): Promise<boolean> {
    if (who === 'anybody' || who === 'nobody') return who === 'anybody';
    if (!isPerson(acting.actor)) return false;
    if (isOwner(acting.actor.id)) return true;
    if (who === 'owner') return false;
    return told(acting, clock.now()) ?? moderates(surface(acting.surface), acting, limited(signal));
  }

  return {
    // In a group the group decides; alone with the bot, the person. Owners may speak anywhere. So may a chat that is listed.
    access({ actor, place }) {
      if (isPerson(actor) && isOwner(actor.id)) return 'owner';
      if (settings.access === 'open') return 'open';
      if (isPerson(actor) ? place.kind !== 'group' && isUser(actor.id) : isUser(actor.id) || isListed(actor.id))
        return 'user';
      return isOpen(place) ? 'chat' : 'denied';
    },

    async mayDecide(acting, asker, signal) {
      return (isPerson(acting.actor) && acting.actor.id === asker) || isAmong(acting, 'moderator', signal);
    },

    isAmong,
    isOpen,

    async isNamed(acting, names, signal) {
      if (isPerson(acting.actor) && names.includes(acting.actor.id)) return true;
      const ranks = whoSchema.options.filter((who) => names.includes(who));
      const isMeant = (who: Who) => who !== 'moderator' || acting.place.kind === 'group';
      for (const who of ranks) if (await isAmong(acting, isMeant(who) ? who : 'owner', signal)) return true;
      return false;
    },

    async mayRead({ actor, surface: name }, source, signal) {
      try {
        return (await surface(name).isPresent?.(source, actor, limited(signal))) ?? false;
      } catch {
        signal.throwIfAborted();
        return false;
      }
    },
  };
}

/**
 * Finds the place that an answer is about, where one person alone is shown it: then they have to be there. Undefined where
 * all of the place see the answer, and where it is only about what the person asked alone.
 */
export function sourceElsewhere(task: Task): Target | undefined {
  const { place, target, conversation, ownConversation } = task;
  if (place.kind !== 'group' || task.kind === 'late' || conversation === ownConversation) return undefined;
  const { origin, askedAt } = task.kind === 'command' ? task : {};
  return origin ?? askedAt ?? (target.privately ? target : undefined);
}

function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
}

/** Reads an answer from the event: of the place where it happened, and as long as it is news. */
function told({ actor, place, target, askedAt = target, origin = askedAt, sentAt }: Acting, now: number) {
  const isNews = now - sentAt < FACT_HOLDS_MS && origin.chat === askedAt.chat;
  return isNews && place.kind !== 'private' ? actor.moderator : undefined;
}

/** Tells whether a person may delete other people's messages at this place. */
async function moderates(surface: Surface, acting: Acting, signal: AbortSignal): Promise<boolean> {
  const { actor, place, settingsChat, target, origin = target } = acting;
  // A menu about a group that tells no more of it is a version before's: in one's own chat everybody would be let.
  if (place.kind === 'private') return settingsChat === undefined || settingsChat === target.chat;
  try {
    return (await surface.moderates?.(origin, actor, signal)) ?? false;
  } catch {
    // A platform that cannot tell just now must not hold up what else has arrived: no is the safe answer.
    return false;
  }
}
