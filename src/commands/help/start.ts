import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandDefinition, reply } from '../command.ts';

/** /start: what a messenger sends when somebody opens the chat for the first time, or by a link that brings a code along. */
export const start: CommandDefinition = {
  spec: { name: 'start', audience: 'everyone', options: [{ name: 'code', type: 'string', rest: true }], hidden: true },
  async *respond({ command, texts, access }) {
    if (command.options['code'] !== undefined && access() === 'owner') {
      yield* reply(texts('start.owner'));
      return;
    }
    yield* reply(texts('start', { name: escapeMarkdown(headline(command.actor.name, 64)) }));
  },
};
