import { type CommandDefinition, reply } from './command.ts';
import { repliedTo, subjectOf } from './subject.ts';

/**
 * /delete: a question and its answer leave the conversation. Typed as a reply to either; by its button; or because the
 * question itself was deleted, where the platform tells. Then nothing more is said.
 */
export const deleteTurn: CommandDefinition = {
  spec: {
    name: 'delete',
    visibility: 'chat',
    options: [
      { name: 'turn', type: 'string', internal: true },
      // What it was about was not answered yet, and was taken away as it arrived.
      { name: 'done', type: 'boolean', internal: true },
    ],
    actsOnReply: 'anybody',
  },
  async *respond(context) {
    const { command, texts } = context;
    if (command.subject !== undefined) {
      const turn = await subjectOf(context);
      const events = turn ? [{ type: 'removed', turn: turn.id } as const] : [];
      yield { type: 'end', end: { reason: 'complete', text: '', hidden: true, events } };
      return;
    }
    if (command.options['done'] === true) {
      yield* reply(texts('delete.done'));
      return;
    }
    const turn = await repliedTo(context);
    if (!turn) {
      yield* reply(texts(command.quote ? 'delete.unknown' : 'delete.how'));
      return;
    }
    if (!(await context.mayDecide(turn.asker))) {
      yield* reply(texts('press.stranger'));
      return;
    }
    const events = [{ type: 'removed', turn: turn.id } as const];
    yield { type: 'end', end: { reason: 'complete', text: texts('delete.done'), events, removes: turn.bubbles } };
  },
};
