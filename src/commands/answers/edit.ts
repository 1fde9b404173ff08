import { contextBefore } from '../../answering/context.ts';
import { withEditedPrompt } from '../../conversation/prompt-record.ts';
import type { CommandDefinition } from '../command.ts';
import { gone, turnActedOn } from './acted-on.ts';

/** A prompt was edited after it had been answered: its answer is made anew, in place. */
export const editTurn: CommandDefinition = {
  spec: {
    name: 'edit',
    rank: 'asker',
    audience: 'everyone',
    hidden: true,
    internal: 'edit',
    effect: 'revise',
    costs: 'model',
    options: [{ name: 'turn', type: 'string' }],
  },
  async *respond(context) {
    const { command, conversations, answer } = context;
    const turn = await turnActedOn(context);
    if (!turn || !command.editedPrompt) {
      yield* gone();
      return;
    }
    yield* answer({
      prompt: withEditedPrompt(turn.prompt, command.editedPrompt),
      before: await contextBefore(conversations, command.conversation, turn),
      replaces: { turn, edited: true },
    });
  },
};
