import { changeOf } from '../commands/parsing/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { keptPictures } from '../conversation/exchange.ts';
import type { Command, CommandSpec, Prompt, Task } from '../ports/index.ts';
import { isAskedOrWordless } from './asking.ts';

export interface DrawnOnParts {
  conversations: Pick<Conversations, 'find'>;
  specs: readonly CommandSpec[];
  /** Tells whether a task uses a command that the person has not the rank for. */
  isOutranked(task: Task): Promise<boolean>;
}

/**
 * Reads a plain reply to pictures that were drawn as the command that changes them, as if it had been typed. Undefined where it is a
 * question: it asks something, or has other things than pictures beside it. So it is where the person may not use that command.
 */
export async function commandOnDrawn(parts: DrawnOnParts, prompt: Prompt): Promise<Command | undefined> {
  const { quote, text, target, attachments } = prompt;
  if (quote?.id === undefined || quote.author !== undefined || isAskedOrWordless(text)) return undefined;
  if (attachments.some(({ kind }) => kind !== 'picture')) return undefined;
  const found = await parts.conversations.find(target.chat, quote.id);
  if (!found?.exchange.drawing || found.isPrompt || found.exchange.removed) return undefined;
  // One that failed has its request alone.
  if (keptPictures(found.exchange).length === 0) return undefined;
  const command = changeOf(prompt, parts.specs);
  return command && !(await parts.isOutranked(command)) ? command : undefined;
}
