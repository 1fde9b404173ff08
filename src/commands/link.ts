import { type Account, MOST_ACCOUNTS } from '../people/aliases.ts';
import { CODE_MINUTES } from '../people/codes.ts';
import { accountOf, LINKED } from '../people/people.ts';
import type { Button, Progress } from '../ports/index.ts';
import { escapeMarkdown, headline } from '../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from './command.ts';
import { menu } from './menu.ts';

/** Longest name that is shown, in UTF-16 units. */
const NAME = 64;

/** /link: a code that shows on another platform whose account this is; with such a code, the way to be one person there and here. */
export const link: CommandDefinition = {
  spec: {
    name: 'link',
    audience: 'asker_always',
    menu: true,
    inName: true,
    options: [
      { name: 'code', type: 'string', maxLength: 64, rest: true },
      { name: 'offer', type: 'string', maxLength: 40, internal: true, serialised: true },
    ],
  },
  async *respond(context) {
    const code = stringOption(context.command, 'code');
    const offer = stringOption(context.command, 'offer');
    if (offer !== undefined) yield* confirm(context, offer);
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
    options: [{ name: 'sure', type: 'boolean', internal: true, serialised: true }],
  },
  async *respond({ command, texts, people }) {
    const { id } = command.actor;
    if (command.options['sure'] === true) {
      yield* menu(texts(`unlink.${await people.leave(id)}`), []);
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

/** Tells who made a code of the account that was linked by it. */
export const linked: CommandDefinition = {
  spec: {
    name: LINKED,
    audience: 'asker_always',
    hidden: true,
    internal: 'button',
    under: 'link',
    options: [{ name: 'account', type: 'string', maxLength: 64, required: true }],
  },
  async *respond({ command, texts, people }) {
    const accounts = await people.accounts(command.actor.id);
    const added = accounts.find(({ id }) => id === command.options['account']);
    yield* reply(added ? texts('link.told', named(added)) : texts('link.told_gone'));
  },
};

async function* make({ texts, people, asked, command }: CommandContext): AsyncGenerator<Progress> {
  const code = await people.make(asked());
  const accounts = await people.accounts(command.actor.id);
  const text = [texts('link.code', { code, minutes: CODE_MINUTES }), texts('link.shares')];
  yield* menu([...text, ...(accounts.length > 0 ? [listed(accounts, texts)] : [])].join('\n\n'), []);
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

async function* confirm({ command, texts, people }: CommandContext, offer: string): AsyncGenerator<Progress> {
  const before = await people.offered(command.actor.id, offer);
  const joined = await people.confirm(accountOf(command), offer);
  const others = await people.accounts(command.actor.id);
  const other = before ? accountOf(before.asked) : others.find(({ id }) => id !== command.actor.id);
  yield* menu(texts(`link.${joined}`, { most: MOST_ACCOUNTS, ...(other ? named(other) : {}) }), []);
}

function listed(accounts: readonly Account[], texts: CommandContext['texts']): string {
  const lines = accounts.map((account) => `- ${texts('link.account', named(account))}`);
  return [texts('link.accounts'), ...lines].join('\n');
}

/** Account as it is named in texts: a name can be anything, so it never looks like more than a name. */
function named({ name, surface }: Account): { name: string; platform: string } {
  const shown = escapeMarkdown(headline(name, NAME));
  return { name: shown, platform: `${surface.slice(0, 1).toUpperCase()}${surface.slice(1)}` };
}
