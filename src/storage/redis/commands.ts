import { Fault } from '../../util/errors.ts';
import { redisFault, wordOf } from './fault.ts';
import type { Line } from './line.ts';

/** Longest time for a command, with the waiting for a line and a second try, ms. */
const WITHIN_MS = 10_000;
/** Pause while Redis reads its data from the disk, or a script holds it, ms. */
const BUSY_MS = 100;
/** Most commands that wait for an answer or a line. */
const MOST = 10_000;
/** Longest time for which closing waits for answers, and how often it looks, ms. */
const CLOSING_MS = 2000;
const LOOK_MS = 5;
/** Errors of Redis that tell that nothing was done, and that it soon can. */
const BUSY = new Set(['LOADING', 'BUSY', 'TRYAGAIN', 'MASTERDOWN']);
/** Type of a text in RESP: `$`. */
const BLOB_STRING = 36;

/** Answer of Redis in RESP 2; a Buffer instead of a string where bytes were asked for. */
export type Reply = null | string | number | Buffer | readonly Reply[];

/** Argument of a command. Text goes as UTF-8, which has no lone surrogates: outside text goes through `storedText` or JSON. */
export type Argument = string | number | Buffer;

export interface Asking {
  /** Has strings come as Buffers. */
  bytes?: boolean;
  /** Longest time, ms; ten seconds when absent. */
  withinMs?: number;
}

/** Commands on one line, each with a limit. */
export interface Commands {
  send(command: readonly Argument[], asking?: Asking): Promise<Reply>;
  /** Waits a moment for answers that are under way; what is sent afterwards rejects. */
  close(): Promise<void>;
}

/** Answers of Redis that are errors, as opposed to a line that failed: nothing was done, or what was done is told. */
export type IsAnswer = (error: unknown) => error is Error;

export function commandsOn(line: Line, place: string, isAnswer: IsAnswer): Commands {
  let pending = 0;
  let isClosing = false;
  let isClosed = false;
  const waiting = new Set<() => void>();
  line.on('ready', () => {
    for (const wake of waiting) wake();
  });
  const closed = () => new Fault('storage', `redis ${place}: closed`, { code: 'closed' });

  /** Resolves once there is a line; rejects where there is none in time. */
  async function ready(until: number): Promise<void> {
    if (line.isReady) return;
    let wake = () => {};
    try {
      await within(
        new Promise<void>((resolve) => {
          wake = resolve;
          waiting.add(resolve);
        }),
        until,
        'cannot be reached',
      );
    } finally {
      waiting.delete(wake);
    }
    if (isClosed) throw closed();
  }

  /** Tries until `until`, in `performance.now()`: again while Redis is busy, once more where the line was cut. */
  async function attempt(command: string[] | (string | Buffer)[], until: number, bytes: boolean): Promise<Reply> {
    const how = bytes ? { typeMapping: { [BLOB_STRING]: Buffer } } : undefined;
    for (let cuts = 0; ; ) {
      await ready(until);
      try {
        return await within(line.sendCommand<Reply>(command, how), until, 'does not answer');
      } catch (error) {
        if (performance.now() >= until || error instanceof Fault) throw error;
        if (!isAnswer(error)) {
          cuts += 1;
          if (cuts > 1) throw error;
        } else {
          if (!BUSY.has(wordOf(error.message) ?? '')) throw error;
          await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
        }
      }
    }
  }

  return {
    async send(command, { bytes = false, withinMs = WITHIN_MS } = {}) {
      if (isClosing) throw closed();
      if (pending >= MOST) throw new Fault('storage', `redis ${place}: too many commands wait`, { code: 'full' });
      pending += 1;
      try {
        const plain = command.map((each) => (typeof each === 'number' ? String(each) : each));
        return await attempt(plain, performance.now() + withinMs, bytes);
      } catch (error) {
        throw isClosed ? closed() : redisFault(place, error);
      } finally {
        pending -= 1;
      }
    },
    async close() {
      isClosing = true;
      const until = performance.now() + CLOSING_MS;
      while (pending > 0 && line.isReady && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      isClosed = true;
      if (line.isOpen) line.destroy();
      for (const wake of waiting) wake();
    },
  };

  function within<T>(work: Promise<T>, until: number, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Fault('storage', `redis ${place}: ${what}`, { code: 'unreachable' })),
        Math.max(0, until - performance.now()),
      );
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
