import type { Texts } from '../locales/index.ts';
import type { Command, Exchange, Form, Progress } from '../ports/index.ts';
import { type CommandDefinition, stringOption } from './command.ts';
import { parseLine } from './parse.ts';

/** Asks for a reply that completes a command, on platforms whose buttons cannot open a form. */
export const form: CommandDefinition = {
  spec: {
    name: 'form',
    audience: 'everyone',
    options: [{ name: 'line', type: 'string' }],
    hidden: true,
    internal: 'reply',
  },
  async *respond({ command, texts, commands, conversations }) {
    const exchange = (id: string) => conversations.exchange(command.conversation, id);
    yield* askFor(stringOption(command, 'line') ?? '', commands, texts, exchange);
  },
};

/** Finds the exchange of that id. */
type FindExchange = (id: string) => Promise<Exchange | undefined>;

/** Longest text that a form is shown with where it is a message, in UTF-16 units. */
const MOST_VALUE = 2000;

/** Asks for a reply that completes a command's line. */
export async function* askFor(
  line: string,
  commands: readonly CommandDefinition[],
  texts: Texts,
  exchange: FindExchange,
): AsyncGenerator<Progress> {
  const { title, label, value = '' } = (await askedFor(line, commands, texts, exchange)) ?? {};
  // A block of code is copied by a press.
  const shown = value !== '' && value.length <= MOST_VALUE ? `${codeBlock(value)}\n\n` : '';
  const text = `${title ? `**${title}**: ${label}\n\n` : ''}${shown}${texts('form.ask')}`;
  yield { type: 'end', end: { reason: 'complete', text, events: [], menu: { completes: line } } };
}

function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Line of a command that somebody typed without the words it is about; undefined where nothing else is missing. */
export function incomplete(
  { name, options, problem, attachments, quote }: Command,
  commands: readonly CommandDefinition[],
): string | undefined {
  const { spec, asks } = commands.find((command) => command.spec.name === name) ?? {};
  // A form would forget them.
  if (spec?.files && (attachments ?? quote?.attachments)) return undefined;
  const free = spec?.options.find(({ rest, required }) => rest && required);
  if (!asks || problem?.kind !== 'missing' || problem.values['name'] !== free?.name) return undefined;
  return [name, ...Object.entries(options).map(([option, value]) => `${option}=${value}`)].join(' ');
}

/** Names what completes a command's line; undefined where the command does not say. */
export async function askedFor(
  line: string,
  commands: readonly CommandDefinition[],
  texts: Texts,
  exchange: FindExchange,
): Promise<Omit<Form, 'data'> | undefined> {
  const specs = commands.map(({ spec }) => spec);
  const begun = parseLine(`/${line}`, specs, { button: { input: undefined } });
  const command = commands.find(({ spec }) => spec.name === begun?.name);
  const { turn } = begun?.options ?? {};
  const about = typeof turn === 'string' ? await exchange(turn) : undefined;
  return begun && command?.asks?.(begun.options, texts, about);
}
