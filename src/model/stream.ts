import type { ModelEvent } from '../ports/index.ts';
import type { StreamReader } from './answer-text.ts';
import { type Circumstances, modelFault, toModelFault } from './errors.ts';
import { createEventDecoder, type EventDecoder } from './sse.ts';
import type { Watchdog } from './watchdog.ts';

/** One attempt at an answer. */
export interface Attempt {
  /** Asks; resolves with the answer's headers, its body to come. */
  open(signal: AbortSignal): Promise<Response>;
  reader: StreamReader;
  at: Circumstances;
  watchdog: Watchdog;
  /** Signal of the caller. */
  caller: AbortSignal;
  /** Limits until the answer begins and between two of its pieces, ms. */
  limits: { firstMs: number; idleMs: number };
}

/** Time that the service may take to send usage, or to end a stream whose answer is complete, ms. */
const GRACE_MS = 1500;

const NEWLINE = 0x0a;

type Body = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Reads one attempt to its ending; what arrives in one piece is passed on in one. Throws a Fault, or the reason of the
 * caller's signal.
 */
export async function* readStream(attempt: Attempt): AsyncGenerator<ModelEvent> {
  const { reader, at, watchdog, caller, limits } = attempt;
  const { signal } = watchdog;
  const decoder = createEventDecoder();
  let body: Body | undefined;
  let ended = false;
  try {
    watchdog.expect(limits.firstMs);
    body = bodyOf(await attempt.open(signal), at);
    watchdog.expect(limits.firstMs);
    let spoken = false;
    while (!ended) {
      const piece = await body.read();
      signal.throwIfAborted();
      const { text, end, failure } = digest(piece, decoder, reader);
      if (text !== '') {
        spoken = true;
        watchdog.rest();
        yield { type: 'text', delta: text };
        signal.throwIfAborted();
      }
      if (failure !== undefined) throw failure;
      if (end || piece.done) {
        ended = true;
        watchdog.rest();
        yield end ?? reader.close();
        // A single byte now and then is no sign of life; a whole line is, be it a comment.
      } else if (piece.value.includes(NEWLINE)) watchdog.expect(waitFor(reader, spoken, limits));
    }
  } catch (error) {
    if (caller.aborted) throw caller.reason;
    if (!reader.finished || ended) throw toModelFault(signal.aborted ? signal.reason : error, at);
    ended = true;
    yield reader.close();
  } finally {
    watchdog.rest();
    if (body) release(body, ended, watchdog);
  }
}

/** Limit for the next piece. A model may think for long before its first word. */
function waitFor(reader: StreamReader, spoken: boolean, { firstMs, idleMs }: Attempt['limits']): number {
  if (reader.finished) return GRACE_MS;
  return spoken ? idleMs : firstMs;
}

function bodyOf({ body, headers }: Response, at: Circumstances): Body {
  const id = headers.get('x-request-id');
  if (id !== null) at.requestId = id;
  at.begun = true;
  // A proxy's or a login's page is no stream, though it comes with 200.
  if (headers.get('content-type')?.startsWith('text/html')) {
    body?.cancel().catch(() => undefined);
    throw modelFault('model_server', 'The service answered with a web page', { advice: 'Check OPENAI_BASE_URL.' });
  }
  if (!body) throw modelFault('model_cut', 'The answer has no body');
  return body.getReader();
}

interface Digest {
  /** The words of all events together. */
  text: string;
  end?: ModelEvent;
  /** Fault of a stream that broke off after `text`. */
  failure?: unknown;
}

function digest(piece: ReadableStreamReadResult<Uint8Array>, decoder: EventDecoder, reader: StreamReader): Digest {
  let text = '';
  try {
    for (const event of piece.done ? decoder.flush() : decoder.push(piece.value)) {
      const read = reader.read(event);
      if (read?.type === 'text') text += read.delta;
      else if (read) return { text, end: read };
    }
  } catch (failure) {
    return { text, failure };
  }
  return { text };
}

/**
 * Lets go of a stream. A complete one is read to its end in the background, so that the connection serves the next
 * request. Any other is cut, which tells the service to stop.
 */
function release(body: Body, ended: boolean, watchdog: Watchdog): void {
  if (!ended) {
    body.cancel().catch(() => undefined);
    return;
  }
  const timer = setTimeout(() => watchdog.abort(), GRACE_MS);
  timer.unref();
  drain(body).finally(() => clearTimeout(timer));
}

async function drain(body: Body): Promise<void> {
  try {
    while (!(await body.read()).done);
  } catch {
    // The answer is complete: how its connection ends is of no interest.
  }
}
