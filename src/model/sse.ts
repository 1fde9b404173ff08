import { createParser } from 'eventsource-parser';
import { modelFault } from './errors.ts';
import { fields } from './json.ts';

/** Server-sent events whose data is JSON, as both APIs send them. Called once for each piece that arrives. */
export interface EventDecoder {
  /** Gives the events that `bytes` completes. Throws `model_server` for what is no JSON or has no end. */
  push(bytes: Uint8Array): Generator<Readonly<Record<string, unknown>>>;
  /** Gives the last event, where the server left out the blank line after it. */
  flush(): Generator<Readonly<Record<string, unknown>>>;
}

/** Longest event, in UTF-16 units; the last one repeats the whole answer. */
const LONGEST_EVENT = 4 * 1024 * 1024;

export function createEventDecoder(): EventDecoder {
  const decoder = new TextDecoder();
  const arrived: string[] = [];
  let endless = false;
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => void arrived.push(data),
    onError: ({ type }) => {
      endless ||= type === 'max-buffer-size-exceeded';
    },
  });

  function* decode(text: string): Generator<Readonly<Record<string, unknown>>> {
    parser.feed(text);
    // Some servers send events without data to keep the connection.
    for (const data of arrived.splice(0)) if (data !== '' && data !== '[DONE]') yield parse(data);
    if (endless) throw modelFault('model_server', 'An event without an end');
  }

  return {
    push: (bytes) => decode(decoder.decode(bytes, { stream: true })),
    flush: () => decode(`${decoder.decode()}\n\n`),
  };
}

function parse(data: string): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(data));
  } catch {
    throw modelFault('model_server', 'An event that is no JSON');
  }
}
