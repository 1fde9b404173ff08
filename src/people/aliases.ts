import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { readOne } from '../conversation/documents.ts';
import { DAMAGED, type DocumentEntry, type Documents } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { type Asker, askedSchema } from './codes.ts';
import type { Shared } from './shared.ts';
import { sharing, withAgreement, withoutAgreement } from './sharing.ts';

/** Accounts of one person. Ids stay as they are: an alias says under which of them is kept what the person shares. */

/** Account of a person on a platform. */
export interface Account {
  /** Actor.id. */
  id: string;
  /** Display name when it was linked; never an identity. */
  name: string;
  /** Name of the Surface. */
  surface: string;
  /** Agreement to share its private conversation. */
  agreed?: Agreement;
}

/** Agreement of an account that its private conversation is one with those of others. */
export interface Agreement {
  /** Private chat in which that was said; `conversation` is what is shared. */
  asked: Asker;
  /** Ids of the accounts that it is for: those that were linked then. */
  with: readonly string[];
}

/** Result of linking. `both`: each has further accounts. `full`: they would be more than `MOST_ACCOUNTS`. */
export type Joined = 'joined' | 'already' | 'both' | 'full';

/** Result of leaving: the account keeps what was shared, or begins empty. `alone`: it was not linked. */
export type Left = 'keeps' | 'empty' | 'alone';

export interface Aliases {
  /** Id under which is kept what a person's accounts share: that of the first, or the account's own where it is not linked. */
  of(account: string): Promise<string>;
  /** All accounts of the person, the first before the others; none where it is not linked. */
  accounts(account: string): Promise<readonly Account[]>;
  /** Id of the turn by which an account was linked, where it confirmed that and nothing has changed since. */
  linkedBy(account: string): Promise<string | undefined>;
  /** Makes one person of two accounts in one write. `by`: id of the turn that does it; twice is once. */
  join(confirmer: Account, other: Account, by: string): Promise<Joined>;
  /**
   * Has an account agree that its private conversation, where it is asked, is one with those of the others; all accounts. None where it
   * is not linked. Twice is once.
   */
  agree(asked: Asker): Promise<readonly Account[]>;
  /** Takes back what an account agreed to, and what others agreed to with it. Harmless when repeated. */
  disagree(account: string): Promise<void>;
  /** Takes an account out. What was shared stays with the first; where that one leaves, the others begin empty. */
  leave(account: string): Promise<Left>;
  /** Names what is kept for the account under the first one's id; undefined where it is kept under its own. */
  shared(account: string): Promise<SharedWith | undefined>;
  /** Deletes what the account shares, and takes it out. Harmless when repeated. */
  forget(account: string): Promise<void>;
}

/** Things that an account shares with the first. */
export interface SharedWith {
  /** Id of the first. */
  person: string;
  /** Documents that are kept for both. */
  keys: readonly string[];
  /** The first one's private conversation, where that is the account's too. */
  conversation?: string;
}

/** Most accounts of one person. */
export const MOST_ACCOUNTS = 5;
/** Longest name that is kept, in UTF-16 units. */
const NAME = 128;
/** Most times that a write is tried anew: turns write what is shared meanwhile. */
const TRIES = 20;

const accountShape = v.object({
  id: v.string(),
  name: v.string(),
  surface: v.string(),
  agreed: v.exactOptional(v.object({ asked: askedSchema, with: v.array(v.string()) })),
});

const aliasShape = v.object({
  v: v.literal(1),
  /** Account under whose id is kept what is shared. */
  of: v.string(),
  /** Turn that confirmed its linking. */
  by: v.exactOptional(v.string()),
  /** All accounts; with the first alone. */
  accounts: v.exactOptional(v.array(accountShape)),
});

interface Group {
  first: string;
  accounts: readonly Account[];
  by: string | undefined;
  /** Documents it was read from. */
  read: Pick<DocumentEntry, 'key' | 'value'>[];
}

/** A write, and what must not have changed until it is made. */
interface Change {
  read: Pick<DocumentEntry, 'key' | 'value'>[];
  entries: DocumentEntry[];
}

const aliasKey = (account: string) => `alias|${account}`;

function readAlias(value: unknown): v.InferOutput<typeof aliasShape> | undefined {
  const result = v.safeParse(aliasShape, value);
  return result.success ? result.output : undefined;
}

