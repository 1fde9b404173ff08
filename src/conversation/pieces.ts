import { type Attachment, MOST_DETAILS, type Piece, type PromptRecord } from '../ports/index.ts';
import { headOf } from '../util/text.ts';

/** Messages that are one prompt. Words that somebody passes on stay apart from their sender's own. */

/** Length from which a message may be a part of a longer text that the client has split, in UTF-16 units. */
export const FULL = 3900;
/** Clients split a longer text here whatever it holds, in UTF-16 units. Sooner they do so between words. */
const CLIENT_LIMIT = 4096;

/** Joins the words of pieces. `joint`: stands between them where it is not known how they were sent. */
export function joinedWords(pieces: readonly Piece[], joint = '\n\n'): string {
  let text = '';
  let before: Piece | undefined;
  for (const piece of pieces) {
    if (piece.text === '') continue;
    if (before) text += before.length === undefined ? joint : jointBehind(before, before.length);
    text += piece.text;
    before = piece;
  }
  return text;
}

function jointBehind({ album }: Piece, length: number): string {
  if (album !== undefined || length < FULL) return '\n\n';
  return length < CLIENT_LIMIT ? '\n' : '';
}

/** Lists the pieces whose words are a prompt's text: the person's own, or all where all are passed on from one source. */
export function wordedPieces(pieces: readonly Piece[]): readonly Piece[] {
  const own = pieces.filter(({ source }) => !source);
  if (own.length > 0) return own;
  const [first, ...rest] = pieces;
  return rest.every((piece) => sourceKey(piece) === sourceKey(first)) ? pieces : [];
}

/** Content of pieces besides their words, as a prompt of them has it; that of one message, `alone`, where there are none. */
export function detailsIn(pieces: readonly Piece[] | undefined, alone = ''): Pick<PromptRecord, 'details'> {
  const details = pieces
    ? wordedPieces(pieces)
        .flatMap((piece) => piece.details ?? [])
        .join('\n\n')
    : alone;
  return details === '' ? {} : { details: headOf(details, MOST_DETAILS) };
}

/** Source of the words of a prompt of pieces, if they are not the person's own; that of one message, `alone`, where there are none. */
export function sourceIn(
  pieces: readonly Piece[] | undefined,
  alone: PromptRecord['source'],
): Pick<PromptRecord, 'source'> {
  const source = pieces ? wordedPieces(pieces)[0]?.source : alone;
  return source ? { source } : {};
}

/** Attachments of pieces; those of one message, `alone`, where there are none. */
export function attachmentsIn(
  pieces: readonly Pick<Piece, 'attachments'>[] | undefined,
  alone: readonly Attachment[] = [],
): Attachment[] {
  return pieces ? pieces.flatMap(({ attachments = [] }) => attachments) : [...alone];
}

/** Tells whether the bytes of something sent, or a picture of it, can be had. */
export function canBeSensed({ source, preview }: Attachment): boolean {
  return source !== undefined || preview !== undefined;
}

/** Key that is equal for words of one source. */
export function sourceKey(said: Pick<Piece, 'source'> | undefined): string {
  const { kind, author, own, place } = said?.source ?? {};
  return JSON.stringify([kind, author, own, place]);
}

/** Material that stands before a person's own words and behind them, each of one source. */
export interface PassedOn {
  before: Piece[];
  behind: Piece[];
}

type Passing = Pick<PromptRecord, 'pieces' | 'source' | 'fingerprint'>;

/**
 * Lists what a prompt passes on beside its text, in order. Nothing for a prompt that is no plain question: its command says
 * what of it is material.
 */
export function passedOn({ pieces, source, fingerprint }: Passing): PassedOn {
  if (!pieces || source || fingerprint !== undefined) return { before: [], behind: [] };
  const worded = pieces.findIndex((piece) => !piece.source && piece.text !== '');
  const own = worded < 0 ? pieces.length : worded;
  return { before: merged(pieces.slice(0, own)), behind: merged(pieces.slice(own)) };
}

/** Puts together a text that was passed on in parts. */
function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let parts: Piece[] = [];
  for (const piece of pieces) {
    if (!piece.source) continue;
    const last = parts.at(-1);
    const goesOn = last && isPart(last) && sourceKey(last) === sourceKey(piece);
    if (goesOn) result.pop();
    parts = goesOn ? [...parts, piece] : [piece];
    result.push({ ...piece, text: joinedWords(parts) });
  }
  return result;
}

function isPart({ length = 0, album, details }: Piece): boolean {
  return length >= FULL && album === undefined && details === undefined;
}
