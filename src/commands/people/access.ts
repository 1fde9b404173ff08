import { type Grant, MOST_GRANTS } from '../../admission/grants.ts';
import type { Knock } from '../../admission/knocks.ts';
import type { Button, Command, CommandOption } from '../../ports/index.ts';
import { clip, escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption } from '../command.ts';
import { inRows, menu, pageOf, turning } from '../menu.ts';

/** Entries on one page: in rows of two they leave one of five for the pages. */
const SIZE = 8;
/** Longest id of a person or a place, in UTF-16 units. */
const ID = 64;
/** Longest name on a button, in UTF-16 units. */
const LABEL = 24;

const ids: CommandOption[] = [
  { name: 'place', type: 'string', maxLength: ID },
  { name: 'person', type: 'string', maxLength: ID },
];

/** Somebody who asked, or was let in. */
type Entry = { knock: Knock; grant?: undefined } | { grant: Grant; knock?: undefined };

/** /access: whom owners let in, who asked for it of late, and the way to decide about them. */
export const access: CommandDefinition = {
  spec: {
    name: 'access',
    audience: 'asker_always',
    rank: 'owner',
    governs: true,
    hidden: true,
    menu: true,
    options: [
      ...ids,
      { name: 'take', type: 'string', maxLength: ID + 10 },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, texts, grants, knocks } = context;
    const done = (await allow(context)) ?? (await takeBack(context));
    const knocking = (await knocks.list()).filter(({ kind, id }) => !grants.has(kind, id));
    const entries: Entry[] = [...knocking.map((knock) => ({ knock })), ...grants.list().map((grant) => ({ grant }))];
    const page = pageOf(entries, SIZE, numberOption(command, 'page'));
    const asked = page.items.flatMap(({ knock = [] }) => knock);
    const given = page.items.flatMap(({ grant = [] }) => grant);
    const lines = [
      ...(done === undefined ? [] : [done, '']),
      texts(knocking.length > 0 ? 'access.asked' : 'access.nobody_asked'),
      ...asked.map((knock) => `- ${described(knock, context)}`),
      '',
      texts(entries.length > knocking.length ? 'access.given' : 'access.nothing_given'),
      ...given.map((grant) => `- ${described(grant, context)}`),
    ];
    const at = page.page > 1 ? ` page=${page.page}` : '';
    const buttons = [
      ...asked.map(({ kind, id, name }) => button(`access ${kind}=${id}${at}`, 'access.allow', name || id, context)),
      ...given
        // Who takes it back from oneself would have to start anew.
        .filter(({ kind, id }) => kind !== 'owner' || id !== command.actor.id)
        .map(({ kind, id, name }) => button(`access take=${kind}:${id}${at}`, 'access.take', name || id, context)),
    ];
    yield* menu(lines.join('\n'), [...inRows(buttons, 2), turning(page, (to) => `access page=${to}`)]);
  },
};

/** The button under an answer that only an owner was given: lets everybody at the place speak. */
export const allowHere: CommandDefinition = {
  spec: {
    name: 'allow',
    audience: 'everyone',
    rank: 'owner',
    governs: true,
    hidden: true,
    internal: 'button',
    options: ids,
  },
  async *respond(context) {
    yield* reply((await allow(context)) ?? context.texts('access.nobody_asked'));
  },
};

/** Lets in whom the command names; the sentence about it, undefined where it names none. */
async function allow({ command, texts, grants, knocks }: CommandContext): Promise<string | undefined> {
  const named = wanted(command);
  if (!named) return undefined;
  const known = (await knocks.list()).find(({ kind, id }) => kind === named.kind && id === named.id);
  // Repeated, it changes nothing: an attempt that is made again may.
  const given = await grants.give({ ...named, name: known?.name ?? '' });
  return given ? texts(`access.allowed.${named.kind}`, { id: named.id }) : texts('access.full', { most: MOST_GRANTS });
}

function wanted(command: Command): (Pick<Grant, 'id'> & { kind: 'person' | 'place' }) | undefined {
  for (const kind of ['place', 'person'] as const) {
    const id = stringOption(command, kind);
    if (id !== undefined && /^[a-z]+:[\w:-]+$/.test(id)) return { kind, id };
  }
  return undefined;
}

async function takeBack({ command, texts, grants }: CommandContext): Promise<string | undefined> {
  const [, kind, id] = /^(owner|person|place):(.+)$/.exec(stringOption(command, 'take') ?? '') ?? [];
  const found = grants.list().find((grant) => grant.kind === kind && grant.id === id);
  if (!found) return undefined;
  await grants.take(found.kind, found.id);
  return texts('access.taken', { id: found.id });
}

function described({ kind, id, name, ...knock }: Grant | Knock, { texts }: CommandContext): string {
  const shown = name === '' ? '' : `**${escapeMarkdown(headline(name, ID))}** `;
  const by = 'by' in knock && knock.by !== undefined ? ` · ${escapeMarkdown(headline(knock.by, ID))}` : '';
  return `${texts(`access.kind.${kind}`)}: ${shown}\`${id}\`${by}`;
}

function button(line: string, key: 'access.allow' | 'access.take', name: string, { texts }: CommandContext): Button {
  return { line, label: texts(key, { name: clip(headline(name, ID), LABEL) }) };
}
