import type { Texts } from '../../locales/index.ts';
import type { Command, Exchange, Field, Form, FormSteps, Progress } from '../../ports/index.ts';
import {
  type Asked,
  type CommandContext,
  type CommandDefinition,
  type Known,
  reply,
  stringOption,
} from '../command.ts';
import { menu } from '../menu.ts';
import { type FormInput, parseLine } from './parse.ts';
import { problemText } from './problem.ts';
import { type Said, specOf, stepsOf, take } from './steps.ts';

/** Asks for replies that complete a command, on platforms whose buttons cannot open a form: one for each field. */
export const form: CommandDefinition = {
  spec: {
    name: 'form',
    audience: 'everyone',
    options: [
      { name: 'line', type: 'string' },
      // Message of the question that was replied to, and the reply.
      { name: 'to', type: 'string' },
      { name: 'words', type: 'string' },
    ],
    hidden: true,
    internal: 'reply',
  },
  async *respond(context) {
    const to = stringOption(context.command, 'to');
    if (to === undefined) yield* askFor(stringOption(context.command, 'line') ?? '', context);
    else yield* goOn(context, to);
  },
};

/** Finds what a form may be about, by what names it. */
interface Sources extends Omit<Known, 'exchange'> {
  exchange(id: string): Promise<Exchange | undefined>;
}

/** Most fields of a form: no platform takes more. */
const MOST_FIELDS = 5;

/** Longest text that a field is shown with where it is a message, in UTF-16 units. */
const MOST_VALUE = 2000;

type FormContext = Pick<
  CommandContext,
  'command' | 'commands' | 'texts' | 'conversations' | 'offers' | 'personas' | 'facts' | 'schedules' | 'person'
>;

/** Things that forms of a person may be about, besides what was said. */
export function knownTo(
  { personas, facts, schedules }: Pick<CommandContext, 'personas' | 'facts' | 'schedules'>,
  person: string,
) {
  const fact: Known['fact'] = async (id) => (await facts.of(person)).facts.find((each) => each.id === id)?.text;
  return { persona: personas.find, fact, schedule: schedules.read };
}

/**
 * Asks for what completes a command's line, by a message for each field. Where there are forms, several fields are one: a
 * button opens it. `given`: texts that are known already.
 */
export async function* askFor(line: string, context: FormContext, given: FormInput = {}): AsyncGenerator<Progress> {
  const { texts, offers } = context;
  const asked = await askedIn(line, context);
  if (offers.forms && asked.fields.length > 1) {
    const text = `**${asked.title}**\n\n${texts('form.open')}`;
    yield* menu(text, [[{ line, form: true, label: texts('form.fill') }]]);
    return;
  }
  const steps = begun(asked, given);
  yield* ask(line, steps, question(asked, steps, texts));
}

/** Takes a reply to a question of a form, and asks the next one. */
async function* goOn(context: FormContext, to: string): AsyncGenerator<Progress> {
  const { command, commands, texts, conversations } = context;
  const { exchange } = (await conversations.find(command.target.chat, to)) ?? {};
  const specs = commands.map(({ spec }) => spec);
  const line = exchange?.menu?.completes ?? '';
  const [steps, spec] = [stepsOf(exchange?.menu, specs), specOf(line, specs)];
  if (!exchange || !steps || !spec) {
    yield* reply(texts('press.gone'));
    return;
  }
  const { prompt: id } = command.target;
  const text = stringOption(command, 'words') ?? '';
  const taken = take(steps, { to, id, text, isNewest: exchange.bubbles.includes(to) }, spec);
  if (taken.type === 'over') {
    const over = texts(taken.again ? 'form.over' : 'form.cancelled', { command: spec.name });
    yield* ask(line, taken.steps, over, exchange.id);
    return;
  }
  // Complete since this was said: the question stays.
  const now = taken.type === 'ask' ? taken : { steps };
  const asked = await askedIn(line, context);
  const said = 'said' in now && now.said ? `${spoken(now.said, asked, texts)}\n\n` : '';
  yield* ask(line, now.steps, `${said}${question(asked, now.steps, texts)}`, exchange.id);
}

async function askedIn(line: string, context: FormContext): Promise<Asked> {
  const { command, commands, texts, conversations, person } = context;
  const exchange: Sources['exchange'] = (id) => conversations.exchange(command.conversation, id);
  return (
    (await askedFor(line, commands, texts, { exchange, ...knownTo(context, person) })) ?? { title: '', fields: [] }
  );
}

