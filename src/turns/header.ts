import type { CommandDefinition } from '../commands/command.ts';
import { quoteAbove } from '../delivery/above.ts';
import type { Exchange, Task } from '../ports/index.ts';

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
