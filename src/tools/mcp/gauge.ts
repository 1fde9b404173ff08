import { Fault } from '../../util/errors.ts';

/**
 * Measures what a server says before anything of it is parsed. A message costs as much time as its values do, and each line has a price
 * besides. A server that says too much at once, or for too long, is listened to no more.
 */

/**
 * Most bytes of one message, and most values in it: more would hold the event loop too long. The largest picture that is shown takes
 * 6.7 MB of text.
 */
const LONGEST_MESSAGE = 7 * 1024 * 1024;
const MOST_VALUES = 20_000;
/** Weight of a line and of a value, in bytes: parsing them takes about as long. */
const LINE_WEIGHT = 10_000;
const VALUE_WEIGHT = 200;
/** Weight that a server may say at once, and per ms in the long run. */
const MOST_AT_ONCE = 32 * 1024 * 1024;
const PER_MS = 4 * 1024;

/** The server has said more in a time than anybody may. */
export const FLOODED = new Fault('internal', 'the server said too much in a short time');
/** One message of the server is longer than any may be. */
export const TOO_LONG = new Fault('internal', 'a message of the server is too long');

/** Says where a message ends: with its line, with an empty line as in a stream of events, or with its stream. */
export type Framing = 'line' | 'events' | 'whole';

/** Weight that one server has said lately; it fades as time passes. */
export interface Gauge {
  /** Makes the measure of one stream. It takes pieces in order, and throws FLOODED or TOO_LONG. */
  measure(framing: Framing): (piece: Uint8Array) => void;
}

/**
 * @param elapsed ms on a clock that nobody sets
 * @param onExcess told the fault before it is thrown, each time
 */
export function createGauge(elapsed: () => number, onExcess: (fault: Fault) => void): Gauge {
  let said = 0;
  let at = elapsed();

  function weigh(weight: number): boolean {
    const now = elapsed();
    said = Math.max(0, said - (now - at) * PER_MS) + weight;
    at = now;
    return said > MOST_AT_ONCE;
  }

  return {
    measure(framing) {
      const scan = createScan(framing);
      return (piece) => {
        const { lines, values, isTooLong } = scan(piece);
        const weight = piece.byteLength + (framing === 'whole' ? 0 : lines * LINE_WEIGHT) + values * VALUE_WEIGHT;
        const fault = weigh(weight) ? FLOODED : isTooLong ? TOO_LONG : undefined;
        if (!fault) return;
        onExcess(fault);
        throw fault;
      };
    },
  };
}

const [NEWLINE, RETURN, QUOTE, BACKSLASH] = [0x0a, 0x0d, 0x22, 0x5c];
/** Bytes that a value or a name begins or ends with: , : [ { */
const STARTS = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

/** Counts in the bytes of JSON, piece by piece: what stands within its strings is no value. */
function createScan(framing: Framing) {
  let isWithin = false;
  let isEscaped = false;
  /** Bytes of this line; bytes and values of this message. */
  let [line, bytes, values] = [0, 0, 0];

  function endLine(): void {
    // No string of JSON goes on in another line.
    if (framing !== 'whole') isWithin = false;
    if (framing === 'line' || (framing === 'events' && line === 0)) [bytes, values] = [0, 0];
    line = 0;
  }

  return (piece: Uint8Array) => {
    const found = { lines: 0, values: 0, isTooLong: false };
    for (const byte of piece) {
      bytes += 1;
      if (byte === NEWLINE) {
        found.lines += 1;
        endLine();
        continue;
      }
      if (byte !== RETURN) line += 1;
      if (isEscaped) isEscaped = false;
      else if (byte === QUOTE) isWithin = !isWithin;
      else if (isWithin) isEscaped = byte === BACKSLASH;
      else if (STARTS.has(byte)) {
        found.values += 1;
        values += 1;
      }
      if (bytes > LONGEST_MESSAGE || values > MOST_VALUES) found.isTooLong = true;
    }
    return found;
  };
}
