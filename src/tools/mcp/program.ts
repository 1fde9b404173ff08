import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '@modelcontextprotocol/client';
import type { McpServer } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { pause } from '../../util/pause.ts';
import type { Gauge } from './gauge.ts';

/** A server's program: started in a group of its own, with which its helpers end, and read no faster than the event loop bears. */

/** Time for it to end by itself, and again after it was told to, ms. */
const GRACE_MS = 2000;
/** Time for what it has said last, where a helper of it keeps its pipe, ms. */
const LAST_WORDS_MS = 500;
/** Most bytes that wait for it to read them. */
const MOST_UNREAD = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

type Child = ChildProcessByStdio<Writable, Readable, null>;
type Program = Extract<McpServer, { command: string }>;

/** Parts that a program takes beside what the operator says of it. */
export interface ProgramParts {
  env: Readonly<Record<string, string>>;
  gauge: Gauge;
  /** Reads a line as a message of the protocol; throws where it is none. */
  parse(line: string): Parameters<NonNullable<Transport['onmessage']>>[0];
}

/** The package tells programs from addresses by these names. */
type ProgramTransport = Transport & { readonly pid: number | null; readonly stderr: null };

/**
 * Makes the way to a program; `start` starts it. The package's own transport parses all that has come in one turn, and ends no group.
 */
export function createProgram({ command, args, cwd }: Program, parts: ProgramParts): ProgramTransport {
  let child: Child | undefined;
  let ending: Promise<void> | undefined;
  const gone = Promise.withResolvers<void>();

  async function read(stdout: Readable): Promise<void> {
    try {
      for await (const line of linesOf(stdout, parts.gauge)) {
        if (ending) continue;
        try {
          transport.onmessage?.(parts.parse(line));
        } catch (error) {
          transport.onerror?.(error as Error);
        }
      }
    } catch {
      // Its pipe has broken, or the gauge has told that it says too much: the rest is left in the pipe, where it has to stop.
    }
  }

  /** Ends it: by itself within a time, then as it is told, then in any case. */
  async function end(): Promise<void> {
    if (child?.pid === undefined) return;
    child.stdin.end();
    if (await isOver(gone.promise, GRACE_MS)) return;
    signalTo(child, 'SIGTERM');
    if (await isOver(gone.promise, GRACE_MS)) return;
    signalTo(child, 'SIGKILL');
    await isOver(gone.promise, GRACE_MS);
  }

  const transport: ProgramTransport = {
    stderr: null,
    get pid() {
      return child?.pid ?? null;
    },
    async start() {
      child = spawn(command, args, {
        ...{ env: parts.env, cwd, windowsHide: true, detached: HAS_GROUPS },
        // What it logs may hold what people said: it goes nowhere.
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const started = Promise.withResolvers<void>();
      child.once('spawn', started.resolve).on('error', started.reject);
      // A call whose words it does not take has a limit.
      child.stdin.on('error', () => undefined);
      const { stdout } = child;
      const all = read(stdout);
      const begun = child;
      child.once('exit', async () => {
        await Promise.all([endHelpers(begun), isOver(all, LAST_WORDS_MS)]);
        stdout.destroy();
        gone.resolve();
        transport.onclose?.();
      });
      await started.promise;
    },
    async send(message) {
      if (!child || ending) throw new Fault('internal', 'the program is not running');
      if (child.stdin.writableLength > MOST_UNREAD) throw new Fault('internal', 'the program reads nothing');
      child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    close() {
      ending ??= end();
      return ending;
    },
  };
  return transport;
}

/** Reads lines, with turns of the event loop between them where they are many. Throws what the gauge throws. */
async function* linesOf(stdout: Readable, gauge: Gauge): AsyncGenerator<string> {
  const measure = gauge.measure('line');
  let begun: Buffer[] = [];
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    await pause();
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, at + 1);
      from = at + 1;
      await pause();
      measure(piece);
      const line = Buffer.concat([...begun, piece])
        .toString()
        .trim();
      begun = [];
      if (line !== '') yield line;
    }
    if (from === chunk.length) continue;
    const rest = chunk.subarray(from);
    measure(rest);
    begun.push(rest);
  }
}

/** Only there can a program and its helpers be told something together. */
const HAS_GROUPS = process.platform !== 'win32';

/** Signals to a program and all of its group. Tells whether there was anybody. */
function signalTo({ pid }: Child, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(HAS_GROUPS ? -pid : pid, signal);
  } catch {
    return false;
  }
}

/** Ends what a program that has ended leaves behind, but for what has made itself a group of its own. */
async function endHelpers(child: Child): Promise<void> {
  if (!HAS_GROUPS || !signalTo(child, 'SIGTERM')) return;
  await sleep(LAST_WORDS_MS);
  signalTo(child, 'SIGKILL');
}

/** Waits for something, so long. Tells whether it came. */
async function isOver(event: Promise<void>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  const late = sleep(ms, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    stop.abort();
  }
}
