import { type CommandDefinition, stringOption } from './command.ts';

/** Asks for a reply that completes a command, on platforms whose buttons cannot open a form. */
export const form: CommandDefinition = {
  spec: { name: 'form', visibility: 'chat', options: [{ name: 'line', type: 'string' }], hidden: true, internal: true },
  async *respond({ command, texts }) {
    const line = stringOption(command, 'line') ?? '';
    yield { type: 'end', end: { reason: 'complete', text: texts('form.ask'), events: [{ type: 'menu', line }] } };
  },
};
