import { type CommandDefinition, say } from './command.ts';

/** /new: what was said before leaves the context. Sent twice, it is harmless. */
export const newConversation: CommandDefinition = {
  spec: { name: 'new', visibility: 'chat', options: [] },
  async *respond({ texts }) {
    yield* say(texts('new.done'), [{ type: 'reset' }]);
  },
};
