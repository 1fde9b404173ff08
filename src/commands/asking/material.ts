import type { Question } from '../../answering/question.ts';
import { readable, taskRecord } from '../../conversation/prompt-record.ts';
import type { TextKey } from '../../locales/index.ts';
import type { Quote } from '../../ports/index.ts';
import { type CommandContext, stringOption } from '../command.ts';

/** Text for /translate, /summarise and /speak to work on. The model never treats it as an instruction. */

/** The text that came with the command, else the message it was called on; undefined where neither has words. */
export function givenText({ command }: Pick<CommandContext, 'command'>): Quote | undefined {
  const text = stringOption(command, 'text');
  const given = text === undefined ? command.quote : { author: command.actor.name, text };
  // What a message carries besides is nothing to work on.
  const { attachments: _, ...words } = given ?? { text: '' };
  return readable(words).trim() === '' ? undefined : words;
}

/** The sentence for a command that was given no text: `how` it is called, or that what it was called on has none. */
export function nothingGiven(
  { command, texts }: Pick<CommandContext, 'command' | 'texts'>,
  how: Extract<TextKey, 'translate.nothing' | 'summarise.nothing'> | 'material.wordless' = 'material.wordless',
): string {
  return texts(command.quote?.unseen ? 'prompt.unseen' : command.quote ? 'material.wordless' : how);
}

/** The question about a text. It becomes part of the conversation, but needs nothing of what was said there before. */
export async function questionAbout(
  { command, branch }: CommandContext,
  quote: Quote,
  task: string,
): Promise<Question> {
  const prompt = {
    ...taskRecord({ ...command, quote }, task, stringOption(command, 'text')),
    standalone: true as const,
  };
  return { prompt, before: { ...(await branch()), turns: [], damaged: false } };
}

/**
 * Names a language in English, as the model's tasks are in English: a tag (`pt-BR`) by its name, anything else as it was
 * written.
 */
export function languageName({ command, settings, locales }: CommandContext, asked?: string): string {
  const own = settings.language ?? command.actor.locale ?? locales.nearest();
  return named(asked ?? own) ?? asked ?? locales.texts(own)('language.name');
}

function named(tag: string): string | undefined {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(tag.replace('_', '-'));
  } catch {
    return undefined;
  }
}
