import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';
import { canaryIn, FINDINGS } from './canary.ts';

/** Fails the whole run where a secret got out of any test, also where that test did not notice. */
export default class CanaryReporter implements Reporter {
  readonly #folder = mkdtempSync(join(tmpdir(), 'parley-canary-'));
  readonly #printed: string[] = [];

  constructor() {
    process.env[FINDINGS] = join(this.#folder, 'findings');
  }

  onUserConsoleLog({ content }: { content: string }): void {
    const around = canaryIn(content);
    if (around !== undefined) this.#printed.push(`a secret was printed: …${JSON.stringify(around)}…`);
  }

  onTestRunEnd(): void {
    const file = join(this.#folder, 'findings');
    const found = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(this.#folder, { recursive: true, force: true });
    const all = [...found, ...this.#printed];
    if (all.length === 0) return;
    console.error(['', 'Secrets got out:', ...all.map((line) => `  ${line}`), ''].join('\n'));
    process.exitCode = 1;
  }
}
