import { modelFault } from './errors.ts';
import { fields } from './json.ts';

/**
 * Server-sent events (WHATWG HTML, 9.2) whose data is JSON, as both APIs send them. The openai client's own reader costs
 * three times the CPU of the rest of an answer, since every event passes several async generators; this one is plain
 * code called once for each piece that arrives. Measured 2026-11-21: 200 words, 2.9 ms against 1.2 ms.
 */
export interface EventDecoder {
  /** The events that `bytes` completes. Throws `model_server` for what is no JSON or has no end. */
  push(bytes: Uint8Array): Generator<Readonly<Record<string, unknown>>>;
  /** The last event, where the server left out the blank line after it. */
  flush(): Generator<Readonly<Record<string, unknown>>>;
}

/** Longest event, in UTF-16 units; the last one repeats the whole answer. */
const LONGEST_EVENT = 4 * 1024 * 1024;

export function createEventDecoder(): EventDecoder {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string | undefined;

  /** Takes one line; gives the event's data when the line ends it. */
  function take(line: string): string | undefined {
    if (line === '') {
      const whole = data;
      data = undefined;
      return whole;
    }
    if (!line.startsWith('data:')) return undefined;
    const value = line.slice(line[5] === ' ' ? 6 : 5);
    data = data === undefined ? value : `${data}\n${value}`;
    return undefined;
  }

  function* lines(added: string): Generator<string> {
    const text = rest + added;
    let start = 0;
    // What was left over holds no end of a line.
    for (let end = text.indexOf('\n', rest.length); end !== -1; end = text.indexOf('\n', start)) {
      yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length + (data?.length ?? 0) > LONGEST_EVENT) throw modelFault('model_server', 'An event without an end');
  }

  function* decode(text: string): Generator<Readonly<Record<string, unknown>>> {
    for (const line of lines(text)) {
      const event = take(line);
      if (event !== undefined && event !== '[DONE]') yield parse(event);
    }
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
