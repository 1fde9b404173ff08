import type { Readable } from 'node:stream';
import { MOST_ANSWER, type ModelEvent } from '../ports/index.ts';
import { pause } from '../util/pause.ts';
import { headOf } from '../util/text.ts';
import { emptied, type StreamReader } from './answer-text.ts';
import { slicesOf } from './byte-slices.ts';
import { type Circumstances, modelFault, toModelFault } from './errors.ts';
import type { Answer } from './fetch.ts';
import type { EventDecoder } from './sse.ts';
import type { Split, Thinker } from './think.ts';
import type { Watchdog } from './watchdog.ts';

/** One attempt at an answer. */
export interface Attempt {
  /** Asks; resolves with the answer's headers, its body to come. */
  open(signal: AbortSignal): Promise<Pick<Answer, 'headers' | 'stream'>>;
  reader: StreamReader;
  decoder: EventDecoder;
  at: Circumstances;
  watchdog: Watchdog;
  /** Tells reasoning from the answer. */
  thinker: Thinker;
  /** Signal of the caller. */
  caller: AbortSignal;
  /** Limits until the answer begins and between two of its pieces, ms; most bytes of the stream, whatever is in them. */
  limits: { firstMs: number; idleMs: number; bytes: number };
}

/** Time that the service may take to send usage, or to end a stream whose answer is complete, ms. */
const GRACE_MS = 1500;

/** Bytes of a complete stream that are read to keep its connection. */
const REST = 1024 * 1024;

const NEWLINE = 0x0a;

/** A body and its pieces as they arrive. */
interface Body {
  stream: Readable;
  pieces: AsyncIterator<Uint8Array, undefined>;
}

/**
 * Reads one attempt to its ending; what arrives in one piece is passed on in one. Throws a Fault, or the reason of the
 * caller's signal.
 */
export async function* readStream(attempt: Attempt): AsyncGenerator<ModelEvent> {
  const { reader, at, watchdog, thinker, caller, limits } = attempt;
  const { signal } = watchdog;
  let body: Body | undefined;
  let ended = false;
  try {
    watchdog.expect(limits.firstMs);
    body = bodyOf(await attempt.open(signal), at);
    watchdog.expect(limits.firstMs);
    let left = { text: MOST_ANSWER, bytes: limits.bytes };
    for (;;) {
      const piece = await body.pieces.next();
      signal.throwIfAborted();
      // At the end of the stream, one without bytes.
      for (const slice of piece.value ? slicesOf(piece.value) : [undefined]) {
        const told = digest(slice, attempt);
        const { end, failure } = told;
        if (told.reset) left.text = MOST_ANSWER;
        for (const event of eventsIn(told, left.text)) {
          watchdog.rest();
          yield event;
          signal.throwIfAborted();
        }
        signal.throwIfAborted();
        left = { text: left.text - told.text.length, bytes: left.bytes - (slice?.length ?? 0) };
        const cut = left.text < 0 || left.bytes < 0 || thinker.endless;
        if (failure !== undefined && !cut) throw failure;
        if (cut || end) {
          ended = !cut;
          watchdog.rest();
          yield* ending(cut && !reader.finished ? reader.cut() : (end ?? reader.close()), attempt, cut);
          return;
        }
        await pause();
      }
      // A single byte now and then is no sign of life; a whole line is, be it a comment.
      if (piece.value?.includes(NEWLINE)) watchdog.expect(waitFor(reader, left.text < MOST_ANSWER, limits));
    }
  } catch (error) {
    if (caller.aborted) throw caller.reason;
    // What is held back is blanks, or the beginning of a mark: no word of an answer that is not there.
    if (!reader.finished || ended) throw toModelFault(signal.aborted ? signal.reason : error, at);
    const rest: Split = { text: '', reasoning: '', reset: false };
    thinker.end(true, rest);
    if (rest.text !== '') yield { type: 'text', delta: rest.text };
    ended = true;
    yield* ending(reader.close(), attempt, false);
  } finally {
    watchdog.rest();
    if (body) release(body, ended, watchdog);
  }
}

