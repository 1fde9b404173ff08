import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { createChatReader } from '../../src/model/chat.ts';
import { createDrawnEvents } from '../../src/model/drawn-events.ts';
import type { Circumstances } from '../../src/model/errors.ts';
import { createResponsesReader } from '../../src/model/responses-reader.ts';
import { createEventDecoder } from '../../src/model/sse.ts';
import { readStream } from '../../src/model/stream.ts';
import { createThinker } from '../../src/model/think.ts';
import { createWatchdog } from '../../src/model/watchdog.ts';
import type { ModelEvent } from '../../src/ports/index.ts';
import { type Fault, isFault } from '../../src/util/errors.ts';
import { hold, holdPlain, wrong } from './property.ts';
import { holdModelEvent } from './shapes.ts';

/** Reads a body as the model's stream is read, however its bytes arrive. */

export type Api = 'responses' | 'chat';

/** How the bytes of a body arrive. */
export interface Arrival {
  /** How much comes in one piece at first, as a share of the whole. */
  lead: number;
  /** Sizes of the pieces after it, over and over. */
  pieces: readonly number[];
  /** How the body ends: closed, with a lost connection, or never. */
  end: 'close' | 'reset' | 'stall';
  /** Some time between the pieces. */
  slow: boolean;
}

export const arrival: fc.Arbitrary<Arrival> = fc.record({
  lead: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  pieces: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3000 })), {
    minLength: 1,
    maxLength: 6,
  }),
  end: fc.constantFrom('close', 'close', 'close', 'reset', 'reset', 'reset', 'reset', 'stall'),
  slow: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

interface Heeded {
  events: ModelEvent[];
  said: string;
  end: ModelEvent | undefined;
  error: unknown;
}

/** Reads a body to its end, as the model does. */
export async function listen(
  which: Api,
  bytes: Uint8Array,
  { lead, pieces, end, slow }: Arrival,
  caller?: AbortSignal,
): Promise<Heeded> {
  const at: Circumstances = { model: 'gpt-6-luna' };
  const giveUp = caller ?? new AbortController().signal;
  const watchdog = createWatchdog(0, giveUp);
  let sent = 0;
  let turn = 0;
  const open = async (signal: AbortSignal) => {
    signal.throwIfAborted();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason));
      },
      async pull(controller) {
        // A stall is told by time, so nothing before it may take any.
        if (slow && end !== 'stall') await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) return;
        if (sent < bytes.length) {
          const size = turn === 0 ? Math.ceil(lead * bytes.length) || 1 : pieceSize(pieces, turn, end === 'stall');
          controller.enqueue(bytes.slice(sent, sent + size));
          sent += size;
          turn += 1;
        } else if (end === 'close') controller.close();
        else if (end === 'reset') controller.error(Object.assign(new TypeError('terminated'), { code: 'ECONNRESET' }));
        else await new Promise(() => undefined);
      },
    });
    return { headers: new Headers({ 'content-type': 'text/event-stream' }), stream: Readable.from(body) };
  };
  const reader = which === 'chat' ? createChatReader(at) : createResponsesReader(at);
  // Only a body that stalls needs a limit that is reached.
  const idle = end === 'stall' ? 15 : 10_000;
  const limits = { firstMs: idle, idleMs: idle, bytes: 64 * 1024 * 1024 };
  const thinker = createThinker();
  const decoder = which === 'chat' ? createEventDecoder() : createDrawnEvents();
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    for await (const event of readStream({ open, reader, decoder, at, watchdog, thinker, caller: giveUp, limits })) {
      hold(!events.some(({ type }) => type === 'end'), 'something after the end');
      holdModelEvent(event);
      if (event.type !== 'picture') holdPlain(event, 'a model event');
      events.push(event);
    }
  } catch (thrown) {
    error = thrown;
  } finally {
    // What is left of a complete stream is let go of as well.
    watchdog.abort();
    watchdog.stop();
  }
  const answer = events.slice(events.findLastIndex(({ type }) => type === 'reset') + 1);
  const said = answer.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  return { events, said, end: events.find((event) => event.type === 'end'), error };
}

/** A complete answer whose accounts never come is waited for, for seconds: too long for each of so many cases. */
export function hurried(how: Arrival): Arrival {
  return how.end === 'stall' ? { ...how, end: 'reset' } : how;
}

/** Small pieces for a while; the rest of a long body in larger ones, to save time. Before a stall there is none to lose. */
function pieceSize(pieces: readonly number[], turn: number, hurried: boolean): number {
  return (pieces[turn % pieces.length] ?? 1) * (hurried || turn > 40 ? 100 : 1);
}

export function isModelFault(error: unknown): error is Fault {
  return isFault(error) && error.kind.startsWith('model_');
}

/** An answer has an end or a Fault of the model; never both, never neither, never anything else. */
export function holdEnded({ end, error }: Heeded): void {
  if (end) hold(error === undefined, () => `an end, and then ${String(error)}`);
  else if (!isModelFault(error)) wrong(`no end and no Fault of the model: ${String(error)}`);
}
