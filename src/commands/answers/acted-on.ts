import { type BranchExchange, isOnBranch } from '../../conversation/exchange.ts';
import type { Exchange, Progress } from '../../ports/index.ts';
import type { CommandContext } from '../command.ts';

/** Finds the turn that a button's command is about. Undefined when it is gone. */
export async function turnActedOn({ command, conversations }: CommandContext): Promise<Exchange | undefined> {
  return command.turnId === undefined ? undefined : conversations.exchange(command.conversation, command.turnId);
}

/**
 * Ends without a word: the turn was deleted while its button's command waited in the queue. The person who deleted it
 * knows. Intake refuses buttons pressed afterwards with a sentence.
 */
export function* gone(): Generator<Progress> {
  yield { type: 'end', end: { reason: 'complete', text: '', hidden: true, events: [] } };
}

/** Finds the turn whose prompt or answer the command's message replies to. Undefined if it replies to neither. */
export async function repliedTo(context: CommandContext): Promise<BranchExchange | undefined> {
  const exchange = await exchangeRepliedTo(context);
  return exchange && isOnBranch(exchange) ? exchange : undefined;
}

/** Finds the last turn of the conversation that is wanted. What the message itself was, before it was edited to this, is not. */
export async function lastTurn(
  { command, conversations }: CommandContext,
  isWanted: (turn: BranchExchange) => boolean = () => true,
): Promise<BranchExchange | undefined> {
  const isOther = ({ prompt: { id } }: Exchange) => id === undefined || id !== command.target.prompt;
  return (await conversations.context(command.conversation)).turns.findLast((turn) => isOther(turn) && isWanted(turn));
}

/** Finds the exchange, of a question or of a command, that the command's message replies to. Undefined if there is none. */
export async function exchangeRepliedTo({ command, conversations }: CommandContext): Promise<Exchange | undefined> {
  const { quote, target, conversation } = command;
  const found = quote?.id === undefined ? undefined : await conversations.find(target.chat, quote.id);
  return found?.conversation !== conversation || found.exchange.removed ? undefined : found.exchange;
}
