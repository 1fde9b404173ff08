import { type CommandDefinition, say } from './command.ts';

/** /retry: the last question once more, as a sibling of its last answer. */
export const retry: CommandDefinition = {
  spec: { name: 'retry', visibility: 'chat', options: [] },
  async *respond({ command, conversations, answer, texts }) {
    const context = await conversations.context(command.conversation);
    const last = context.turns.at(-1);
    if (!last) {
      yield* say(texts('retry.nothing'));
      return;
    }
    yield* answer({
      prompt: last.prompt,
      before: { ...context, head: last.parent, turns: context.turns.slice(0, -1) },
    });
  },
};
