import type { CommandDefinition } from '../commands/command.ts';
import type { Exchange, Task } from '../ports/index.ts';
import { clip, escapeMarkdown } from '../util/text.ts';

/** Most of a prompt that is shown above its answer, in UTF-16 units. */
const HEADER_LIMIT = 600;

/** Quotes the prompt of what was no message. */
export function promptHeader(task: Task, commands: readonly CommandDefinition[]): string {
  if (task.target.prompt !== undefined || task.kind === 'late') return '';
  if (task.kind === 'prompt') return task.text === '' ? '' : quoted(task.text);
  // What was written into a form that led to nothing stands nowhere else.
  if (task.problem && task.problem.kind !== 'gone') return '';
  const option = commands.find(({ spec }) => spec.name === task.name)?.spec.shownOption;
  const prompt = option === undefined ? undefined : task.options[option];
  return typeof prompt === 'string' ? quoted(prompt) : '';
}

/** Quotes a question again above an answer that takes its answer's place, where its own message does not show it. */
export function echoed({ prompt: { id, text, echo = text } }: Exchange): string {
  return id === undefined && echo !== '' ? quoted(echo) : '';
}

function quoted(prompt: string): string {
  // As Markdown tells lines apart: one without its mark would leave the quote, and read as the bot's own word.
  const lines = escapeMarkdown(clip(prompt.trim(), HEADER_LIMIT)).split(/\r\n?|\n/);
  return `${lines.map((line) => `> ${line}`).join('\n')}\n\n`;
}
