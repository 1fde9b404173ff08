import { type CommandDefinition, say } from './command.ts';
import { before, subjectOf } from './subject.ts';

/** A prompt was edited after it had been answered: its answer is made anew, in place. */
export const edit: CommandDefinition = {
  spec: { name: 'edit', visibility: 'chat', hidden: true, internal: true, options: [{ name: 'turn', type: 'string' }] },
  async *respond(context) {
    const { command, conversations, answer, texts } = context;
    const turn = await subjectOf(context);
    if (!turn || !command.reworded) {
      yield* say(texts('turn.gone'));
      return;
    }
    yield* answer({
      prompt: { ...turn.prompt, ...command.reworded },
      before: await before(conversations, command.conversation, turn),
      revises: { turn, reworded: true },
    });
  },
};
