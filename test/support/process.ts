import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type LongTurn, readLongTurns } from './loop-monitor.ts';

/** What a program is started with. */
export interface Setting {
  /** All it is told, and none of the surroundings'. */
  env: Record<string, string>;
  folder: string;
  /** Options of Node. */
  options?: readonly string[];
  /** Messages may be sent to it, and come from it. */
  talks?: boolean;
}

const running = new Set<ChildProcess>();
// Whatever ends this process ends those it started.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** All that a program learns of its surroundings: what it needs to start, and to start fast. */
export function surroundings(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE, SystemRoot } = process.env;
  return { PATH, NODE_COMPILE_CACHE, SystemRoot };
}

/** Starts an executable in a process of its own, which does not outlive this one. */
export function startExecutable(file: string, options: readonly string[], how: SpawnOptions): ChildProcess {
  const child = spawn(file, options, how);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts a program of Node in the same way. */
export function startProgram(path: string, { env, folder, options = [], talks = false }: Setting): ChildProcess {
  return startExecutable(process.execPath, [...options, path], {
    cwd: folder,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(talks ? ['ipc' as const] : [])],
  });
}

/** The real program in a process of its own. */
export interface Process {
  start(): void;
  /** Resolves with its exit code once it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  send(signal: NodeJS.Signals): void;
  /** Tells a program that listens; resolves once it says that it has heard. */
  tell(message: object): Promise<void>;
  /** Resolves once it has ended by itself. */
  ended(): Promise<void>;
  running(): boolean;
  /** All it printed. */
  output(): string;
  /** Turns of its event loop that took too long. */
  longTurns(): LongTurn[];
}

const main = join(import.meta.dirname, '../../src/main.ts');
const report = import.meta.resolve('./loop-report.ts');

/** Starts it with these settings and none of the surroundings'. `listener`: another program, which can be told something. */
export function startProcess(env: Record<string, string>, folder: string, listener?: string): Process {
  let bot: ChildProcess | undefined;
  let output = '';
  const longTurns = join(folder, 'long-turns');

  const self: Process = {
    start() {
      bot = startProgram(listener ?? main, {
        ...{ env: { LONG_TURNS: longTurns, ...env }, folder },
        ...{ options: ['--import', report], talks: listener !== undefined },
      });
      for (const stream of [bot.stdout, bot.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
    },
    end: (signal) =>
      new Promise((resolve) => {
        if (!bot || !self.running()) return resolve(bot?.exitCode ?? null);
        bot.once('exit', resolve);
        bot.kill(signal);
      }),
    send: (signal) => void bot?.kill(signal),
    tell: (message) =>
      new Promise((resolve) => {
        bot?.on('message', (answer) => answer === 'heard' && resolve());
        bot?.send(message);
      }),
    ended: () => new Promise((resolve) => (self.running() ? bot?.once('exit', () => resolve()) : resolve())),
    running: () => bot !== undefined && bot.exitCode === null && bot.signalCode === null,
    output: () => output,
    longTurns: () => readLongTurns(longTurns),
  };
  self.start();
  return self;
}
