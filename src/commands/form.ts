import { type CommandDefinition, stringOption } from './command.ts';
import { parseCommand } from './parse.ts';

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
    const typed = { ...command, kind: 'prompt' as const, text: `/${line}`, addressed: true, attachments: [] };
    const begun = parseCommand(
      typed,
      commands.map(({ spec }) => spec),
    );
    const asks = begun.kind === 'command' && commands.find(({ spec }) => spec.name === begun.name)?.asks;
    const what = asks ? asks(begun.options, texts) : '';
    const text = what === '' ? texts('form.ask') : `**${what}**\n\n${texts('form.ask')}`;
    yield { type: 'end', end: { reason: 'complete', text, events: [], menu: { completes: line } } };
  },
};
