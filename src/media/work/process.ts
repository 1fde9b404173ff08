import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../util/errors.ts';
import { letGo } from '../../util/let-go.ts';
import type { MediaReason, Refused } from '../outcome.ts';
import { type JobName, MOST_REQUEST, type Said, TOO_MUCH_MEMORY, type WorkLimits } from './jobs.ts';
import { createMessageReader, pack, type Received, type WorkMessage } from './messages.ts';

/**
 * Process of its own for work at foreign bytes. It has no environment, may read only programs, and write or start nothing.
 * It ends by its memory, its time, its output, its signal, and with the bot.
 */
export interface WorkProcess {
  /**
   * Asks for one piece of work; one at a time. Resolves with the last answer, or why there is none: then the process has
   * ended, unless it said so itself. Rejects with the signal's reason, or with Fault('internal') where it did not even start.
   */
  ask(request: WorkMessage, signal: AbortSignal, part?: (message: Received) => void): Promise<Answer>;
  /** Tells whether it can still be asked. */
  isOpen(): boolean;
  /** Ends it at once. */
  end(): void;
}

export type Answer = Received | Refused;

type Child = ChildProcessByStdio<Writable, Readable, null>;

interface Asked {
  part(message: Received): void;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Starts a process for work of one kind. It costs some 0.2 s and 70 MB until it ends. */
export function startWork(job: JobName, limits: WorkLimits): WorkProcess {
  const child = launch(job, limits);
  let asked: Asked | undefined;
  /** Bytes said to it. */
  let output = 0;
  let isReady = false;
  /** Reason for which it was ended from here. */
  let ended: MediaReason | undefined;
  let isOpen = true;

  function settle(use: (asked: Asked) => void): void {
    const now = asked;
    asked = undefined;
    if (now) use(now);
  }

  function end(reason?: MediaReason): void {
    isOpen = false;
    ended ??= reason;
    child.kill('SIGKILL');
  }

  function hear(said: Said, body: Uint8Array): void {
    if (said.type === 'ready') isReady = true;
    else if (said.type === 'refused') settle(({ resolve }) => resolve({ reason: said.reason }));
    else if (said.type === 'done') settle(({ resolve }) => resolve({ head: said.head, body }));
    else asked?.part({ head: said.head, body });
  }

  const read = createMessageReader(limits.output, ({ head, body }) => hear(head as Said, body));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.length;
    try {
      if (output > limits.output) throw new Error('too much is said');
      read(chunk);
      // Its messages have been copied out of it.
      letGo(chunk);
    } catch {
      end('bomb');
    }
  });
  // What it does not take any more shows by its end.
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => settle(({ reject }) => reject(new Fault('internal', 'No process started', {}, error))));
  child.on('close', (code) => {
    isOpen = false;
    settle(({ resolve, reject }) => {
      if (!isReady && ended === undefined && code !== TOO_MUCH_MEMORY)
        reject(new Fault('internal', 'A process ended as it started', { code: code ?? '' }));
      else resolve({ reason: ended ?? reasonOf(code) });
    });
  });

  return {
    isOpen: () => isOpen,
    end: () => end(),
    async ask(request, signal, part = () => undefined) {
      signal.throwIfAborted();
      if (!isOpen) return { reason: ended ?? 'broken' };
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      asked = { part, resolve, reject };
      output = 0;
      const late = setTimeout(() => end('too_slow'), limits.ms);
      const stop = () => {
        settle((now) => now.reject(signal.reason));
        end();
      };
      signal.addEventListener('abort', stop, { once: true });
      for (const piece of pack(request)) child.stdin.write(piece);
      try {
        return await promise;
      } finally {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

/** Reason told by the code of a process that ended by itself, or was ended by the system: null, as a rule for its memory. */
function reasonOf(code: number | null): MediaReason {
  return code === TOO_MUCH_MEMORY ? 'bomb' : 'broken';
}

/** Environment of a process: nothing of the bot's. Memory that is free goes back to the system at once. */
const frugal = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
  UV_THREADPOOL_SIZE: '1',
};

const require = createRequire(import.meta.url);

function launch(job: JobName, { memory }: WorkLimits): Child {
  const cache = sealedCache();
  const flags = ['--permission', '--allow-worker', '--allow-addons'];
  for (const path of programs()) flags.push(`--allow-fs-read=${path}`);
  if (cache) flags.push(`--allow-fs-read=${cache}`, `--allow-fs-write=${cache}`);
  const entry = join(import.meta.dirname, 'child.js');
  const bounds = [memory, MOST_REQUEST, TOO_MUCH_MEMORY].map(String);
  return spawn(process.execPath, [...flags, entry, job, ...bounds], {
    env: { ...frugal, ...(cache ? { NODE_COMPILE_CACHE: dirname(cache) } : {}) },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

/**
 * Folder of the compile cache where the system lets nobody write, as in the image: it saves 0.1 s and 25 MB. Elsewhere a
 * process would need the right to write what the bot runs.
 */
function sealedCache(): string | undefined {
  const cache = getCompileCacheDir();
  if (cache === undefined) return undefined;
  try {
    accessSync(cache, constants.W_OK);
    return undefined;
  } catch {
    return cache;
  }
}

/** Folders that programs are loaded from: this room's, and those that packages are installed in. */
function programs(): string[] {
  const installed = (require.resolve.paths('any') ?? []).filter((path) => existsSync(path));
  const src = join(import.meta.dirname, '../..');
  return [...new Set([src, ...installed, ...installed.map((path) => realpathSync(path))])];
}
