import { takeMemory } from '../../util/let-go.ts';

/** Messages between the bot and a process that works for it: a small JSON head, and bytes that nobody has to escape. */

export interface WorkMessage {
  head: object;
  body?: Uint8Array | undefined;
}

/** Message as it arrives: without a body, that is empty. */
export interface Received {
  head: object;
  body: Uint8Array;
}

/** Lengths before each message: of the head, of the body. */
const LENGTHS = 8;

/** Packs a message into the pieces that are written one after the other; the body is not copied. */
export function pack({ head, body }: WorkMessage): Uint8Array[] {
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(body?.length ?? 0, 4);
  return [lengths, json, ...(body ? [body] : [])];
}

/**
 * Reads messages as their bytes come. `take` gets each, with a body in memory of its own. The function that is returned
 * takes the next bytes; it throws for a message of more than `most` bytes before it keeps any of it.
 */
export function createMessageReader(most: number, take: (message: Received) => void): (chunk: Buffer) => void {
  let lengths = Buffer.alloc(0);
  let message = takeMemory(0);
  let filled = 0;

  /** Reads lengths from the chunk; returns how many bytes they took. */
  function begin(chunk: Buffer): number {
    const part = chunk.subarray(0, LENGTHS - lengths.length);
    lengths = Buffer.concat([lengths, part]);
    if (lengths.length === LENGTHS) {
      const length = lengths.readUInt32LE(0) + lengths.readUInt32LE(4);
      if (length > most) throw new Error('a message is too long');
      message = takeMemory(length);
      filled = 0;
    }
    return part.length;
  }

  function fill(chunk: Buffer): number {
    const copied = chunk.copy(message, filled);
    filled += copied;
    if (filled === message.length) {
      const middle = lengths.readUInt32LE(0);
      lengths = Buffer.alloc(0);
      take({ head: JSON.parse(message.toString('utf8', 0, middle)), body: message.subarray(middle) });
    }
    return copied;
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const rest = chunk.subarray(at);
      at += lengths.length < LENGTHS ? begin(rest) : fill(rest);
    }
  };
}
