import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Proof } from './proof.ts';

const report = v.object({
  testResults: v.array(
    v.object({ name: v.string(), assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })) }),
  ),
});

/** One test that ran, by its full name; `status` as the runner says, e.g. `passed`. */
export interface Result {
  file: string;
  title: string;
  status: string;
}

/** Runs these tests and no others in a checkout at `root`; what fails is tried again `retries` times. */
export async function runTests(proofs: readonly Proof[], root: string, retries: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-attacks-'));
  try {
    const files = [...new Set(proofs.map(({ file }) => file))];
    const names = [...new Set(proofs.map(({ title }) => RegExp.escape(title)))].join('|');
    const output = join(folder, 'report.json');
    const options = [`--retry=${retries}`, '--reporter=json', `--outputFile=${output}`];
    // What a proof names is there also where `npm test` leaves it to the other platform.
    const line = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--mode',
      'whole',
      ...files,
      '-t',
      names,
      ...options,
    ];
    const child = spawn(process.execPath, line, { cwd: root, stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    if (!existsSync(output)) return [];
    const { testResults } = v.parse(report, JSON.parse(readFileSync(output, 'utf8')));
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({ file: fileIn(name, files), title: fullName, status })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file as it was asked for: the runner tells its whole path, links resolved. */
function fileIn(path: string, files: readonly string[]): string {
  return files.find((file) => path.endsWith(`/${file}`)) ?? path;
}
