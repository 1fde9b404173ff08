import { type CommandDefinition, reply } from '../command.ts';
import { exchangeRepliedTo, turnActedOn } from './acted-on.ts';

/**
 * /delete: a question or a command and its answer leave the conversation. Typed as a reply to either; by its button; or because the
 * question itself was deleted, where the platform tells. Then nothing more is said.
 */
export const deleteTurn: CommandDefinition = {
  spec: {
    name: 'delete',
    rank: 'asker',
    audience: 'everyone',
    options: [
      { name: 'turn', type: 'string', internal: true },
      // What it was about was not answered yet, and was taken away as it arrived.
      { name: 'done', type: 'boolean', internal: true },
    ],
    actsOnReply: 'anybody',
    effect: 'remove',
  },
  async *respond(context) {
    const { command, texts } = context;
    // Its button, or a deleted message.
    if (command.options['turn'] !== undefined) {
      const turn = await turnActedOn(context);
      const events = turn ? [{ type: 'removed', turn: turn.id } as const] : [];
      yield { type: 'end', end: { reason: 'complete', text: '', hidden: true, events } };
      return;
    }
    if (command.options['done'] === true) {
      yield* reply(texts('delete.done'));
      return;
    }
    const exchange = await exchangeRepliedTo(context);
    // Bubbles that are another exchange's, or everybody's, do not go with it.
    if (!exchange || exchange.lasting) {
      yield* reply(texts(command.quote ? 'delete.unknown' : 'delete.how'));
      return;
    }
    if (!(await context.mayDecide(exchange.asker))) {
      yield* reply(texts('press.stranger'));
      return;
    }
    // The id is empty where a version before kept no document: only the bubbles are left to delete.
    const events = exchange.id === '' ? [] : [{ type: 'removed', turn: exchange.id } as const];
    yield { type: 'end', end: { reason: 'complete', text: texts('delete.done'), events, removes: exchange.bubbles } };
  },
};
