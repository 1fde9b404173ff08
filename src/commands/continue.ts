import { taskRecord } from '../conversation/prompt-record.ts';
import { shownAnswer } from '../conversation/tree.ts';
import { type CommandDefinition, say } from './command.ts';
import { gone, subjectOf } from './subject.ts';

/** What the model is told; English, as it is for the model only. */
const GO_ON =
  'Go on with your last answer exactly where it ended: do not repeat anything of it, do not introduce what follows.';

/** /continue: the rest of an answer that was cut. Typed, as a new answer; by its button, in place. */
export const continueAnswer: CommandDefinition = {
  spec: { name: 'continue', visibility: 'chat', options: [{ name: 'turn', type: 'string', internal: true }] },
  async *respond(context) {
    const { command, conversations, answer, texts } = context;
    const turn = await subjectOf(context);
    if (command.subject !== undefined) {
      if (!turn) {
        yield* gone();
        return;
      }
      const prefix = shownAnswer(turn)?.text ?? '';
      const read = await conversations.context(command.conversation, turn.id);
      yield* answer({ prompt: { text: GO_ON }, before: read, revises: { turn, prefix } });
      return;
    }
    const { turns } = await conversations.context(command.conversation);
    if (turns.length === 0) yield* say(texts('continue.nothing'));
    else yield* answer({ prompt: taskRecord(command, GO_ON) });
  },
};
