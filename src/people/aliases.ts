import * as v from 'valibot';
import { readOne } from '../conversation/documents.ts';
import { DAMAGED, type DocumentEntry, type Documents } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import type { Shared } from './shared.ts';

/** Accounts of one person. Ids stay as they are: an alias says under which of them is kept what the person shares. */

/** Account of a person on a platform. */
export interface Account {
  /** Actor.id. */
  id: string;
  /** Display name when it was linked; never an identity. */
  name: string;
  /** Name of the Surface. */
  surface: string;
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
  /** Takes an account out. What was shared stays with the first; where that one leaves, the others begin empty. */
  leave(account: string): Promise<Left>;
  /** Names the documents that another account of the person keeps for this one too; undefined where none does. */
  shared(account: string): Promise<{ person: string; keys: readonly string[] } | undefined>;
  /** Deletes what the account shares, and takes it out. Harmless when repeated. */
  forget(account: string): Promise<void>;
}

/** Most accounts of one person. */
export const MOST_ACCOUNTS = 5;
/** Longest name that is kept, in UTF-16 units. */
const NAME = 128;
/** Most times that a write is tried anew: turns write what is shared meanwhile. */
const TRIES = 20;

const aliasShape = v.object({
  v: v.literal(1),
  /** Account under whose id is kept what is shared. */
  of: v.string(),
  /** Turn that confirmed its linking. */
  by: v.exactOptional(v.string()),
  /** All accounts; with the first alone. */
  accounts: v.exactOptional(v.array(v.object({ id: v.string(), name: v.string(), surface: v.string() }))),
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
      const others = accounts.filter(({ id }) => id !== account);
      return { read: before, entries: [{ key: aliasKey(account), value: undefined }, ...aliasesOf(others)] };
    });
  }

  return {
    leave,
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
      const { first } = await groupOf(account);
      return first === account ? undefined : { person: first, keys: shared.map(({ key }) => key(first)) };
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
  return typeof made === 'object';
}

function kept({ id, name, surface }: Account): Account {
  return { id, name: name.slice(0, NAME).toWellFormed(), surface };
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
