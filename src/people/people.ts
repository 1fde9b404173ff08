import { guestChat } from '../conversation/scope.ts';
import type { Acceptance, Clock, Documents, Inbox } from '../ports/index.ts';
import { type Account, type Aliases, createAliases, type Joined, type Left } from './aliases.ts';
import { type Asker, type Codes, createCodes } from './codes.ts';
import type { Shared } from './shared.ts';
import { homeOf, mayGoOn, sharing } from './sharing.ts';

/**
 * People, whatever accounts they have. Linked accounts share what follows a person: choices for themselves, facts and budgets, and
 * a private conversation where each has agreed. They never share access. Every method rejects with Fault('storage') where the store fails.
 */
export interface People
  extends Omit<Aliases, 'join' | 'linkedBy' | 'agree' | 'disagree' | 'leave'>,
    Omit<Codes, 'done'> {
  /**
   * Links who confirms with the account that was offered to them, and tells the other account. `offer`: id of the turn that
   * offered it; twice is once. `over`: it is kept no more, or came too late.
   */
  confirm(account: Account, offer: string): Promise<Joined | 'over'>;
  /**
   * Has who asks agree to share this private conversation, for the turn `turn`; tells those it is shared with. `waits`: others
   * have still to agree. `alone`: the account is not linked. Twice is once.
   */
  agree(asked: Asker, turn: string): Promise<'shared' | 'waits' | 'alone'>;
  /** Ends the sharing for an account, and tells the others. Harmless when repeated. */
  disagree(account: string, turn: string): Promise<void>;
  /** Takes an account out, as in Aliases, and tells those with whom it shared its conversation. */
  leave(account: string, turn: string): Promise<Left>;
  /** Finds the conversation with which a person's private one goes on; undefined where that is its own. */
  home(of: Pick<Asker, 'conversation'> & { actor: Pick<Asker['actor'], 'id'> }): Promise<string | undefined>;
  /** Tells whether a task may go on with its conversation now: that of another account may, as long as both share it. */
  mayGoOn(task: Omit<Asker, 'surface'>): Promise<boolean>;
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
  const { join, linkedBy, agree, disagree, leave, ...aliases } = createAliases(documents, shared);
  const { done, ...codes } = createCodes({ documents, secret, clock });

  /** Tells the other accounts with which one shares a conversation what it has done; whether there are some. */
  async function tellOthers(
    accounts: readonly Account[],
    account: string,
    { turn, news }: { turn: string; news: 'shared' | 'ended' },
  ): Promise<boolean> {
    const members = sharing(accounts);
    if (!members.some(({ id }) => id === account)) return false;
    const told = members.filter(({ id }) => id !== account);
    const now = clock.now();
    await inbox.accept(
      told.map(({ id, agreed }) => tellingOf(agreed.asked, { key: `link:${turn}:${id}`, account, news, now })),
    );
    return true;
  }

  return {
    ...aliases,
    ...codes,
    async agree(asked, turn) {
      const accounts = await agree(asked);
      if (accounts.length === 0) return 'alone';
      const isShared = await tellOthers(accounts, asked.actor.id, { turn, news: 'shared' });
      return isShared ? 'shared' : 'waits';
    },
    async disagree(account, turn) {
      // They are told before: afterwards nobody knows any more with whom it was shared.
      await tellOthers(await aliases.accounts(account), account, { turn, news: 'ended' });
      await disagree(account);
    },
    async leave(account, turn) {
      await tellOthers(await aliases.accounts(account), account, { turn, news: 'ended' });
      return leave(account);
    },
    home: async (of) => homeOf(await aliases.accounts(of.actor.id), of),
    mayGoOn: async (task) => guestChat(task) === undefined || mayGoOn(await aliases.accounts(task.actor.id), task),
    async confirm(account, offer) {
      const offered = await codes.offered(account.id, offer);
      const isDone = (await linkedBy(account.id)) === offer;
      if (!offered) return isDone ? 'joined' : 'over';
      if (!isDone && clock.now() >= offered.until) return 'over';
      const joined = await join(account, accountOf(offered.asked), offer);
      if (joined === 'joined') {
        const telling = { key: `link:${offer}`, account: account.id, now: clock.now() };
        await inbox.accept([tellingOf(offered.asked, telling)]);
      }
      // Not before the other is told: where the process ends in between, all of it is done again, and is the same.
      await done(account.id);
      return joined;
    },
  };
}

export function accountOf({ actor, surface }: Pick<Asker, 'actor' | 'surface'>): Account {
  return { id: actor.id, name: actor.name, surface };
}

/** News of an account, for another. Without `news` it was linked. */
interface Telling {
  key: string;
  account: string;
  news?: 'shared' | 'ended';
  now: number;
}

/** Task that tells somebody what another account of theirs has done, where they asked. */
function tellingOf(asked: Asker, { key, account, news, now }: Telling): Acceptance {
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
      options: { account, ...(news ? { news } : {}) },
    },
  };
}
