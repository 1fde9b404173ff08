import { knowledgeAt, personaScope } from '../../conversation/knowledge-at.ts';
import { MOST_MILLIONS, MOST_SOURCES, type Source } from '../../knowledge/source.ts';
import type { Button, Owner, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption } from '../command.ts';
import { inRows, menu, pageOf, refusal, turning } from '../menu.ts';
import { fetchAgain, type Given, gather, idOf, shownName } from './add.ts';

const SIZE = 8;
const actions = ['list', 'add', 'again', 'remove'] as const;

/** Most messages of a channel. */
const MOST_MESSAGES = 100;

/** /knowledge: texts that answers draw on, of this chat, the whole server, or a persona of one's own. */
export const knowledge: CommandDefinition = {
  spec: {
    name: 'knowledge',
    audience: 'everyone',
    rank: 'moderator',
    menu: true,
    takesForward: true,
    files: ['file'],
    latest: 'messages',
    options: [
      { name: 'action', type: 'string', choices: actions, leads: true },
      { name: 'for', type: 'string', maxLength: 60 },
      { name: 'messages', type: 'integer', min: 1, max: MOST_MESSAGES },
      { name: 'name', type: 'string', rest: true, maxLength: 2000 },
      { name: 'private', type: 'boolean' },
      { name: 'scope', type: 'string', internal: true },
      { name: 'source', type: 'string', internal: true },
      { name: 'confirm', type: 'boolean', internal: true, serialised: true },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, texts } = context;
    const action = actionOf(context);
    const words = stringOption(command, 'name');
    const asked = stringOption(command, 'for') ?? 'chat';
    const shelves = await shelvesOf(context, asked);
    const shelf = shelves.find(({ name }) => name === asked);
    if (!shelf) {
      const known = shelves.map(({ name }) => name).join(', ');
      yield* refusal(texts('knowledge.unknown', { value: shownName(asked), choices: known }), context);
      return;
    }
    if (action === 'add') yield* add(context, shelf, shelves, words);
    else if (action === 'again') yield* again(context, shelves, words);
    else if (action === 'remove') yield* remove(context, shelves, words);
    else yield* list(context, shelves);
  },
};

type Action = (typeof actions)[number];

/** Texts of one scope, as people name it. */
interface Shelf {
  /** Value of `for`. */
  name: string;
  scope: string;
  /** Heading, as Markdown. */
  title: string;
  owner: Owner;
}

/** Reads what is to be done: something that is given without an action is added. */
function actionOf({ command }: CommandContext): Action {
  const { files, attachments, quote, options } = command;
  const chosen = actions.find((each) => each === options['action']);
  const gives = files ?? attachments ?? quote ?? options['name'] ?? options['messages'];
  return chosen ?? (gives === undefined ? 'list' : 'add');
}

/**
 * Scopes that the person may change here: the chat's, the server's, those of their own personas. Others are not told what the latter
 * have, unless it is `asked` for.
 */
async function shelvesOf({ command, personas, texts }: CommandContext, asked: string): Promise<Shelf[]> {
  const { here, server } = knowledgeAt(command);
  const person = command.actor.id;
  const isAlone = command.place.kind === 'private';
  const own = (await personas.list(person)).filter(
    ({ from, persona: { slug } }) => from === 'mine' && (isAlone || slug === asked),
  );
  return [
    { name: 'chat', scope: here, title: texts('knowledge.for.chat'), owner: { conversation: here, person } },
    ...(server === undefined
      ? []
      : [
          {
            name: 'server',
            scope: server,
            title: texts('knowledge.for.server'),
            owner: { conversation: server, person },
          },
        ]),
    ...own.map(({ ref, persona: { slug, name } }) => ({
      name: slug,
      scope: personaScope(ref),
      title: texts('knowledge.for.persona', { name: escapeMarkdown(name) }),
      owner: { conversation: '', person },
    })),
  ];
}

async function* add(
  context: CommandContext,
  shelf: Shelf,
  shelves: readonly Shelf[],
  name: string | undefined,
): AsyncGenerator<Progress> {
  const given = yield* gather(context, name);
  if (typeof given === 'string') {
    yield* refusal(given, context);
    return;
  }
  const lines: string[] = [];
  for (const each of given) {
    const { isKept, said } = await keep(context, shelf, each);
    lines.push(...said);
    if (!isKept) break;
  }
  yield* list(context, shelves, lines.join('\n\n'));
}

/** Keeps a text, and says so. */
async function keep(context: CommandContext, shelf: Shelf, given: Given): Promise<{ isKept: boolean; said: string[] }> {
  const { command, texts } = context;
  const added = await context.knowledge.add(shelf.scope, { ...given, by: command.actor.name }, shelf.owner);
  if (typeof added === 'string') {
    return { isKept: false, said: [texts(`knowledge.${added}`, { sources: MOST_SOURCES, millions: MOST_MILLIONS })] };
  }
  const line = addedLine(context, { source: added, shelf });
  return { isKept: true, said: [line, ...(added.more ? [texts('knowledge.more')] : [])] };
}

function addedLine({ texts }: CommandContext, { source: { name, tokens }, shelf }: Shelved): string {
  return texts('knowledge.added', { name: shownName(name), tokens, where: shelf.title });
}

