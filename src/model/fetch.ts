import type { Readable } from 'node:stream';
import { createPoster, type PostAnswer } from '../util/post.ts';
import { Pieces } from './pieces.ts';

/** Success whose body is in `stream`: a web stream around it would take a third of a call's CPU. */
export class Answer extends Response {
  readonly stream: Readable;

  constructor(stream: Readable, head: ResponseInit) {
    super(null, head);
    this.stream = stream;
  }
}

/** Gives the client's answer as our `fetch` made it. */
export async function answerOf(asked: { asResponse(): Promise<Response> }): Promise<Answer> {
  const answer = await asked.asResponse();
  if (answer instanceof Answer) return answer;
  throw new TypeError('The client gave another answer than it was given');
}

/** Limit until there is a connection, ms. */
const CONNECT_MS = 10_000;
/** Most bytes of a failure's body; the client would read it to its end, for as long as the server sends. */
const MOST_BYTES = 64 * 1024;

/**
 * Makes the client's `fetch` for one server. It gives an `Answer` or a failure whose body is cut. A
 * success is for its reader to bound.
 */
export function createFetch(baseUrl: string): typeof fetch {
  const post = createPoster(new URL(baseUrl), CONNECT_MS);
  return async (input, { method, headers, body, signal } = {}) => {
    const isKnown = typeof body === 'string' || isBytes(body) || body instanceof Pieces || body == null;
    if (typeof input !== 'string' || !isKnown || !signal)
      throw new TypeError('expected JSON, bytes, pieces or no body');
    const { pathname, search } = new URL(input);
    const sent = headers instanceof Headers ? headers : new Headers(headers);
    const asked = {
      ...(method ? { method: method.toUpperCase() } : {}),
      ...{ headers: Object.fromEntries(sent), signal },
    };
    const answer = await post(pathname + search, body == null ? asked : { ...asked, body });
    const head = headOf(answer);
    const ok = answer.status >= 200 && answer.status < 300;
    return ok ? new Answer(answer.body, head) : new Response(await startOf(answer.body, MOST_BYTES), head);
  };
}

const isBytes = (body: unknown): body is Uint8Array<ArrayBuffer> => body instanceof Uint8Array;

function headOf({ status, headers: given }: PostAnswer): ResponseInit {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, String(value));
  return { status, headers };
}

/** Gives the first `most` bytes of a body; null where there are none, for a status may allow none. */
export async function startOf(body: Readable, most: number): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let left = most;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return chunks.length > 0 ? new Blob(chunks) : null;
}
