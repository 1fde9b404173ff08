import { isDeepStrictEqual } from 'node:util';
import { type AskedBy, parseLine, questionIn } from '../commands/parsing/parse.ts';
import { isForSame } from '../conversation/once.ts';
import { attachmentsIn, canBeSensed, detailsIn, joinedWords, sourceIn, wordedPieces } from '../conversation/pieces.ts';
import { readable } from '../conversation/prompt-record.ts';
import type { Command, CommandSpec, Piece, Prompt, PromptRecord } from '../ports/index.ts';
import { asksIn, isComment } from './pieces.ts';

/** New wordings: prompts of which one message says something else now. */

/** Change of one message of a prompt: it says `text` now, or is gone. */
export interface Change {
  /** Key of the message. */
  of: string;
  text?: string;
}

/** Gives an open question its new wording; undefined where nothing changes. */
export function withWording(prompt: Prompt, change: Change, specs: readonly CommandSpec[]): Prompt | undefined {
  const pieces = prompt.pieces && changedPieces(prompt.pieces, change);
  if (prompt.pieces && !pieces) return undefined;
  const { tier: _, persona: __, command: ___, tail, details, source, ...rest } = prompt;
  const said = sourceIn(pieces, source);
  const asked = questionOf(wordsNow(prompt, pieces, change), specs, said);
  if (!asked) return undefined;
  if (asked.text === prompt.text && isForSame(asked, prompt) && !isMaterialOther(prompt, pieces)) return undefined;
  const asks = pieces && asksIn(pieces);
  return {
    ...rest,
    attachments: attachmentsIn(pieces, prompt.attachments),
    ...detailsIn(pieces, details),
    ...said,
    ...(pieces ? { pieces } : {}),
    // In a thread of its own it replies to nothing.
    ...(asks === undefined || prompt.target.prompt === undefined ? {} : { target: { ...prompt.target, prompt: asks } }),
    ...(tail ? { tail: { ...tail, ...(pieces || change.text === undefined ? {} : { words: change.text }) } } : {}),
    ...asked,
  };
}

/** Gives a kept prompt its new wording; undefined where nothing changes, or no words are left. */
export function newWording(
  prompt: PromptRecord,
  change: Change,
  specs: readonly CommandSpec[],
): Command['editedPrompt'] {
  const pieces = prompt.pieces && changedPieces(prompt.pieces, change);
  if (prompt.pieces && !pieces) return undefined;
  // A command that asks in words of its own (/continue, /translate) is not undone by a preview of its message.
  const asked = questionOf(wordsNow(prompt, pieces, change), specs, sourceIn(pieces, prompt.source));
  const isOther = isMaterialOther(prompt, pieces);
  if (!asked || (asked.text.trim() === '' && !isOther)) return undefined;
  if (asked.text === prompt.text && isForSame(asked, prompt) && !isOther) return undefined;
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
): AskedBy | undefined {
  const line = source ? undefined : parseLine(text, specs, {});
  if (!line) return { text };
  return questionIn(line, specs);
}

/** Tells whether a prompt is still there when one of its messages is gone, or was gone before. */
export function isLeft(pieces: readonly Piece[], gone: string): boolean {
  const rest = pieces.filter(({ key }) => key !== gone);
  if (pieces.some(isComment)) return rest.some(isComment);
  // Pictures alone are known by the first of them.
  return pieces.some(isReadable) ? rest.some(isReadable) : pieces[0]?.key !== gone;
}

/** Pieces of which one says something else, or is gone; undefined where nothing changes. */
export function changedPieces(pieces: readonly Piece[], { of, text }: Change): Piece[] | undefined {
  const changed = pieces.find(({ key }) => key === of);
  if (!changed || changed.text === text) return undefined;
  return text === undefined
    ? pieces.filter((piece) => piece !== changed)
    : pieces.map((piece) => (piece === changed ? { ...piece, text } : piece));
}

function isReadable(piece: Piece): boolean {
  return readable(piece).trim() !== '' || (piece.attachments ?? []).some(canBeSensed);
}

function wordsNow({ joint }: Pick<PromptRecord, 'joint'>, pieces: readonly Piece[] | undefined, { text = '' }: Change) {
  return pieces ? joinedWords(wordedPieces(pieces), joint) : text;
}

/** Tells whether a prompt holds something else besides its own words with these pieces. */
function isMaterialOther(
  { pieces, source }: Pick<PromptRecord, 'pieces' | 'source'>,
  now: readonly Piece[] = [],
): boolean {
  if (!pieces) return false;
  const held = (all: readonly Piece[]) => [
    ...all
      .flatMap((piece) => [piece.source && !source ? piece.text : '', piece.details ?? ''])
      .filter((each) => each !== ''),
    ...attachmentsIn(all).filter(canBeSensed),
  ];
  return !isDeepStrictEqual(held(pieces), held(now));
}
