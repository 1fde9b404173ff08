import { type CommandDefinition, reply } from '../../src/commands/command.ts';
import type { Seams } from '../../src/composition/seams.ts';
import type { Command, CommandOption, CommandSpec } from '../../src/ports/index.ts';

/** Text that stands in a field to begin with, and is longer than what Discord shows in one. */
export const LONG = `You are Rex. ${'Good dog. '.repeat(500)}`.trim();

/** A command with a form of five fields, in the place of /new. */
export interface FormCommand {
  seams: Seams;
  /** Options that it got, each time. */
  given: Command['options'][];
}

/** Puts a command with a form among the bot's, under a name that is registered. */
export function openFormCommand(): FormCommand {
  const given: Command['options'][] = [];
  const introduce: CommandDefinition = {
    spec,
    asks: () => ({
      title: 'New persona',
      fields: [
        { option: 'title', title: 'Name', label: 'What it is called' },
        { option: 'about', title: 'Description', value: 'a dog', optional: true },
        { option: 'system', title: 'Instructions', value: LONG, long: true, optional: true },
        { option: 'greeting', title: 'Greeting', long: true, optional: true },
        { option: 'starters', title: 'Questions', label: 'One in each line', long: true, optional: true },
      ],
    }),
    async *respond({ command }) {
      given.push(command.options);
      yield* reply(`Made ${given.length}`);
    },
  };
  return {
    seams: { commands: (all) => all.map((command) => (command.spec.name === spec.name ? introduce : command)) },
    given,
  };
}

const spec: CommandSpec = {
  name: 'new',
  audience: 'everyone',
  options: [
    { name: 'title', type: 'string', required: true, rest: true, maxLength: 20 },
    { name: 'private', type: 'boolean' },
    inForm('about'),
    inForm('system', 9000),
    inForm('greeting'),
    inForm('starters', 6000),
  ],
};

function inForm(name: string, maxLength = 100): CommandOption {
  return { name, type: 'string', internal: true, maxLength };
}
