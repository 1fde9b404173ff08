import { stepWord } from '../commands/parsing/steps.ts';
import { isQuestion } from '../conversation/prompt-record.ts';
import type { Texts } from '../locales/index.ts';
import type { Command, Prompt } from '../ports/index.ts';
import { escapeMarkdown } from '../util/text.ts';

/** Sentences in place of an answer to what cannot be answered. */

/** Says that there is no such command; its name is what somebody typed. */
export function unknown({ name }: Command, texts: Texts): string {
  if (stepWord(`/${name}`)) return texts('form.alone', { word: `/${name}` });
  return texts('command.unknown', { name: escapeMarkdown(name) });
}

/** Says that a message holds nothing the bot can read; undefined where it does. */
export function unanswerable(prompt: Prompt, texts: Texts): string | undefined {
  if (isQuestion(prompt)) return undefined;
  const shown = prompt.attachments[0] ?? prompt.quote?.attachments?.[0];
  if (shown) return texts(`prompt.attachment.${shown.kind}`);
  return texts(prompt.quote?.unseen ? 'prompt.unseen' : 'prompt.empty');
}

/** Tells whether somebody wrote the command out. Buttons and edits say more than can be typed. */
export function isTyped({ cause }: Command): boolean {
  return cause === 'message' || cause === 'command';
}
