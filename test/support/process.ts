import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The real program in a process of its own. */
export interface Process {
  start(): void;
  /** Resolves with its exit code once it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves once it has ended by itself. */
  ended(): Promise<void>;
  running(): boolean;
  /** All it printed. */
  output(): string;
}

const main = join(import.meta.dirname, '../../src/main.ts');

/** Starts it with these settings and none of the surroundings'. */
export function startProcess(env: Record<string, string>, folder: string): Process {
  let bot: ChildProcess | undefined;
  let output = '';

  const self: Process = {
    start() {
      bot = spawn(process.execPath, [main], { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
      for (const stream of [bot.stdout, bot.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
    },
    end: (signal) =>
      new Promise((resolve) => {
        if (!bot || !self.running()) return resolve(bot?.exitCode ?? null);
        bot.once('exit', resolve);
        bot.kill(signal);
      }),
    ended: () => new Promise((resolve) => (self.running() ? bot?.once('exit', () => resolve()) : resolve())),
    running: () => bot !== undefined && bot.exitCode === null && bot.signalCode === null,
    output: () => output,
  };
  self.start();
  return self;
}