/** Limit for the next piece. A model may think for long before its first word, and a picture takes its time. */
function waitFor(reader: StreamReader, spoken: boolean, { firstMs, idleMs }: Attempt['limits']): number {
  if (reader.finished) return GRACE_MS;
  return spoken && !reader.busy ? idleMs : firstMs;
}

function bodyOf({ stream, headers }: Pick<Answer, 'headers' | 'stream'>, at: Circumstances): Body {
  const id = headers.get('x-request-id');
  if (id !== null) at.requestId = id;
  at.begun = true;
  // A proxy's or a login's page is no stream, though it comes with 200.
  if (headers.get('content-type')?.startsWith('text/html')) {
    stream.destroy();
    throw modelFault('model_server', 'The service answered with a web page', { advice: 'Check OPENAI_BASE_URL.' });
  }
  return { stream, pieces: stream[Symbol.asyncIterator]() };
}

/** Passes an ending on behind the calls of a complete answer, unless there was reasoning and nothing else. */
function ending(end: ModelEvent, { reader, thinker }: Attempt, cut: boolean): ModelEvent[] {
  const calls = end.type === 'end' && end.reason === 'complete' ? reader.calls() : [];
  if (thinker.spoke || reader.pictures > 0 || calls.length > 0) return [...calls, end];
  if (cut) throw modelFault('model_stalled', 'Much came, and no word among it');
  const length = end.type === 'end' && end.reason === 'length';
  throw modelFault('model_empty', 'The answer is reasoning alone', length ? emptied : {});
}

/** Words of a slice: `text` is the answer's. */
interface Digest extends Split {
  /** Words about what comes next. */
  commentary: string;
  /** Pictures that are begun, and those that are done; pages, and work of the service's own tools. */
  others: ModelEvent[];
  end?: ModelEvent;
  /** Fault of a stream that broke off after `text`. */
  failure?: unknown;
}

/** Lists the events of what was told, with no more words than there is room for. */
function eventsIn({ reset, reasoning, commentary, text, others }: Digest, room: number): ModelEvent[] {
  const said = headOf(text, room);
  return [
    ...(reset ? [{ type: 'reset' } as const] : []),
    ...(reasoning === '' ? [] : [{ type: 'reasoning', delta: reasoning } as const]),
    ...(commentary === '' ? [] : [{ type: 'commentary', delta: commentary } as const]),
    ...(said === '' ? [] : [{ type: 'text', delta: said } as const]),
    ...others,
  ];
}

/** Reads a slice, or what is left at the end of the stream. */
function digest(slice: Uint8Array | undefined, { reader, decoder, thinker }: Attempt): Digest {
  const told: Digest = { text: '', reasoning: '', commentary: '', reset: false, others: [] };
  let text = '';
  try {
    for (const event of slice ? decoder.push(slice) : decoder.flush()) {
      for (const read of [reader.read(event) ?? []].flat()) {
        if (read.type === 'text') text += read.delta;
        else if (read.type === 'reasoning') told.reasoning += read.delta;
        else if (read.type === 'commentary') told.commentary += read.delta;
        else if (read.type === 'end') told.end = read;
        else told.others.push(read);
      }
      if (told.end) break;
    }
    if (!slice) told.end ??= reader.close();
  } catch (failure) {
    told.failure = failure;
  }
  thinker.push(text, told);
  if (told.end) thinker.end(told.end.type === 'end' && told.end.reason === 'complete', told);
  return told;
}

/**
 * Lets go of a stream. A complete one is read to its end in the background, so that the connection serves the next
 * request. Any other is cut, which tells the service to stop.
 */
function release(body: Body, ended: boolean, watchdog: Watchdog): void {
  if (!ended) {
    body.stream.destroy();
    return;
  }
  const timer = setTimeout(() => watchdog.abort(), GRACE_MS);
  timer.unref();
  drain(body).finally(() => clearTimeout(timer));
}

async function drain({ stream, pieces }: Body): Promise<void> {
  try {
    for (let left = REST; left > 0; await pause()) {
      const { done, value } = await pieces.next();
      if (done) return;
      left -= value.length;
    }
    stream.destroy();
  } catch {
    // The answer is complete: how its connection ends is of no interest.
  }
}
