import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Failure, failures, type Proof } from './failures.ts';

/** Runs the tests of the numbered attacks, and prints which attack they prove. */

const root = join(import.meta.dirname, '../..');

const report = v.object({
  testResults: v.array(
    v.object({ name: v.string(), assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })) }),
  ),
});

type Verdict = 'proved' | 'failed' | 'not run' | 'not built' | `pending: ${string}`;

/**
 * Runs every named test, and prints a line a number.
 * @returns whether every number is proved, or says why it cannot be
 */
export async function proveAll(): Promise<boolean> {
  const proofs = Object.values(failures).flatMap((failure) => failure.proofs);
  const results = await run(proofs);
  let good = true;
  for (const [number, failure] of Object.entries(failures)) {
    const verdict = judge(failure, results);
    good &&= verdict !== 'failed' && verdict !== 'not run';
    console.log(`${number.padStart(2)} ${verdict.padEnd(20)} ${failure.attack}`);
  }
  return good;
}

interface Result extends Proof {
  status: string;
}

function judge({ proofs, missing }: Failure, results: readonly Result[]): Verdict {
  for (const { file, title } of proofs) {
    const found = results.filter((each) => each.file === file && each.title.includes(title));
    if (!found.some(({ status }) => status === 'passed')) return found.length === 0 ? 'not run' : 'failed';
    if (found.some(({ status }) => status === 'failed')) return 'failed';
  }
  return missing ?? 'proved';
}

async function run(proofs: readonly Proof[]): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-attacks-'));
  try {
    const files = [...new Set(proofs.map(({ file }) => file))];
    const names = [...new Set(proofs.map(({ title }) => RegExp.escape(title)))].join('|');
    const output = join(folder, 'report.json');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const line = [vitest, 'run', ...files, '-t', names, '--retry=2', '--reporter=json', `--outputFile=${output}`];
    const child = spawn(process.execPath, line, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    await new Promise((resolve) => child.once('exit', resolve));
    const { testResults } = v.parse(report, JSON.parse(readFileSync(output, 'utf8')));
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({ file: name.slice(root.length + 1), title: fullName, status })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
