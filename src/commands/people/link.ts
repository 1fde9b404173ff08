import { type Account, MOST_ACCOUNTS } from '../../people/aliases.ts';
import { CODE_MINUTES } from '../../people/codes.ts';
import { accountOf, LINKED } from '../../people/people.ts';
import { sharing } from '../../people/sharing.ts';
import type { Button, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, platformOf, reply, stringOption } from '../command.ts';
import { menu } from '../menu.ts';

/** Longest name that is shown, in UTF-16 units. */
const NAME = 64;

/** /link: a code that shows on another platform whose account this is; with such a code, the way to be one person there and here. */
export const link: CommandDefinition = {
  spec: {
    name: 'link',
    audience: 'asker_always',
    menu: true,
    inName: true,
    apart: true,
    options: [
      { name: 'code', type: 'string', maxLength: 64, rest: true },
      { name: 'offer', type: 'string', maxLength: 40, internal: true, serialised: true },
      { name: 'share', type: 'string', choices: ['ask', 'yes', 'end'], internal: true },
    ],
  },
  async *respond(context) {
    const code = stringOption(context.command, 'code');
    const offer = stringOption(context.command, 'offer');
    const share = stringOption(context.command, 'share');
    if (share !== undefined) yield* sharingBy(context, share);
    else if (offer !== undefined) yield* confirm(context, offer);
    else if (code !== undefined) yield* redeem(context, code);
    else yield* make(context);
  },
};

/** /unlink: takes this account out of those that are one person. */
export const unlink: CommandDefinition = {
  spec: {
    name: 'unlink',
    audience: 'asker_always',
    menu: true,
    inName: true,
    apart: true,
    options: [{ name: 'sure', type: 'boolean', internal: true, serialised: true }],
  },
  async *respond({ command, texts, people, turn }) {
    const { id } = command.actor;
    if (command.options['sure'] === true) {
      yield* menu(texts(`unlink.${await people.leave(id, turn)}`), []);
      return;
    }
    const accounts = await people.accounts(id);
    const [first] = accounts;
    if (!first) {
      yield* reply(texts('unlink.alone'));
      return;
    }
    const keeps = first.id === id ? texts('unlink.sure_first') : texts('unlink.sure', named(first));
    const yes: Button = { line: 'unlink sure=true', label: texts('unlink.yes'), style: 'danger' };
    yield* menu([listed(accounts, texts), keeps].join('\n\n'), [[yes]]);
  },
};

/** Tells an account what another has done: that it was linked by a code, that it shares its conversation, or does no more. */
export const linked: CommandDefinition = {
  spec: {
    name: LINKED,
    audience: 'asker_always',
    hidden: true,
    internal: 'button',
    under: 'link',
    options: [
      { name: 'account', type: 'string', maxLength: 64, required: true },
      { name: 'news', type: 'string', choices: ['shared', 'ended'] },
    ],
  },
  async *respond(context) {
    const { command, texts, people } = context;
    const accounts = await people.accounts(command.actor.id);
    const other = accounts.find(({ id }) => id === command.options['account']);
    const news = stringOption(command, 'news');
    if (news === 'ended') yield* reply(texts('link.share_ended'));
    else if (!other) yield* reply(texts('link.told_gone'));
    else if (news === 'shared') yield* reply(texts('link.share_shared', { others: accountIn(texts, other) }));
    else yield* menu(texts('link.told', named(other)), shareButtons(context, accounts));
  },
};

async function* make(context: CommandContext): AsyncGenerator<Progress> {
  const { texts, people, asked, command } = context;
  const code = await people.make(asked());
  const accounts = await people.accounts(command.actor.id);
  const text = [texts('link.code', { code, minutes: CODE_MINUTES }), texts('link.shares')];
  const state = accounts.length > 0 ? [listed(accounts, texts), ...stateOf(context, accounts)] : [];
  yield* menu([...text, ...state].join('\n\n'), shareButtons(context, accounts));
}

