import { isStepReply } from '../commands/parsing/steps.ts';
import type { Found } from '../conversation/conversations.ts';
import { promptRecord, withEditedPrompt } from '../conversation/prompt-record.ts';
import type { Command, Inbox, OpenTurn, Origin, PromptRecord } from '../ports/index.ts';
import { latestWording } from './revisions.ts';

/** Exchange that a message asked for, kept or still open. */
export interface AskedExchange {
  conversation: string;
  exchange: string;
  prompt: PromptRecord;
  asker: string | undefined;
  /** True if its bubbles are not the message's own. */
  lasting: boolean;
  /** Place where it is answered, where that is another than the message's. */
  answeredAt?: Origin | undefined;
}

/** Reads of an open turn what its message asked for. */
export function openExchange({ id, task }: OpenTurn, message: string): AskedExchange {
  const { conversation, actor, place, target } = task;
  const asked = { conversation, exchange: id, prompt: promptRecord(task), asker: actor.id };
  // The message that a thread is opened for is told of as of that thread; those beside it are not.
  const isBeside = task.kind === 'prompt' && task.askedAt && task.askedAt.prompt !== message;
  return { ...asked, lasting: task.kind === 'late', answeredAt: isBeside ? { place, target } : undefined };
}

/** Reads of a kept exchange what its message asked for; undefined where the message did not ask, or all is taken away. */
export function keptExchange(found: Found | undefined, message: string): AskedExchange | undefined {
  // What was given to a form stays with it, whatever becomes of the message.
  if (!found?.isPrompt || found.exchange.removed || isStepReply(found.exchange, message)) return undefined;
  const { id, prompt, asker, lasting = false } = found.exchange;
  const { conversation, answeredAt } = found;
  return { conversation, exchange: id, prompt, asker, lasting, answeredAt };
}

/** Tells whether it was no plain question. Its message is then taken as if it were written now. */
export function isTask({ prompt }: AskedExchange): boolean {
  return prompt.fingerprint !== undefined;
}

/** An exchange with the newest wording of its prompt, which may not be answered yet. */
export async function asItSays(
  { inbox }: { inbox: Inbox },
  asked: AskedExchange,
  known?: Command['editedPrompt'],
): Promise<AskedExchange> {
  const latest = known ?? (await latestWording(inbox, asked.exchange));
  return latest ? { ...asked, prompt: withEditedPrompt(asked.prompt, latest) } : asked;
}
