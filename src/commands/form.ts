import type { Texts } from '../locales/index.ts';
import type { Form } from '../ports/index.ts';
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
    const line = stringOption(command, 'line') ?? '';
    const asked = askedFor(line, commands, texts);
    const text = asked ? `**${asked.title}**: ${asked.label}\n\n${texts('form.ask')}` : texts('form.ask');
    yield { type: 'end', end: { reason: 'complete', text, events: [], menu: { completes: line } } };
  },
};

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
