import { Fault } from '../../util/errors.ts';

/** Most bytes of one answer of a server. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Fetches from a server that the operator named, which may be in the own network. Its answer is bounded as it is read; a stream of
 * events that comes to the bound ends, and is opened anew.
 */
export async function boundedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  // On a line that was kept open, a call to a server that has gone meanwhile would end as one that may have been done.
  const headers = new Headers(init?.headers);
  headers.set('connection', 'close');
  const response = await fetch(url, { ...init, headers });
  if (!response.body) return response;
  let left = MOST_BYTES;
  const bounded = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left < 0) controller.error(new Fault('internal', 'the answer of an MCP server is too long'));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText } = response;
  return new Response(bounded, { status, statusText, headers: response.headers });
}
