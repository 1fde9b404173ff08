import { deleteTurn } from '../commands/answers/delete.ts';
import type { Command, Inbox, Task } from '../ports/index.ts';
import type { Turns } from '../turns/turns.ts';
import { tags } from './tags.ts';

/** Answers that take the place of an earlier one, while they are made. */

export interface RevisionParts {
  inbox: Inbox;
  turns: Turns;
}

/** Takes an exchange away in the place of another answer to it that is open; false where there is none. */
export async function removeInstead(parts: RevisionParts, exchange: string): Promise<boolean> {
  const [first] = await openRevisions(parts.inbox, exchange);
  return turnInto(parts, first, removal(exchange));
}

/** Says that an exchange is taken away. */
export function removal(exchange: string) {
  return { name: deleteTurn.spec.name, effect: 'remove', options: { turn: exchange } } as const;
}

/** Lists the other answers to an exchange that are being written, or wait, oldest first: commands about that exchange ask for them. */
export async function openRevisions(inbox: Inbox, exchange: string): Promise<Revision[]> {
  const open = await inbox.findAll(tags.revision(exchange));
  return open.flatMap(({ id, task, final }) => (task.kind === 'command' && !final ? [{ id, command: task }] : []));
}

/** Answer that is to take another one's place. */
export interface Revision {
  id: string;
  command: Command;
}

/** Reads the newest wording of a prompt whose edit is not answered yet. */
export async function latestWording(inbox: Inbox, exchange: string): Promise<Command['editedPrompt']> {
  const open = await inbox.findAll(tags.revision(exchange));
  const wordings = open.map(({ task }) => (task.kind === 'command' ? task.editedPrompt : undefined));
  return wordings.findLast((wording) => wording !== undefined);
}

/** Has an open command do something else to the same exchange, in the same bubbles; false where it became final just now. */
export async function turnInto(
  parts: RevisionParts,
  revision: Revision | undefined,
  next: Pick<Command, 'name' | 'options' | 'effect' | 'editedPrompt'>,
): Promise<boolean> {
  if (!revision) return false;
  const { editedPrompt: _, ...command } = revision.command;
  return replaceIn(parts, revision.id, { ...command, ...next });
}

/** Puts another task in an open turn's place, whose answer begins anew; false where that became final just now. */
export async function replaceIn({ inbox, turns }: RevisionParts, turn: string, next: Task): Promise<boolean> {
  const version = await inbox.replace(turn, next);
  if (version === undefined) return false;
  turns.interrupt(turn, 'superseded', version);
  return true;
}