export function createAliases(documents: Documents, shared: readonly Shared[]): Aliases {
  const read = (account: string) => readOne(documents, aliasKey(account), readAlias);

  async function groupOf(account: string): Promise<Group> {
    const own = await read(account);
    const first = own.value?.of ?? account;
    const head = first === account ? own : await read(first);
    const ids = [...new Set([account, first])];
    return {
      first,
      accounts: head.value?.accounts ?? [],
      by: own.value?.by,
      read: ids.map((id) => ({ key: aliasKey(id), value: (id === account ? own : head).stored })),
    };
  }

  /** Makes a change, anew where somebody wrote in between. A result of its own stands for one that changes nothing. */
  async function write<T>(result: T, make: () => Promise<Change | T>): Promise<T> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const change = await make();
      if (!isChange(change)) return change;
      if (await documents.compareAndSet(change.read, change.entries)) return result;
    }
    throw new Fault('storage', 'others write these accounts all the time');
  }

  /** Joins what is kept under two ids, under the first of them. */
  async function joinShared(into: string, from: string, confirmer: string): Promise<Change> {
    const keys = shared.flatMap(({ key }) => [key(into), key(from)]);
    const values = (await documents.getMany(keys)).map((value) => (value === DAMAGED ? undefined : value));
    const entries = shared.flatMap(({ key, owner, join }, at): DocumentEntry[] => {
      const [kept, other] = [values[2 * at], values[2 * at + 1]];
      if (other === undefined) return [];
      const value = confirmer === into ? join(kept, other) : join(other, kept);
      return [
        { key: key(into), value, owner: owner(into) },
        { key: key(from), value: undefined },
      ];
    });
    return { read: keys.map((key, at) => ({ key, value: values[at] })), entries };
  }

  async function leave(account: string): Promise<Left> {
    const left = await groupOf(account);
    return write<Left>(left.first === account ? 'keeps' : 'empty', async () => {
      const { first, accounts, read: before } = await groupOf(account);
      if (accounts.length === 0 && first === account) return 'alone';
      const others = withoutAgreement(accounts, account).filter(({ id }) => id !== account);
      return { read: before, entries: [{ key: aliasKey(account), value: undefined }, ...aliasesOf(others)] };
    });
  }

  /** Changes what the accounts of a group agreed to; all accounts. */
  async function agreeing(
    account: string,
    change: (accounts: readonly Account[]) => readonly Account[],
  ): Promise<readonly Account[]> {
    let after: readonly Account[] = [];
    await write(undefined, async () => {
      const { first, accounts, read: before } = await groupOf(account);
      after = change(accounts);
      const key = aliasKey(first);
      const head = readAlias(before.find((each) => each.key === key)?.value);
      if (!head || isDeepStrictEqual(after, accounts)) return undefined;
      return { read: before, entries: [{ key, value: { ...head, accounts: after } }] };
    });
    return after;
  }

  return {
    leave,
    agree: (asked) => agreeing(asked.actor.id, (accounts) => withAgreement(accounts, asked)),
    async disagree(account) {
      await agreeing(account, (accounts) => withoutAgreement(accounts, account));
    },
    of: async (account) => (await read(account)).value?.of ?? account,
    linkedBy: async (account) => (await groupOf(account)).by,
    accounts: async (account) => (await groupOf(account)).accounts,

    join: (confirmer, other, by) =>
      write<Joined>('joined', async () => {
        const [mine, theirs] = [await groupOf(confirmer.id), await groupOf(other.id)];
        if (mine.by === by) return 'joined';
        if (mine.first === theirs.first) return 'already';
        if (mine.accounts.length > 0 && theirs.accounts.length > 0) return 'both';
        // An account that is alone comes to those that are linked; of two alone, the confirmer comes to the other.
        const [into, from] = mine.accounts.length > 0 ? [mine, theirs] : [theirs, mine];
        const [head, added] = into === mine ? [confirmer, other] : [other, confirmer];
        const accounts = [...(into.accounts.length > 0 ? into.accounts : [head]), added].map(kept);
        if (accounts.length > MOST_ACCOUNTS) return 'full';
        const both = await joinShared(into.first, from.first, mine.first);
        return {
          read: [...mine.read, ...theirs.read, ...both.read],
          entries: [...aliasesOf(accounts, { id: confirmer.id, by }), ...both.entries],
        };
      }),

    async shared(account) {
      const { first, accounts } = await groupOf(account);
      if (first === account) return undefined;
      const members = sharing(accounts);
      const conversation = members.some(({ id }) => id === account) && members[0]?.agreed.asked.conversation;
      return { person: first, keys: shared.map(({ key }) => key(first)), ...(conversation ? { conversation } : {}) };
    },
    async forget(account) {
      // Taken out afterwards: where the process ends in between, both are done again.
      const { first } = await groupOf(account);
      await documents.deleteMany(shared.map(({ key }) => key(first)));
      await leave(account);
    },
  };
}

function isChange(made: unknown): made is Change {
  return typeof made === 'object' && made !== null;
}

function kept({ id, name, surface, agreed }: Account): Account {
  return { id, name: name.slice(0, NAME).toWellFormed(), surface, ...(agreed ? { agreed } : {}) };
}

/** Writes the aliases of a group, the first account before the others; one account alone needs none. */
function aliasesOf(accounts: readonly Account[], confirmed?: { id: string; by: string }): DocumentEntry[] {
  const [first] = accounts;
  if (!first || accounts.length < 2) return accounts.map(({ id }) => ({ key: aliasKey(id), value: undefined }));
  return accounts.map(({ id }) => ({
    key: aliasKey(id),
    value: {
      v: 1,
      of: first.id,
      ...(id === confirmed?.id ? { by: confirmed.by } : {}),
      ...(id === first.id ? { accounts } : {}),
    },
    owner: { conversation: '', person: id },
  }));
}
