import type { Conversations } from '../conversation/conversations.ts';
import { shownAnswer } from '../conversation/exchange.ts';
import { aloneIn } from '../conversation/scope.ts';
import type { Clock, Command, Decision, Log, Pending } from '../ports/index.ts';

/**
 * Keeps a decision about a call that waits, durably, before anything follows from it. It is applied once for the turn that decides;
 * of two turns, the first counts.
 */
export async function decide(
  { conversations, clock, log }: { conversations: Conversations; clock: Clock; log: Log },
  { turn, command }: { turn: string; command: Command },
  exchange: string,
  { key, group }: Pick<Pending, 'key' | 'group'>,
  how: Decision,
): Promise<boolean> {
  const { conversation, target, settingsChat, actor } = command;
  const alone = aloneIn(command);
  await conversations.apply(
    {
      // Beside the turn's own mark: its answer is applied later on.
      ...{ conversation, chat: target.chat, turn: `${turn}+`, asker: actor.id, at: clock.now(), parts: [] },
      ...(settingsChat === undefined ? {} : { settingsChat }),
      ...(alone ? { alone } : {}),
    },
    [{ type: 'decided', turn: exchange, key, how, by: turn }],
  );
  const after = await conversations.exchange(conversation, exchange);
  const pending = after && shownAnswer(after)?.pending;
  const isOurs = pending?.key === key && pending.decided?.by === turn;
  if (isOurs) log.info({ turn, conversation, actor: actor.id, group, decision: how }, 'A call was decided');
  return isOurs;
}
