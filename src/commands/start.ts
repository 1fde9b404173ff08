import { escapeMarkdown, headline } from '../util/text.ts';
import { type CommandDefinition, reply } from './command.ts';

/** /start: what a messenger sends when somebody opens the chat for the first time. */
export const start: CommandDefinition = {
  spec: { name: 'start', audience: 'everyone', options: [], hidden: true },
  async *respond({ command, texts }) {
    yield* reply(texts('start', { name: escapeMarkdown(headline(command.actor.name, 64)) }));
  },
};
