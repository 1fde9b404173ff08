import { contextBefore } from '../../answering/context.ts';
import { guestChat } from '../../conversation/scope.ts';
import type { Exchange } from '../../ports/index.ts';
import { type CommandDefinition, reply } from '../command.ts';
import { gone, lastTurn, repliedTo, turnActedOn } from './acted-on.ts';

/**
 * /retry: another answer to a question. Its button shows the answer in place. Typed, it takes the last question or the
 * one replied to, and answers at the bottom, where the conversation continues. All answers of a question stay in one
 * place, behind arrows.
 */
export const retryTurn: CommandDefinition = {
  spec: {
    name: 'retry',
    rank: 'asker',
    audience: 'everyone',
    options: [{ name: 'turn', type: 'string', internal: true }],
    actsOnReply: 'asker',
    effect: 'renew',
    costs: 'model',
  },
  async *respond(context) {
    const { command, conversations, answer, texts } = context;
    const pressed = command.turnId !== undefined;
    // What was shown in another chat cannot be changed from here.
    const isHere = ({ chat }: Exchange) => chat === guestChat(command);
    const typed = async () => (command.quote ? repliedTo(context) : lastTurn(context, isHere));
    const turn = await (pressed ? turnActedOn(context) : typed());
    if (!turn) {
      yield* pressed ? gone() : reply(texts(command.quote ? 'reply.unknown' : 'retry.nothing'));
      return;
    }
    if (!pressed && !(await context.mayDecide(turn.asker))) {
      yield* reply(texts('press.stranger'));
      return;
    }
    yield* answer({
      prompt: turn.prompt,
      before: await contextBefore(conversations, command.conversation, turn),
      replaces: pressed ? { turn } : { turn, below: true },
    });
  },
};
