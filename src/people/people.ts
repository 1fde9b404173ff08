import type { Acceptance, Clock, Documents, Inbox } from '../ports/index.ts';
import { type Account, type Aliases, createAliases, type Joined } from './aliases.ts';
import { type Asker, type Codes, createCodes } from './codes.ts';
import type { Shared } from './shared.ts';

/**
 * People, whatever accounts they have. Linked accounts share what follows a person: choices for themselves, facts and budgets.
 * They never share access. Every method rejects with Fault('storage') where the store fails.
 */
export interface People extends Omit<Aliases, 'join' | 'linkedBy'>, Omit<Codes, 'done'> {
  /**
   * Links who confirms with the account that was offered to them, and tells the other account. `offer`: id of the turn that
   * offered it; twice is once. `over`: it is kept no more, or came too late.
   */
  confirm(account: Account, offer: string): Promise<Joined | 'over'>;
}

export interface PeopleParts {
  documents: Documents;
  inbox: Pick<Inbox, 'accept'>;
  /** Secret of the installation. */
  secret: Uint8Array;
  clock: Pick<Clock, 'now'>;
  /** Documents that follow a person. */
  shared: readonly Shared[];
}

/** Name of the command that tells an account of another which was linked to it. */
export const LINKED = 'linked';

export function createPeople({ documents, inbox, secret, clock, shared }: PeopleParts): People {
  const { join, linkedBy, ...aliases } = createAliases(documents, shared);
  const { done, ...codes } = createCodes({ documents, secret, clock });

  return {
    ...aliases,
    ...codes,
    async confirm(account, offer) {
      const offered = await codes.offered(account.id, offer);
      const isDone = (await linkedBy(account.id)) === offer;
      if (!offered) return isDone ? 'joined' : 'over';
      if (!isDone && clock.now() >= offered.until) return 'over';
      const joined = await join(account, accountOf(offered.asked), offer);
      if (joined === 'joined') await inbox.accept([tellingOf(offered.asked, account.id, offer, clock.now())]);
      // Not before the other is told: where the process ends in between, all of it is done again, and is the same.
      await done(account.id);
      return joined;
    },
  };
}

export function accountOf({ actor, surface }: Pick<Asker, 'actor' | 'surface'>): Account {
  return { id: actor.id, name: actor.name, surface };
}

/** Task that tells who made a code of the account that was linked by it, where they made it. */
function tellingOf(asked: Asker, account: string, offer: string, now: number): Acceptance {
  const key = `link:${offer}`;
  return {
    keys: [key],
    task: {
      v: 2,
      kind: 'command',
      ...asked,
      key,
      queue: asked.conversation,
      sentAt: now,
      cause: 'press',
      name: LINKED,
      options: { account },
    },
  };
}
