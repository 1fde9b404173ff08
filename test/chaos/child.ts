import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { type LongTurn, longTurn } from '../support/loop-monitor.ts';
import { startProgram } from '../support/process.ts';
import type { Armed } from './points.ts';

/** How a process ended: `kill` by the suite, `term` as asked, `crash` by itself. */
export interface End {
  at: number;
  how: 'kill' | 'term' | 'crash';
  code: number | null;
  /** Which point or fault it was. */
  why: string;
}

export interface Child {
  start(): void;
  /** kill -9, at once; nothing when it does not run. Returns whether it ran. */
  kill(why: string): boolean;
  /** SIGTERM; resolves when it has ended. */
  terminate(why: string): Promise<void>;
  /** Makes it kill itself at a step. */
  arm(armed: Armed, why: string): void;
  running(): boolean;
  ready(): boolean;
  ends: readonly End[];
  starts: readonly number[];
  /** Secrets and texts that were found in what it printed. */
  spilled: ReadonlySet<string>;
  /** Turns of its event loop that took too long. */
  longTurns: readonly LongTurn[];
  /** The last of what it printed. */
  tail(): string;
  /** Resolves when it does not run. */
  gone(): Promise<void>;
}

export interface ChildOptions {
  env: Record<string, string>;
  folder: string;
  /** What must never be printed, by name. */
  forbidden: () => readonly (readonly [name: string, pattern: string | RegExp])[];
  /** Called after each end. */
  ended: (end: End) => void;
  /** How long it may take to end when asked, ms. */
  patienceMs: number;
}

const program = join(import.meta.dirname, 'bot.ts');

const longTurnMessage = v.object({ longTurn });

/** Pieces of what it printed that are kept. */
const TAIL = 20_000;
/** Printed pieces may be cut anywhere: this much of the one before is looked at again. */
const OVERLAP = 300;

export function createChild(options: ChildOptions): Child {
  const ends: End[] = [];
  const starts: number[] = [];
  const spilled = new Set<string>();
  const longTurns: LongTurn[] = [];
  let current: ChildProcess | undefined;
  let ready = false;
  let planned: { how: End['how']; why: string } | undefined;
  let armedWhy = '';
  const output: string[] = [];
  let last = '';

  function read(piece: string): void {
    const seen = last.slice(-OVERLAP) + piece;
    for (const [name, pattern] of options.forbidden()) {
      if (typeof pattern === 'string' ? seen.includes(pattern) : pattern.test(seen)) spilled.add(name);
    }
    last = seen;
    output.push(piece);
    if (output.length > TAIL) output.shift();
  }

  function onExit(code: number | null, signal: NodeJS.Signals | null): End {
    current = undefined;
    ready = false;
    const itself = signal === 'SIGKILL' && armedWhy !== '' ? { how: 'kill' as const, why: armedWhy } : undefined;
    // Asked to end, it may still come to the step at which it was to kill itself.
    const asked = planned?.how === 'term' ? (itself ?? planned) : planned;
    const { how, why } = asked ?? itself ?? { how: 'crash' as const, why: `code ${code} signal ${signal}` };
    // Before it listens for signals, a SIGTERM ends it as it ends every program.
    const end = { at: Date.now(), how, code: signal === 'SIGTERM' ? 0 : code, why };
    planned = undefined;
    armedWhy = '';
    ends.push(end);
    options.ended(end);
    return end;
  }

  const self: Child = {
    start() {
      if (current) return;
      const child = startProgram(program, { env: options.env, folder: options.folder, talks: true });
      current = child;
      starts.push(Date.now());
      let failure: string | undefined;
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (piece: string) => {
          read(piece);
          failure = piece.split('\n').findLast((line) => line.includes(' ERROR ')) ?? failure;
        });
      }
      child.on('message', (message) => {
        if (message === 'ready') ready = true;
        const told = v.safeParse(longTurnMessage, message);
        if (told.success) longTurns.push(told.output.longTurn);
      });
      child.on('error', () => undefined);
      child.once('exit', (code, signal) => {
        const end = onExit(code, signal);
        // Its last words come after its end.
        if (end.how === 'crash') child.once('close', () => Object.assign(end, { why: `${end.why}: ${failure}` }));
      });
    },
    kill(why) {
      if (!current || planned?.how === 'kill') return false;
      planned = { how: 'kill', why };
      current.kill('SIGKILL');
      return true;
    },
    async terminate(why) {
      if (!current) return;
      planned ??= { how: 'term', why };
      const child = current;
      child.kill('SIGTERM');
      const late = setTimeout(() => {
        planned = { how: 'crash', why: `${why}: did not end within ${options.patienceMs} ms` };
        child.kill('SIGKILL');
      }, options.patienceMs);
      await self.gone();
      clearTimeout(late);
    },
    arm(armed, why) {
      if (!current?.connected) return;
      armedWhy = why;
      current.send(armed, () => undefined);
    },
    running: () => current !== undefined,
    ready: () => ready,
    ends,
    starts,
    spilled,
    longTurns,
    tail: () => output.join(''),
    gone: () =>
      new Promise((resolve) => {
        const child = current;
        if (!child) resolve();
        // After the listener above has noted the end.
        else child.once('exit', () => setImmediate(resolve));
      }),
  };
  return self;
}
