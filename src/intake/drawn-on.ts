import { changeOf } from '../commands/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Command, CommandSpec, Prompt, Task } from '../ports/index.ts';

export interface DrawnOnParts {
  conversations: Pick<Conversations, 'find'>;
  specs: readonly CommandSpec[];
  /** Tells whether a task uses a command that the person has not the rank for. */
  isOutranked(task: Task): Promise<boolean>;
}

/**
 * Reads a plain reply to pictures that were drawn as the command that changes them, as if it had been typed. Undefined for what asks
 * something, what has other things than pictures beside it, and where the person may not use that command: it is a question then.
 */
export async function commandOnDrawn(parts: DrawnOnParts, prompt: Prompt): Promise<Command | undefined> {
  const { quote, text, target, attachments } = prompt;
  if (quote?.id === undefined || quote.author !== undefined || !hasWords(text) || isAsking(text)) return undefined;
  if (attachments.some(({ kind }) => kind !== 'picture')) return undefined;
  const found = await parts.conversations.find(target.chat, quote.id);
  if (!found?.exchange.drawing || found.isPrompt || found.exchange.removed) return undefined;
  const command = changeOf(prompt, parts.specs);
  return command && !(await parts.isOutranked(command)) ? command : undefined;
}

/** Tells whether a text says something in words. */
function hasWords(text: string): boolean {
  return /\p{L}/u.test(text);
}

/** Most of a text's end that is looked at, in UTF-16 units. */
const END = 64;

/**
 * Question marks of all scripts that have one behind the last word, in their plain forms: of Latin and most others, Arabic,
 * Ethiopic, Limbu, Coptic, Vai, Bamum, Chakma; old ones and signs.
 */
const MARK = /[?\u061f\u1367\u1945\u2cfa\u2cfb\ua60f\ua6f7\u{11143}\u203d\u2e2e\u2e54\u2753\u2754]/u;
/** Marks that stand before a question (Spanish, Adlam) or in one of its words (Armenian). */
const WITHIN = /[\u00bf\u055e\u2e18\u{1e95f}]/u;
/** All up to the last letter or digit, with what belongs to that. */
const UP_TO_LAST_WORD = /^.*[\p{L}\p{N}]\p{M}*/su;

/** Tells whether a text asks something, by its signs alone: a question mark behind its last word, in whatever script. */
function isAsking(text: string): boolean {
  const end = text.trimEnd().slice(-END).normalize('NFKC');
  const behind = end.replace(UP_TO_LAST_WORD, '');
  // The Greek one looks like a semicolon, and is typed as one.
  const isGreek = behind.includes(';') && /\p{Script=Greek}/u.test(end);
  return MARK.test(behind) || isGreek || WITHIN.test(text);
}