/** An ending that waits for a reply. */
function* ask(completes: string, steps: FormSteps, text: string, goesOn?: string): Generator<Progress> {
  const waits = { completes, steps, ...(goesOn === undefined ? {} : { goesOn }) };
  yield { type: 'end', end: { reason: 'complete', text, events: [], menu: waits } };
}

/** FormSteps of a form that nobody has replied to yet. */
function begun({ fields }: Asked, known: FormInput): FormSteps {
  const values = fields.flatMap(({ option, value }) => (value === undefined ? [] : [[option, value] as const]));
  const at = fields.findIndex(({ option }) => known[option] === undefined);
  return {
    fields: fields.map(({ option, optional }) => ({ option, ...(optional ? { optional } : {}) })),
    at: Math.max(0, at),
    given: { ...Object.fromEntries(values), ...known },
    about: {},
    replies: [],
  };
}

/** Question for the field that is asked for now. */
function question({ title, fields }: Asked, { fields: order, at, given }: FormSteps, texts: Texts): string {
  const { option = '', optional = false } = order[at] ?? {};
  const field = fields.find((each) => each.option === option);
  const { title: name = option, label = '' } = field ?? {};
  const value = given[option] ?? '';
  const several = order.length > 1;
  const heading = several
    ? `**${title}** · ${at + 1}/${order.length}\n\n**${name}**${label && `: ${label}`}`
    : `**${title}**: ${[name, label].filter(Boolean).join('. ')}`;
  // A block of code is copied by a press.
  const shown = value !== '' && value.length <= MOST_VALUE ? codeBlock(value) : '';
  const kept = value === '' ? 'form.skip' : optional ? 'form.keep' : 'form.keep_filled';
  const ways = [
    texts('form.ask'),
    ...(optional || (several && value !== '') ? [texts(kept)] : []),
    ...(several ? [texts('form.cancel')] : []),
  ];
  return [field || several ? heading : '', shown, ways.join(' ')].filter(Boolean).join('\n\n');
}

/** Sentence above a question. */
function spoken(said: Said, { fields }: Asked, texts: Texts): string {
  if (said.key === 'option') return problemText(said.problem, texts);
  if (said.key !== 'form.changed') return texts(said.key);
  return texts('form.changed', { field: fields.find(({ option }) => option === said.option)?.title ?? said.option });
}

function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Line of a command that somebody typed without what a form asks for; undefined where something else is missing. */
export async function incomplete(
  { name, options, problem, attachments, quote }: Command,
  commands: readonly CommandDefinition[],
  texts: Texts,
  known: Known,
): Promise<string | undefined> {
  const { spec, asks } = commands.find((command) => command.spec.name === name) ?? {};
  // A form would forget them.
  if (spec?.files && (attachments ?? quote?.attachments)) return undefined;
  if (!asks || problem?.kind !== 'missing') return undefined;
  const { fields = [] } = (await asks(options, texts, known)) ?? {};
  if (!fields.some(({ option }) => option === problem.values['name'])) return undefined;
  const words = Object.entries(options).map(([option, value]) => `${option}=${value}`);
  return [name, ...words.filter((word) => !/\s|=$/.test(word))].join(' ');
}

/** Names what completes a command's line; undefined where the command does not say. */
export async function askedFor(
  line: string,
  commands: readonly CommandDefinition[],
  texts: Texts,
  { exchange: find, ...known }: Sources,
): Promise<Omit<Form, 'data'> | undefined> {
  const specs = commands.map(({ spec }) => spec);
  const begun = parseLine(`/${line}`, specs, { button: { input: undefined } });
  const command = commands.find(({ spec }) => spec.name === begun?.name);
  const { turn } = begun?.options ?? {};
  const exchange = typeof turn === 'string' ? await find(turn) : undefined;
  const asked = begun && (await command?.asks?.(begun.options, texts, { ...known, ...(exchange ? { exchange } : {}) }));
  if (!asked) return undefined;
  const fields = asked.fields.slice(0, MOST_FIELDS).map((field) => {
    const { maxLength } = command?.spec.options.find(({ name }) => name === field.option) ?? {};
    return { ...field, ...(maxLength === undefined ? {} : { maxLength }) };
  });
  return { ...asked, fields };
}

/** Has a form show no half of a text that is too long for it: left empty, such a field stays as it is. `most`: characters. */
export function fitted<T extends Omit<Form, 'data'>>({ fields, ...form }: T, most: number, texts: Texts) {
  const shown = fields.map(({ value, ...field }): Field => {
    if (value === undefined) return field;
    if (value.length <= most) return { ...field, value };
    return { ...field, label: texts('form.unshown'), keeps: true };
  });
  return { ...form, fields: shown };
}
