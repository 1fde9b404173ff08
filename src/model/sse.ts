import { createParser } from 'eventsource-parser';
import { modelFault } from './errors.ts';
import { fields } from './json.ts';
import { eventsOf } from './whole.ts';

/** Server-sent events whose data is JSON, as both APIs send them. Called once for each piece that arrives. */
export interface EventDecoder {
  /** Gives the events that `bytes` completes. Throws `model_server` for what is no JSON or has no end. */
  push(bytes: Uint8Array): Generator<Readonly<Record<string, unknown>>>;
  /** Gives the last event, where the server left out the blank line after it. */
  flush(): Generator<Readonly<Record<string, unknown>>>;
}

/** Longest event, in UTF-16 units; the last one repeats the whole answer. */
export const LONGEST_EVENT = 1_500_000;
/** Events up to so many UTF-16 units are read in a moment, whatever their shape. */
const SHORT_EVENT = 64 * 1024;
/** Most values of a longer event. A real one is long by its text. */
const MOST_VALUES = 20_000;

/** Mark of the chat API that nothing comes any more, as an event. */
export const DONE: Readonly<Record<string, unknown>> = Object.freeze({ '[DONE]': true });

/** Decodes events, or the one JSON document that some services send in their place. */
export function createEventDecoder(): EventDecoder {
  const decoder = new TextDecoder();
  const arrived: string[] = [];
  // Without `onError` it makes no error object for each line that it does not know: those cost 10 µs each.
  const parser = createParser({ maxBufferSize: LONGEST_EVENT, onEvent: ({ data }) => void arrived.push(data) });
  /** The document so far; no line of an event begins like one. */
  let whole: string | undefined;
  let begun = false;

  function feed(text: string): void {
    try {
      parser.feed(text);
    } catch {
      throw modelFault('model_server', 'An event without an end');
    }
  }

  function* decode(text: string): Generator<Readonly<Record<string, unknown>>> {
    if (!begun && text !== '') {
      begun = /\S/.test(text);
      if (/^\s*[[{]/.test(text)) whole = '';
    }
    if (whole !== undefined) {
      whole += text;
      if (whole.length > LONGEST_EVENT) throw modelFault('model_server', 'An answer that is too long');
      return;
    }
    feed(text);
    // Some servers send events without data to keep the connection.
    for (const data of arrived.splice(0)) if (data !== '') yield data === '[DONE]' ? DONE : readEvent(data);
    // Throws once the parser has given up an event that is too long.
    feed('');
  }

  return {
    push: (bytes) => decode(decoder.decode(bytes, { stream: true })),
    *flush() {
      yield* decode(`${decoder.decode()}\n\n`);
      if (whole !== undefined) yield* eventsOf(readEvent(whole));
    },
  };
}

/** Reads an event, or a document as long as one. Throws `model_server` for what is no JSON, or holds too many values. */
export function readEvent(data: string): Readonly<Record<string, unknown>> {
  if (data.length > SHORT_EVENT && hasTooManyValues(data))
    throw modelFault('model_server', 'An event of too many values');
  try {
    return fields(JSON.parse(data));
  } catch {
    throw modelFault('model_server', 'An event that is no JSON');
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING: readonly number[] = [0x5b, 0x7b];

/** Counts values without reading them: a million in one another take ten times as long to read as one long text. */
function hasTooManyValues(json: string): boolean {
  let values = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charCodeAt(at);
    if (sign === QUOTE) quoted = !quoted;
    else if (quoted) at += sign === BACKSLASH ? 1 : 0;
    else if (sign === COMMA || OPENING.includes(sign)) values += 1;
  }
  return values > MOST_VALUES;
}
