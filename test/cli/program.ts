import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { surroundings } from '../support/process.ts';

/** The real program, as an operator calls it: without a terminal. */

const main = join(import.meta.dirname, '../../src/main.ts');

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Call {
  env?: Record<string, string>;
  cwd?: string;
  node?: string[];
}

/** Starts it with these settings and none of the surroundings'. */
export function start(line: string[], { env = {}, cwd = emptyFolder(), node = [] }: Call = {}): ChildProcess {
  const child = spawn(process.execPath, [...node, main, ...line], { cwd, env: { ...surroundings(), ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Starts it in a terminal, by the `script` of util-linux. */
export function startInTerminal(line: string[], env: Record<string, string>, cwd: string): ChildProcess {
  const command = `stty cols 100 rows 40 && ${[process.execPath, main, ...line].join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd,
    env: { ...surroundings(), TERM: 'xterm', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs it to its end. */
export async function call(line: string[], options?: Call) {
  const child = start(line, options);
  const [out, error, code] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { out, error, code };
}
