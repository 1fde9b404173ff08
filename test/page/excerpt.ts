/** Characters that are kept of the beginning and of the end of a body. */
const HEAD = 2500;
const TAIL = 1500;

/** Gathers a text that comes in pieces, and keeps its beginning and its end. */
export interface Excerpt {
  add(piece: Buffer): void;
  text(): string;
}

/** @param redact takes secrets out of what is shown */
export function createExcerpt(redact: (text: string) => string): Excerpt {
  let head = '';
  let tail = '';
  let size = 0;
  return {
    add(piece) {
      size += piece.length;
      // Of a long piece only its ends are read.
      const begin = piece.subarray(0, HEAD + TAIL).toString('utf8');
      const end = piece.subarray(Math.max(HEAD + TAIL, piece.length - TAIL)).toString('utf8');
      const room = HEAD - head.length;
      head += begin.slice(0, room);
      tail = (tail + begin.slice(room) + end).slice(-TAIL);
    },
    text() {
      const left = size - Buffer.byteLength(head) - Buffer.byteLength(tail);
      return redact(left > 0 ? `${head}\n… ${left} bytes …\n${tail}` : head + tail);
    },
  };
}
