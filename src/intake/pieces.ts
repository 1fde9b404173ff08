import {
  attachmentsIn,
  detailsIn,
  FULL,
  joinedWords,
  passedOn,
  sourceIn,
  sourceKey,
  wordedPieces,
} from '../conversation/pieces.ts';
import { readable } from '../conversation/prompt-record.ts';
import type { InboundEvent, Message, Piece, Quote, Task } from '../ports/index.ts';

/** Messages that are one act: which go on with which, and what they say together. */

/** Longest time between two messages of an act, by the platform's clock, ms. */
const WITHIN_MS = 2000;
/**
 * Most messages of one act: more than a question may hold, so that whoever sends too much is told so once. Those beyond it are
 * acts of their own.
 */
export const MOST_PIECES = 50;

/** Reads a message as a piece of an act. */
export function pieceOf({ key, reply, body }: InboundEvent<Message>): Piece {
  const { text, at, album, length, source, details, attachments, quote } = body;
  return {
    ...{ key, id: reply.prompt ?? '', text, at, length },
    ...(album === undefined ? {} : { album }),
    ...(source ? { source } : {}),
    ...(details === undefined ? {} : { details }),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(quote ? { quote } : {}),
  };
}

/** Lists the messages of a task; undefined where it is not known how they were sent. */
export function piecesOf(task: Task): readonly Piece[] | undefined {
  if (task.kind === 'late') return undefined;
  const { key, pieces, target, askedAt = target, tail, quote } = task;
  if (pieces) return pieces;
  const { prompt: id } = askedAt;
  if (!tail || id === undefined) return undefined;
  const { words, at, length, album } = tail;
  const { attachments = [] } = task;
  const { text = '', source, details } = task.kind === 'prompt' ? task : {};
  return [
    {
      ...{ key, id, text: words ?? text, at, length },
      ...(album === undefined ? {} : { album }),
      ...(source ? { source } : {}),
      ...(details === undefined ? {} : { details }),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(quote ? { quote } : {}),
    },
  ];
}

/** Way in which a message goes on with an act. `forward`: words and what somebody passes on stand beside each other. */
export type Continuation = 'album' | 'text' | 'forward';

/** Tells how a message goes on with an act of the same person at the same place; undefined where it does not. */
export function continuationOf(pieces: readonly Piece[], body: Message): Continuation | undefined {
  const last = pieces.at(-1);
  if (last?.at === undefined || pieces.length >= MOST_PIECES) return undefined;
  if (Math.abs(body.at - last.at) > WITHIN_MS) return undefined;
  const { album } = last;
  if (album !== undefined && album === body.album) return 'album';
  if (isLong(last) && isPart(body) && sourceKey(last) === sourceKey(body)) return 'text';
  if (isForward(body)) return isForward(last) || pieces.some(isComment) ? 'forward' : undefined;
  return isForward(last) && isComment(body) ? 'forward' : undefined;
}

/** Tells whether a message may be followed by others that belong to it, and waits for them. */
export function mayGoOn(said: Pick<Piece, 'length' | 'album'>): boolean {
  return said.album !== undefined || isLong(said);
}

/** Tells whether a message may belong to one that comes after it. */
export function mayBelong(body: Message): boolean {
  return mayGoOn(body) || isForward(body);
}

function isLong({ length = 0, album }: Pick<Piece, 'length' | 'album'>): boolean {
  return length >= FULL && album === undefined;
}

/** Tells whether a message can be the rest of a text. */
function isPart({ text, album, attachments }: Message): boolean {
  return text !== '' && album === undefined && attachments.length === 0;
}

function isForward({ source }: Pick<Piece, 'source'>): boolean {
  return source?.kind === 'forward';
}

/** Tells whether somebody says something of their own. */
export function isComment(said: Pick<Piece, 'text' | 'source' | 'details'>): boolean {
  return !said.source && readable(said).trim() !== '';
}

/** Message that pieces make together. */
export function messageOf(pieces: readonly Piece[], joint?: string): Message {
  const worded = wordedPieces(pieces);
  const last = pieces.at(-1);
  const quote = (worded.find((piece) => piece.quote) ?? pieces.find((piece) => piece.quote))?.quote;
  return {
    type: 'message',
    text: joinedWords(worded, joint),
    addressed: true,
    attachments: attachmentsIn(pieces),
    ...detailsIn(pieces),
    ...(quote ? { quote } : {}),
    ...sourceIn(pieces, undefined),
    at: last?.at ?? 0,
    length: last?.length ?? 0,
    ...(last?.album === undefined ? {} : { album: last.album }),
    pieces: [...pieces],
    ...(joint === undefined ? {} : { joint }),
  };
}

/** Platform id of the message that asks: the first with words of the person's own. */
export function asksIn(pieces: readonly Piece[]): string | undefined {
  return (pieces.find(isComment) ?? pieces[0])?.id;
}

/** Event of all pieces in the place of the last one's; its own key decides whether it is new. */
export function together(event: InboundEvent<Message>, pieces: readonly Piece[]): InboundEvent<Message> {
  const { opening } = event.body;
  const prompt = asksIn(pieces);
  return {
    ...event,
    alsoKeys: pieces.map(({ key }) => key).filter((key) => key !== event.key),
    reply: { ...event.reply, ...(prompt === undefined ? {} : { prompt }) },
    body: { ...messageOf(pieces), ...(opening ? { opening } : {}) },
  };
}

/** Words that pieces pass on, as a quote; undefined where there are none. */
export function quoteOf(pieces: readonly Piece[]): Quote | undefined {
  const { before, behind } = passedOn({ pieces: [...pieces] });
  const all = [...before, ...behind];
  const [first] = all;
  if (!first) return undefined;
  const oneSource = all.every((piece) => sourceKey(piece) === sourceKey(first));
  const { author = '', own } = (oneSource && first.source) || {};
  return {
    ...(own ? {} : { author }),
    text: all.map(readable).join('\n\n'),
  };
}
