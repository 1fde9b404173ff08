import { pause } from '../../util/pause.ts';
import type { Gauge } from './gauge.ts';

/** Most lines of a stream that are handed on at once: each may be a message, and is read at once. */
const MOST_LINES = 32;
const NEWLINE = 0x0a;

/**
 * Makes the fetch for a server that the operator named, which may be in the own network. Its answers are measured as they are read, and
 * handed on no faster than they can be parsed.
 */
export function measuredFetch(gauge: Gauge) {
  return async (url: string | URL, init?: RequestInit): Promise<Response> => {
    // On a line that was kept open, a call to a server that has gone meanwhile would end as one that may have been done.
    const headers = new Headers(init?.headers);
    headers.set('connection', 'close');
    const response = await fetch(url, { ...init, headers });
    if (!response.body) return response;
    const { status, statusText } = response;
    const isStream = response.headers.get('content-type')?.includes('event-stream') === true;
    const body = measured(response.body, isStream, gauge.measure(isStream ? 'events' : 'whole'));
    return new Response(body, { status, statusText, headers: response.headers });
  };
}

function measured(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  isStream: boolean,
  measure: (piece: Uint8Array) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let rest = new Uint8Array();

  /** Takes a piece of what was read. */
  function next(): Uint8Array<ArrayBuffer> {
    const end = isStream ? endOfLines(rest) : rest.byteLength;
    const piece = rest.subarray(0, end);
    rest = rest.subarray(end);
    return piece;
  }

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          if (rest.byteLength === 0) {
            const { value, done } = await reader.read();
            if (done) return controller.close();
            rest = value;
          }
          await pause();
          const piece = next();
          measure(piece);
          controller.enqueue(piece);
        } catch (error) {
          // What comes behind it is not waited for.
          void reader.cancel(error).catch(() => undefined);
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** End of so many lines; of all where there are fewer. */
function endOfLines(bytes: Uint8Array): number {
  let end = 0;
  for (let lines = 0; lines < MOST_LINES; lines += 1) {
    const at = bytes.indexOf(NEWLINE, end);
    if (at < 0) return bytes.byteLength;
    end = at + 1;
  }
  return end;
}
