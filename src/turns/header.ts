import type { CommandDefinition } from '../commands/command.ts';
import { quoteAbove } from '../delivery/above.ts';
import type { Clock, Exchange, Task } from '../ports/index.ts';

export interface Ages {
  /** Ages from which an answer says that it is late, ms: of a message, and of what was due; 0 for never. */
  lateAfterMs: number;
  dueLateAfterMs: number;
}

/** Tells how late an answer is, and by which sentence it says so; undefined where it says nothing. */
export function lateness(
  { cause, sentAt }: Task,
  { lateAfterMs, dueLateAfterMs, clock }: Ages & { clock: Pick<Clock, 'now'> },
): { ms: number; key: 'late.due' | 'late.note' } | undefined {
  const limit = cause === 'due' ? dueLateAfterMs : lateAfterMs;
  const ms = clock.now() - sentAt;
  return limit <= 0 || ms < limit ? undefined : { ms, key: cause === 'due' ? 'late.due' : 'late.note' };
}

/** Quotes the prompt of what was no message. */
export function promptHeader(task: Task, commands: readonly CommandDefinition[]): string {
  if (task.target.prompt !== undefined || task.kind === 'late') return '';
  if (task.kind === 'prompt') return task.text === '' ? '' : quoteAbove(task.text);
  // What was written into a form that led to nothing stands nowhere else.
  if (task.problem && task.problem.kind !== 'gone') return '';
  const option = commands.find(({ spec }) => spec.name === task.name)?.spec.shownOption;
  const prompt = option === undefined ? undefined : task.options[option];
  return typeof prompt === 'string' ? quoteAbove(prompt) : '';
}

/** Quotes a question again above an answer that takes its answer's place, where its own message does not show it. */
export function echoed({ prompt: { id, text, echo = text } }: Exchange): string {
  return id === undefined && echo !== '' ? quoteAbove(echo) : '';
}
