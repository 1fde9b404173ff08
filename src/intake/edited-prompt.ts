import { parseLine, questionIn } from '../commands/parse.ts';
import type { Command, CommandSpec, Piece, Prompt, PromptRecord } from '../ports/index.ts';

/** New wordings: prompts of which one message says something else now. */

/** Gives an open question its new wording; undefined where nothing changes. */
export function withWording(
  prompt: Prompt,
  of: string,
  text: string,
  specs: readonly CommandSpec[],
): Prompt | undefined {
  const pieces = prompt.pieces && replacePiece(prompt.pieces, of, text);
  if (prompt.pieces && !pieces) return undefined;
  const asked = questionOf(pieces ? join(pieces, prompt.joint) : text, specs, prompt);
  if (!asked) return undefined;
  const { tier: before, command: _, ...rest } = prompt;
  const { text: words, tier } = asked;
  if (words === prompt.text && tier === before) return undefined;
  return { ...rest, ...(pieces ? { pieces } : {}), ...asked };
}

/** Gives a kept prompt its new wording; undefined where nothing changes, or no words are left. */
export function newWording(
  prompt: PromptRecord,
  of: string,
  text: string,
  specs: readonly CommandSpec[],
): Command['editedPrompt'] {
  const pieces = prompt.pieces && replacePiece(prompt.pieces, of, text);
  if (prompt.pieces && !pieces) return undefined;
  // A command that asks in words of its own (/continue, /translate) is not undone by a preview of its message.
  const asked = questionOf(pieces ? join(pieces, prompt.joint) : text, specs, prompt);
  if (!asked || asked.text.trim() === '') return undefined;
  if (asked.text === prompt.text && asked.tier === prompt.tier) return undefined;
  return { ...asked, ...(pieces ? { pieces } : {}) };
}

/**
 * Reads the question in a text: the text itself, or the words of a command that asks and the model it names. Undefined
 * for every other command. Words that somebody passes on are no command.
 */
function questionOf(
  text: string,
  specs: readonly CommandSpec[],
  { source }: Pick<PromptRecord, 'source'>,
): Pick<Prompt, 'text' | 'tier' | 'command'> | undefined {
  const line = source ? undefined : parseLine(text, specs, {});
  if (!line) return { text };
  return questionIn(line, specs);
}

/** Replaces the piece of a message that says something else now; undefined where none does. */
export function replacePiece(pieces: readonly Piece[], of: string, text: string): Piece[] | undefined {
  const changed = pieces.find(({ key }) => key === of);
  if (!changed || changed.text === text) return undefined;
  return pieces.map((piece) => (piece === changed ? { ...piece, text } : piece));
}

/** Joins what the pieces say. */
export function join(pieces: readonly Piece[], joint = '\n\n'): string {
  return pieces
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(joint);
}
