import { type CommandDefinition, say } from './command.ts';
import { before, gone, repliedTo, subjectOf } from './subject.ts';

/** /retry: a question once more. Typed, the last one's or the one that is replied to, below; by its button, in place. */
export const retry: CommandDefinition = {
  spec: {
    name: 'retry',
    visibility: 'chat',
    options: [{ name: 'turn', type: 'string', internal: true }],
    follows: 'asker',
  },
  async *respond(context) {
    const { command, conversations, answer, texts } = context;
    const pressed = command.subject !== undefined;
    const current = async () => (await conversations.context(command.conversation)).turns.at(-1);
    const turn = pressed ? await subjectOf(context) : ((await repliedTo(context)) ?? (await current()));
    if (!turn) {
      yield* pressed ? gone() : say(texts('retry.nothing'));
      return;
    }
    yield* answer({
      prompt: pressed ? turn.prompt : { ...turn.prompt, twin: turn.id },
      before: await before(conversations, command.conversation, turn),
      ...(pressed ? { revises: { turn } } : {}),
    });
  },
};