/** Fetches a page of the web anew. */
async function* again(
  context: CommandContext,
  shelves: readonly Shelf[],
  words: string | undefined,
): AsyncGenerator<Progress> {
  const { texts } = context;
  const found = await findIn(context, shelves, words);
  if (typeof found === 'string') {
    // An attempt that was made before may have put the new one in its place.
    const made = (await sourcesOn(context, shelves)).find(({ source }) => source.id === idOf(context));
    yield* list(context, shelves, made ? addedLine(context, made) : found);
    return;
  }
  const { from, name } = found.source;
  if (!from) {
    yield* list(context, shelves, texts('knowledge.no_page', { name: shownName(name) }));
    return;
  }
  const given = yield* fetchAgain(context, { name, from });
  if (typeof given === 'string') yield* refusal(given, context);
  else yield* list(context, shelves, (await keep(context, found.shelf, given)).said.join('\n\n'));
}

async function* remove(
  context: CommandContext,
  shelves: readonly Shelf[],
  words: string | undefined,
): AsyncGenerator<Progress> {
  const { command, texts, knowledge: kept } = context;
  const found = await findIn(context, shelves, words);
  if (typeof found === 'string') {
    yield* list(context, shelves, found);
    return;
  }
  const { source, shelf } = found;
  const name = shownName(source.name);
  if (command.options['confirm'] !== true) {
    const line = `${lineOf('remove', found)} confirm=true`;
    const yes: Button = { line, label: texts('knowledge.remove_yes'), style: 'danger' };
    yield* menu(texts('knowledge.remove_sure', { name }), [[yes, { line: 'knowledge', label: texts('menu.back') }]]);
    return;
  }
  // Repeated, it changes nothing: an attempt that is made again may.
  await kept.remove(shelf.scope, source.id, shelf.owner);
  yield* list(context, shelves, texts('knowledge.removed', { name }));
}

/** Source with its scope. */
interface Shelved {
  source: Source;
  shelf: Shelf;
}

/** Finds the source that a button names, or somebody by its number or name; a sentence where there is none. */
async function findIn(
  context: CommandContext,
  shelves: readonly Shelf[],
  words: string | undefined,
): Promise<Shelved | string> {
  const { command, texts } = context;
  const all = await sourcesOn(context, shelves);
  const id = stringOption(command, 'source');
  const scope = stringOption(command, 'scope');
  if (id !== undefined) {
    return all.find(({ source, shelf }) => source.id === id && shelf.scope === scope) ?? texts('knowledge.gone');
  }
  const named = all.find(({ source }) => words && source.name.toLowerCase().includes(words.toLowerCase()));
  return all[Number(words) - 1] ?? named ?? texts('knowledge.which', { action: actionOf(context) });
}

async function sourcesOn({ knowledge: kept }: CommandContext, shelves: readonly Shelf[]): Promise<Shelved[]> {
  const all: Shelved[] = [];
  for (const shelf of shelves) {
    for (const source of await kept.list(shelf.scope)) all.push({ source, shelf });
  }
  return all;
}

async function* list(context: CommandContext, shelves: readonly Shelf[], above?: string): AsyncGenerator<Progress> {
  const { texts, command } = context;
  const all = await sourcesOn(context, shelves);
  const page = pageOf(all, SIZE, numberOption(command, 'page'));
  const lines = page.items.flatMap((each, at) => {
    const isFirst = page.items[at - 1]?.shelf !== each.shelf;
    return [...(isFirst ? [`**${each.shelf.title}**`] : []), described(each, page.start + at + 1, context)];
  });
  const buttons = page.items.flatMap((each, at): Button[] => {
    const number = page.start + at + 1;
    const remove: Button = { line: lineOf('remove', each), label: `✕ ${number}` };
    return each.source.from ? [{ line: lineOf('again', each), label: `↻ ${number}` }, remove] : [remove];
  });
  const text = [
    ...(above === undefined ? [] : [above]),
    texts(all.length > 0 ? 'knowledge.title' : 'knowledge.none'),
    ...lines,
    texts('knowledge.how'),
  ].join('\n\n');
  yield* menu(text, [...inRows(buttons, 4), turning(page, (to) => `knowledge page=${to}`)]);
}

function lineOf(action: Action, { source, shelf }: Shelved): string {
  return `knowledge action=${action} for=${shelf.name} scope=${shelf.scope} source=${source.id}`;
}

function described({ source }: Shelved, number: number, { texts, locales, now, language }: CommandContext): string {
  const { name, kind, tokens, by, at, from } = source;
  const who = by === undefined ? '' : escapeMarkdown(headline(by, MOST_BY));
  const ago = locales.ago(now - at, language);
  const line = texts('knowledge.line', {
    number,
    name: shownName(name),
    kind: texts(`knowledge.kind.${kind}`),
    tokens,
    who,
    ago,
  });
  if (!from) return line;
  const host = escapeMarkdown(headline(URL.parse(from.url)?.host ?? '', MOST_HOST));
  return `${line}\n${texts('knowledge.fetched', { host, ago: locales.ago(now - from.at, language) })}`;
}

/** Longest host in the list, in UTF-16 units. */
const MOST_HOST = 60;

/** Longest name of a person in the list, in UTF-16 units. */
const MOST_BY = 40;
