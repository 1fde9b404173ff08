/** Bytes as they are, a text, or bytes that are sent as Base64. */
export type Piece = string | Uint8Array | { base64: Uint8Array };

/** Bytes that are encoded at a time; a multiple of three, so that Base64 joins. */
const SLICE = 48 * 1024;

/**
 * Body that is sent in pieces: what is in it is encoded as it goes out, and is nowhere in memory as a whole. It can be sent
 * again. It is a Blob only because the client passes such a body on as it is.
 */
export class Pieces extends Blob {
  readonly #pieces: readonly { bytes: Uint8Array; encoded: boolean }[];

  constructor(pieces: readonly Piece[]) {
    super();
    this.#pieces = pieces.map((piece) => {
      if (typeof piece === 'string') return { bytes: Buffer.from(piece), encoded: false };
      return 'base64' in piece ? { bytes: piece.base64, encoded: true } : { bytes: piece, encoded: false };
    });
  }

  /** Bytes that are sent. */
  override get size(): number {
    const sizes = this.#pieces.map(({ bytes: { length }, encoded }) => (encoded ? Math.ceil(length / 3) * 4 : length));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** A chunk is there until the next is asked for: what is encoded takes the place of what was before. */
  *chunks(): Generator<Uint8Array> {
    const place = Buffer.allocUnsafeSlow((SLICE / 3) * 4);
    for (const { bytes, encoded } of this.#pieces) {
      for (let at = 0; at < bytes.length; at += SLICE) {
        const slice = bytes.subarray(at, at + SLICE);
        yield encoded ? base64In(place, slice) : slice;
      }
    }
  }
}

function base64In(place: Buffer, { buffer, byteOffset, length }: Uint8Array): Buffer {
  return place.subarray(0, place.write(Buffer.from(buffer, byteOffset, length).toString('base64'), 'latin1'));
}
