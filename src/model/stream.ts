import type { ModelEvent } from '../ports.ts';
import { type Circumstances, toFault } from './errors.ts';
import type { Reader } from './speech.ts';
import type { Watchdog } from './watchdog.ts';

/** An opened stream of one API, with its reader. */
export interface Opened<Event> {
  events: AsyncIterable<Event>;
  reader: Reader<Event>;
}

/** What surrounds one attempt. */
export interface Surroundings {
  at: Circumstances;
  watchdog: Watchdog;
  /** The caller's own signal. */
  caller: AbortSignal;
  /** ms until the first event, and between two. */
  limits: { firstMs: number; idleMs: number };
}

/** How long the service may take to send usage, or to end a stream whose answer is complete, ms. */
const GRACE_MS = 1500;

/** One attempt: opens the stream and reads it to its ending. Throws a Fault, or the watchdog's reason. */
export async function* readStream<Event>(
  open: () => Promise<Opened<Event>>,
  { at, watchdog, caller, limits }: Surroundings,
): AsyncGenerator<ModelEvent> {
  let iterator: AsyncIterator<Event> | undefined;
  let reader: Reader<Event> | undefined;
  let ended = false;
  const { signal } = watchdog;
  try {
    watchdog.expect(limits.firstMs);
    const opened = await open();
    signal.throwIfAborted();
    reader = opened.reader;
    iterator = opened.events[Symbol.asyncIterator]();
    for (;;) {
      const next = await iterator.next();
      // The client ends an aborted stream as if it were complete.
      signal.throwIfAborted();
      at.begun = true;
      const event = next.done ? reader.close() : reader.read(next.value);
      if (event) {
        ended = event.type === 'end';
        watchdog.rest();
        yield event;
        if (ended) return;
        signal.throwIfAborted();
      }
      watchdog.expect(reader.settled ? GRACE_MS : limits.idleMs);
    }
  } catch (error) {
    if (!reader?.settled || ended || caller.aborted)
      throw caller.aborted ? caller.reason : toFault(signal.aborted ? signal.reason : error, at);
    ended = true;
    yield reader.close();
  } finally {
    watchdog.rest();
    if (iterator) release(iterator, ended, watchdog);
  }
}

/**
 * Lets go of a stream. A complete one is read to its end aside, so that the connection serves the next request; any
 * other is cut, which tells the service to stop.
 */
function release<Event>(iterator: AsyncIterator<Event>, ended: boolean, watchdog: Watchdog): void {
  if (!ended) {
    iterator.return?.().catch(() => undefined);
    return;
  }
  const timer = setTimeout(() => watchdog.abort(), GRACE_MS);
  timer.unref();
  const drain = async (): Promise<void> => {
    while (!(await iterator.next()).done);
  };
  drain().then(
    () => clearTimeout(timer),
    () => clearTimeout(timer),
  );
}
