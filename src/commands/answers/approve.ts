import { contextBefore } from '../../answering/context.ts';
import { leftAsItIs } from '../../answering/ending/ending.ts';
import { shownAnswer } from '../../conversation/exchange.ts';
import type { Decision, Exchange, Pending, Progress } from '../../ports/index.ts';
import { type CommandContext, type CommandDefinition, stringOption } from '../command.ts';
import { gone, turnActedOn } from './acted-on.ts';

const DECISIONS = ['once', 'always', 'no'] as const satisfies readonly Decision[];

/** Buttons under the question whether a call may be run: the answer goes on from there, in its place. */
export const approve: CommandDefinition = {
  spec: {
    name: 'approve',
    rank: 'asker',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    options: [
      { name: 'turn', type: 'string' },
      { name: 'call', type: 'string' },
      { name: 'how', type: 'string', choices: DECISIONS },
    ],
    effect: 'revise',
    costs: 'model',
  },
  async *respond(context) {
    const { command, conversations, answer } = context;
    const turn = await turnActedOn(context);
    const how = DECISIONS.find((each) => each === stringOption(command, 'how'));
    if (!turn || !how) {
      yield* gone();
      return;
    }
    const pending = shownAnswer(turn)?.pending;
    const isIts = pending?.key === stringOption(command, 'call');
    if (pending && !isIts && !pending.decided) {
      // Another question stands there by now, and is open: nothing is to be said of the one before.
      yield { type: 'end', end: leftAsItIs(context, turn, undefined, false) };
      return;
    }
    const why = pending && isIts ? voidOf(context, turn, pending) : 'decided';
    if (!pending || why) {
      // Nothing is open any more: what was asked has been answered, or cannot be.
      yield* over(context, turn, why ?? 'decided', isIts && why !== 'decided');
      return;
    }
    yield* answer({
      prompt: turn.prompt,
      before: await contextBefore(conversations, command.conversation, turn),
      replaces: { turn, resumes: { pending, how, decide: () => context.decide(turn.id, pending, how) } },
    });
  },
};

/** Tells why a question is over; undefined where this press is the one that decides. */
function voidOf(
  { turn: by, now, admits }: CommandContext,
  { asker }: Exchange,
  { decided, expires }: Pending,
): 'decided' | 'expired' | 'no_access' | undefined {
  // An attempt of this very turn has decided before it died.
  if (decided) return decided.by === by ? undefined : 'decided';
  if (now > expires) return 'expired';
  return asker === undefined || admits(asker) ? undefined : 'no_access';
}

function* over(
  context: CommandContext,
  turn: Exchange,
  why: 'decided' | 'expired' | 'no_access',
  settles: boolean,
): Generator<Progress> {
  yield { type: 'end', end: leftAsItIs(context, turn, context.texts(`approve.${why}`), settles) };
}
