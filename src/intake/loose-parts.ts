import type { InboundEvent, Message, Piece } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { continuationOf, mayBelong, pieceOf } from './pieces.ts';

/** People whose loose parts are kept. */
const PEOPLE = 300;
/** Most that is kept of one person, in UTF-16 units. */
const MOST = 200_000;

/**
 * Messages of groups that are not meant for the bot, and may belong to one behind them that is. A mention can stand in the last
 * part of a long text. They are kept in memory, for as long as parts of an act may lie apart.
 */
export class LooseParts {
  readonly #pieces = new LruCache<readonly Piece[]>(PEOPLE);

  /** Keeps a message once by who said it, and where; drops what it does not go on with. */
  put(by: string, event: InboundEvent<Message>): void {
    const before = this.#pieces.get(by) ?? [];
    if (before.some(({ key }) => key === event.key)) return;
    const goesOn = continuationOf(before, event.body) !== undefined;
    if (!goesOn && !mayBelong(event.body)) return;
    const pieces = [...(goesOn ? before : []), pieceOf(event)];
    if (pieces.reduce((size, piece) => size + sizeOf(piece), 0) <= MOST) this.#pieces.set(by, pieces);
    else this.#pieces.delete(by);
  }

  /** Takes the messages that this one goes on with; none where there are none. */
  take(by: string, { body }: InboundEvent<Message>): readonly Piece[] {
    const pieces = this.#pieces.get(by);
    if (!pieces) return [];
    this.#pieces.delete(by);
    return continuationOf(pieces, body) ? pieces : [];
  }
}

function sizeOf({ text, details = '', quote }: Piece): number {
  return text.length + details.length + (quote ? quote.text.length + (quote.details?.length ?? 0) : 0);
}
