import type { Account, Agreement } from './aliases.ts';
import type { Asker } from './codes.ts';

/**
 * Private conversation that is one for several accounts of a person. It is that of the first; the private chats of the others go
 * on with it. Pure functions over the accounts and what each has agreed to.
 */

/** Account whose private conversation is shared. */
export type Sharing = Account & { agreed: Agreement };

/** Lists the accounts that share, the first before the others; none where nothing is shared. Each has agreed with each. */
export function sharing(accounts: readonly Account[]): Sharing[] {
  const members: Sharing[] = [];
  for (const account of accounts) {
    if (hasAgreed(account) && members.every((member) => agree(member, account))) members.push(account);
    // It is the first one's conversation.
    if (members.length === 0) return [];
  }
  return members.length > 1 ? members : [];
}

function hasAgreed(account: Account): account is Sharing {
  return account.agreed !== undefined;
}

function agree(one: Sharing, other: Sharing): boolean {
  return one.agreed.with.includes(other.id) && other.agreed.with.includes(one.id);
}

/** Finds the conversation with which a private one goes on; undefined where that is its own. */
export function homeOf(
  accounts: readonly Account[],
  { actor, conversation }: { actor: Pick<Account, 'id'>; conversation: string },
): string | undefined {
  const [first, ...others] = sharing(accounts);
  const mine = others.find(({ id }) => id === actor.id);
  return mine?.agreed.asked.conversation === conversation ? first?.agreed.asked.conversation : undefined;
}

/** Tells whether an account may go on with a conversation in a chat. */
export function mayGoOn(
  accounts: readonly Account[],
  { actor, conversation, target }: Pick<Asker, 'actor' | 'conversation' | 'target'>,
): boolean {
  const [first, ...others] = sharing(accounts);
  return (
    first?.agreed.asked.conversation === conversation &&
    others.some(({ id, agreed }) => id === actor.id && agreed.asked.target.chat === target.chat)
  );
}

/** With the agreement of an account, as it is said now. One that is not among them changes nothing. */
export function withAgreement(accounts: readonly Account[], asked: Asker): readonly Account[] {
  const { id } = asked.actor;
  const others = accounts.map((account) => account.id).filter((each) => each !== id);
  return accounts.map((account) => (account.id === id ? { ...account, agreed: { asked, with: others } } : account));
}

/** Without what an account has agreed to, and what others have with it. Without the first nothing is left to share. */
export function withoutAgreement(accounts: readonly Account[], id: string): Account[] {
  const isFirst = accounts[0]?.id === id;
  return accounts.map(({ agreed, ...account }) => {
    const left = (agreed?.with ?? []).filter((each) => each !== id);
    return !agreed || isFirst || account.id === id || left.length === 0
      ? account
      : { ...account, agreed: { ...agreed, with: left } };
  });
}
