import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { startProgram } from '../support/process.ts';
import { type Told, toldSchema } from './told.ts';

/** The bot's process, as the demo and its page see it. */
export interface Bot {
  /** The process is there, though it may not listen yet. */
  readonly running: boolean;
  readonly pid: number | undefined;
  readonly starts: number;
  /** Epoch ms of the last start or end. */
  readonly since: number;
  /** Ends it as `kill -9` does; resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts it on the same store, unless it runs. Resolves once it listens; rejects when it ends before. */
  start(): Promise<void>;
  /** Calls the listener after each start and end; call the result to be told no more. */
  onChange(listener: () => void): () => void;
}

export interface BotProcess extends Bot {
  /** Rejects when it has ended though nobody asked for that. */
  ended: Promise<never>;
  /** Ends it in good order; it cannot be started again. */
  close(): Promise<void>;
}

export interface BotProcessOptions {
  env: Record<string, string>;
  folder: string;
  /** Takes each line of its log. */
  log(line: string): void;
  told(what: Told): void;
}

const program = join(import.meta.dirname, 'bot.ts');
/** Nobody hurries it: little room for what is short-lived, and one heap for all threads, save a third of its memory. */
const frugal = {
  options: ['--max-semi-space-size=1', '--optimize-for-size'],
  env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
};
const loading = ['--import', import.meta.resolve('../../src/compile-cache.js')];

/** How long it may take to end when it is asked to, ms. */
const PATIENCE_MS = 5000;
/** Lines that are told of a process that did not come to listen. */
const LAST_LINES = 20;

/** A process that is there. */
interface Running {
  child: ChildProcess;
  /** Resolves once it listens; rejects when it ends before. */
  ready: Promise<void>;
  gone: Promise<void>;
  /** Somebody wants it to end. */
  isAsked: boolean;
}

/** Makes the bot's process; it is not started yet. */
export function createBotProcess({ env, folder, log, told }: BotProcessOptions): BotProcess {
  const listeners = new Set<() => void>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  let now: Running | undefined;
  let starts = 0;
  let since = Date.now();
  let isClosed = false;

  function changed(): void {
    since = Date.now();
    for (const listener of [...listeners]) listener();
  }

  function onEnd({ child, isAsked }: Running, printed: readonly string[], unready: (error: Error) => void): void {
    const how = child.signalCode ?? `exit code ${child.exitCode}`;
    const error = new Error(
      isAsked ? 'The bot was ended before it listened.' : `The bot has ended by itself (${how}).`,
    );
    now = undefined;
    if (!isAsked) {
      log(error.message);
      ended.reject(error);
    }
    unready(new Error([error.message, ...printed].join('\n')));
    changed();
  }

  function launch(): Running {
    const child = startProgram(program, {
      env: { ...frugal.env, ...env },
      folder,
      options: [...frugal.options, ...loading],
      talks: true,
    });
    const ready = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const running: Running = { child, ready: ready.promise, gone: gone.promise, isAsked: false };
    const printed: string[] = [];
    ready.promise.catch(() => undefined);
    for (const input of [child.stdout, child.stderr]) {
      if (!input) continue;
      createInterface({ input }).on('line', (line) => {
        if (printed.push(line) > LAST_LINES) printed.shift();
        log(line);
      });
    }
    child.on('message', (message) => {
      if (message === 'ready') return ready.resolve();
      const { success, output } = v.safeParse(toldSchema, message);
      if (success) told(output);
    });
    child.on('error', (error) => log(error.message));
    const onGone = () => {
      if (now !== running) return;
      onEnd(running, printed, ready.reject);
      gone.resolve();
    };
    child.once('exit', () => {
      if (running.isAsked) onGone();
    });
    // The last words of one that nobody asked to end say why.
    child.once('close', onGone);
    return running;
  }

  function start(): Promise<void> {
    if (isClosed) return Promise.reject(new Error('The demo has ended.'));
    // One that is ending is not the one that is wanted.
    if (now?.isAsked) return now.gone.then(start);
    if (now) return now.ready;
    now = launch();
    starts += 1;
    changed();
    return now.ready;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!now) return;
    const { child, gone } = now;
    now.isAsked = true;
    child.kill(signal);
    await gone;
  }

  return {
    get running() {
      return now !== undefined;
    },
    get pid() {
      return now?.child.pid;
    },
    get starts() {
      return starts;
    },
    get since() {
      return since;
    },
    ended: ended.promise,
    kill: () => end('SIGKILL'),
    start,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      const late = setTimeout(() => void end('SIGKILL'), PATIENCE_MS);
      await end('SIGTERM');
      clearTimeout(late);
    },
  };
}
