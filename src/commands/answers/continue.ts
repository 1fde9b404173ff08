import { GO_ON } from '../../answering/told/prompts.ts';
import { isHeard, shownAnswer, withOmission } from '../../conversation/exchange.ts';
import { onceOf } from '../../conversation/once.ts';
import { taskRecord } from '../../conversation/prompt-record.ts';
import { type CommandDefinition, reply } from '../command.ts';
import { gone, repliedTo, turnActedOn } from './acted-on.ts';

/** /continue: the rest of an answer that was cut. Typed, as a new answer; by its button, in place. */
export const continueAnswer: CommandDefinition = {
  spec: {
    name: 'continue',
    audience: 'everyone',
    options: [{ name: 'turn', type: 'string', internal: true }],
    actsOnReply: 'asker',
    effect: 'revise',
    costs: 'model',
  },
  async *respond(asked) {
    const { command, conversations, answer, texts } = asked;
    const turn = await turnActedOn(asked);
    if (command.turnId !== undefined) {
      if (!turn) {
        yield* gone();
        return;
      }
      const prefix = shownAnswer(turn)?.text ?? '';
      const read = await conversations.context(command.conversation, turn.id);
      // The answer that goes on must be read, also where it was left out of the context so far.
      const turns = read.turns.map((each) => (each.id === turn.id ? withOmission(each, false) : each));
      // Whoever began it goes on with it.
      yield* answer({
        prompt: { text: GO_ON, ...onceOf(turn.prompt) },
        before: { ...read, turns },
        replaces: { turn, prefix },
      });
      return;
    }
    // It goes on with what was last said, however long ago; or from the question or answer it replies to.
    const from = await repliedTo(asked);
    if (command.quote && !from) {
      yield* reply(texts('reply.unknown'));
      return;
    }
    const [context, [current]] = await Promise.all([
      conversations.context(command.conversation, from?.id),
      conversations.threads(command.conversation),
    ]);
    const before = { ...context, enters: context.thread !== current?.id };
    const last = context.turns.findLast(isHeard);
    if (!last) yield* reply(texts('continue.nothing'));
    else yield* answer({ prompt: { ...taskRecord(command, GO_ON), ...onceOf(last.prompt) }, before });
  },
};
