import { contextBefore } from '../../answering/context.ts';
import { corrected, heardIn } from '../../conversation/prompt-record.ts';
import { type CommandDefinition, numberOption, reply, stringOption } from '../command.ts';
import { gone, turnActedOn } from './acted-on.ts';

/**
 * Puts right what was heard, by a form under the answer. The right words take the place of those, and the question is answered
 * anew in the same bubbles.
 */
export const correct: CommandDefinition = {
  spec: {
    name: 'correct',
    rank: 'asker',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    effect: 'revise',
    inName: true,
    costs: 'model',
    options: [
      { name: 'turn', type: 'string' },
      // Number of the recording among those of the question, from 1.
      { name: 'of', type: 'integer', min: 1 },
      { name: 'words', type: 'string', required: true, rest: true },
    ],
  },
  asks({ of }, texts, { exchange }) {
    const value = exchange && heardIn(exchange.prompt)[Number(of) - 1];
    const filled = value === undefined ? {} : { value, long: true as const };
    return { title: texts('correct.ask'), fields: [{ option: 'words', title: texts('correct.what'), ...filled }] };
  },
  async *respond(context) {
    const { command, conversations, answer, texts } = context;
    const turn = await turnActedOn(context);
    if (!turn) {
      yield* command.turnId === undefined ? reply(texts('press.gone')) : gone();
      return;
    }
    yield* answer({
      prompt: corrected(turn.prompt, numberOption(command, 'of') ?? 1, stringOption(command, 'words') ?? ''),
      before: await contextBefore(conversations, command.conversation, turn),
      replaces: { turn, edited: true },
    });
  },
};