/** Asks whether the private conversation is to be shared, and what that means; does it; ends it. */
async function* sharingBy(context: CommandContext, share: string): AsyncGenerator<Progress> {
  const { command, texts, people, asked, turn } = context;
  const { id } = command.actor;
  if (share === 'end') {
    await people.disagree(id, turn);
    yield* menu(texts('link.share_ended'), []);
    return;
  }
  const accounts = await people.accounts(id);
  const [first] = accounts;
  if (!first || command.place.kind !== 'private') {
    yield* reply(texts(first ? 'link.share_private' : 'unlink.alone'));
    return;
  }
  const others = othersIn(context, accounts);
  if (share === 'yes') {
    const state = await people.agree(asked(), turn);
    const end = shareButtons(context, await people.accounts(id));
    yield* menu(state === 'alone' ? texts('unlink.alone') : texts(`link.share_${state}`, { others }), end);
    return;
  }
  const yes: Button = { line: 'link share=yes', label: texts('link.share_yes'), style: 'danger' };
  const meaning = first.id === id ? texts('link.share_here') : texts('link.share_there', named(first));
  yield* menu([texts('link.share_ask', { others }), meaning, texts('link.share_ends')].join('\n\n'), [[yes]]);
}

/** Says whether the conversation is shared, or waits for others to agree. */
function stateOf(context: CommandContext, accounts: readonly Account[]): string[] {
  const { command, texts } = context;
  const isMine = ({ id }: Account) => id === command.actor.id;
  const members = sharing(accounts);
  const isShared = members.some(isMine);
  if (!isShared && !accounts.find(isMine)?.agreed) return [];
  const others = othersIn(context, isShared ? members : accounts);
  return [texts(isShared ? 'link.share_shared' : 'link.share_waits', { others })];
}

/** Buttons for what an account may agree to in its private chat, or take back. */
function shareButtons({ command, texts }: CommandContext, accounts: readonly Account[]): Button[][] {
  const mine = accounts.find(({ id }) => id === command.actor.id);
  if (!mine || command.place.kind !== 'private') return [];
  const share: Button = { line: 'link share=ask', label: texts('link.share') };
  const end: Button = { line: 'link share=end', label: texts('link.share_end') };
  const { agreed } = mine;
  const isForAll = accounts.every(({ id }) => id === mine.id || agreed?.with.includes(id));
  return [[...(isForAll ? [] : [share]), ...(agreed ? [end] : [])]];
}

function othersIn({ command, texts }: CommandContext, accounts: readonly Account[]): string {
  return accounts
    .filter(({ id }) => id !== command.actor.id)
    .map((account) => accountIn(texts, account))
    .join(', ');
}

/** Says whose a code is, and asks whether that is the same person. Nothing is shared by a code alone. */
async function* redeem({ command, texts, people, turn }: CommandContext, said: string): AsyncGenerator<Progress> {
  if (command.place.kind !== 'private') {
    // Others may have read it.
    await people.spoil(said);
    yield* reply(texts('link.private'));
    return;
  }
  const offer = await people.take(command.actor.id, said, turn);
  if (typeof offer === 'string') {
    yield* reply(texts(`link.${offer}`));
    return;
  }
  const whose = named(accountOf(offer.asked));
  const yes: Button = { line: `link offer=${turn}`, label: texts('link.yes'), style: 'danger' };
  yield* menu([texts('link.whose', whose), texts('link.shares')].join('\n\n'), [[yes]]);
}

async function* confirm(context: CommandContext, offer: string): AsyncGenerator<Progress> {
  const { command, texts, people } = context;
  const before = await people.offered(command.actor.id, offer);
  const joined = await people.confirm(accountOf(command), offer);
  const others = await people.accounts(command.actor.id);
  const other = before ? accountOf(before.asked) : others.find(({ id }) => id !== command.actor.id);
  const text = texts(`link.${joined}`, { most: MOST_ACCOUNTS, ...(other ? named(other) : {}) });
  yield* menu(text, joined === 'joined' ? shareButtons(context, others) : []);
}

function listed(accounts: readonly Account[], texts: CommandContext['texts']): string {
  const lines = accounts.map((account) => `- ${accountIn(texts, account)}`);
  return [texts('link.accounts'), ...lines].join('\n');
}

function accountIn(texts: CommandContext['texts'], account: Account): string {
  return texts('link.account', named(account));
}

/** Account as it is named in texts: a name can be anything, so it never looks like more than a name. */
function named({ name, surface }: Account): { name: string; platform: string } {
  const shown = escapeMarkdown(headline(name, NAME));
  return { name: shown, platform: platformOf(surface) };
}
