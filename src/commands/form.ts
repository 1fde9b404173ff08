import type { Texts } from '../locales/index.ts';
import type { Command, Form, Progress } from '../ports/index.ts';
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
  async *respond({ command, texts, commands }) {
    yield* askFor(stringOption(command, 'line') ?? '', commands, texts);
  },
};

/** Asks for a reply that completes a command's line. */
export function* askFor(line: string, commands: readonly CommandDefinition[], texts: Texts): Generator<Progress> {
  const asked = askedFor(line, commands, texts);
  const text = asked ? `**${asked.title}**: ${asked.label}\n\n${texts('form.ask')}` : texts('form.ask');
  yield { type: 'end', end: { reason: 'complete', text, events: [], menu: { completes: line } } };
}

/** Line of a command that somebody typed without the words it is about; undefined where nothing else is missing. */
export function incomplete(
  { name, options, problem }: Command,
  commands: readonly CommandDefinition[],
): string | undefined {
  const { spec, asks } = commands.find((command) => command.spec.name === name) ?? {};
  const free = spec?.options.find(({ rest, required }) => rest && required);
  if (!asks || problem?.kind !== 'missing' || problem.values['name'] !== free?.name) return undefined;
  return [name, ...Object.entries(options).map(([option, value]) => `${option}=${value}`)].join(' ');
}

/** Names what completes a command's line; undefined where the command does not say. */
export function askedFor(
  line: string,
  commands: readonly CommandDefinition[],
  texts: Texts,
): Omit<Form, 'data'> | undefined {
  const specs = commands.map(({ spec }) => spec);
  const begun = parseLine(`/${line}`, specs, { button: { input: undefined } });
  const command = commands.find(({ spec }) => spec.name === begun?.name);
  return begun && command?.asks?.(begun.options, texts);
}
