import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type LongTurn, readLongTurns } from './loop-monitor.ts';

/** The real program in a process of its own. */
export interface Process {
  start(): void;
  /** Resolves with its exit code once it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  send(signal: NodeJS.Signals): void;
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

/** Starts it with these settings and none of the surroundings'. */
export function startProcess(env: Record<string, string>, folder: string): Process {
  let bot: ChildProcess | undefined;
  let output = '';
  const longTurns = join(folder, 'long-turns');

  const self: Process = {
    start() {
      const surroundings = { PATH: process.env['PATH'], LONG_TURNS: longTurns };
      bot = spawn(process.execPath, ['--import', report, main], { cwd: folder, env: { ...surroundings, ...env } });
      for (const stream of [bot.stdout, bot.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
    },
    end: (signal) =>
      new Promise((resolve) => {
        if (!bot || !self.running()) return resolve(bot?.exitCode ?? null);
        bot.once('exit', resolve);
        bot.kill(signal);
      }),
    send: (signal) => void bot?.kill(signal),
    ended: () => new Promise((resolve) => (self.running() ? bot?.once('exit', () => resolve()) : resolve())),
    running: () => bot !== undefined && bot.exitCode === null && bot.signalCode === null,
    output: () => output,
    longTurns: () => readLongTurns(longTurns),
  };
  self.start();
  return self;
}
