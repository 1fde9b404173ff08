import { type Fact, type KeptFacts, MOST_FACT, MOST_FACTS, type Unkept } from '../../memory/facts.ts';
import type { Button, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption } from '../command.ts';
import { menu, pageOf, turning } from '../menu.ts';

const SIZE = 4;
/** Shown of a fact, in UTF-16 units. */
const SHOWN = 300;

/** /remember: keeps a fact about the asker, by their own word; without words lists what is kept, for them alone. */
export const remember: CommandDefinition = {
  spec: {
    name: 'remember',
    audience: 'asker_always',
    menu: true,
    inName: true,
    apart: true,
    options: [
      { name: 'text', type: 'string', rest: true, maxLength: MOST_FACT },
      { name: 'change', type: 'string', internal: true },
      { name: 'forget', type: 'string', internal: true },
      { name: 'groups', type: 'boolean', internal: true },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(context) {
    const { command, texts, facts, person, turn, now } = context;
    const [text, change, forget] = ['text', 'change', 'forget'].map((name) => stringOption(command, name));
    const { groups } = command.options;
    let said: string | undefined;
    if (forget !== undefined) await facts.forget(person, forget === ALL ? undefined : forget);
    else if (typeof groups === 'boolean') await facts.inGroups(person, groups);
    else if (text !== undefined) {
      const unkept = await facts.keep(person, { id: change ?? turn, text, at: now });
      said = unkept ? refused(unkept, context) : texts('remember.kept');
    }
    yield* list(context, await facts.of(person), said);
  },
  async asks({ change }, texts, { fact }) {
    const value = typeof change === 'string' ? await fact(change) : undefined;
    const field = { option: 'text', title: texts('command.remember.text') };
    return { title: texts('remember.change'), fields: [{ ...field, ...(value === undefined ? {} : { value }) }] };
  },
};

const ALL = 'all';

function refused(unkept: Unkept, { texts }: CommandContext): string {
  return texts(`remember.${unkept}`, { count: MOST_FACTS, most: MOST_FACT });
}

/** Lists what is kept, with buttons that change it. */
function* list(
  { command, texts }: CommandContext,
  { facts, groups: everywhere }: KeptFacts,
  said?: string,
): Generator<Progress> {
  const groups = everywhere === true;
  const page = pageOf(facts, SIZE, numberOption(command, 'page'));
  const at = `page=${page.page}`;
  const number = (fact: Fact) => facts.indexOf(fact) + 1;
  const lines = [
    ...(said === undefined ? [] : [said]),
    facts.length > 0 ? texts('remember.title', { count: facts.length }) : texts('remember.nothing'),
    ...page.items.map((fact) => `**${number(fact)}** ${escapeMarkdown(headline(fact.text, SHOWN))}`),
    texts(groups ? 'remember.everywhere' : 'remember.private'),
  ];
  const rows = page.items.map((fact): Button[] => [
    { line: `remember change=${fact.id} ${at}`, form: true, label: `✎ ${number(fact)}` },
    { line: `remember forget=${fact.id} ${at}`, label: `✕ ${number(fact)}` },
  ]);
  const switching = texts(groups ? 'remember.groups_off' : 'remember.groups_on');
  rows.push([
    ...turning(page, (to) => `remember page=${to}`),
    ...(facts.length > 0 || groups ? [{ line: `remember groups=${!groups} ${at}`, label: switching }] : []),
    ...(facts.length > 1
      ? [{ line: `remember forget=${ALL}`, label: texts('remember.forget_all'), style: 'danger' as const }]
      : []),
  ]);
  yield* menu(lines.join('\n\n'), rows);
}
