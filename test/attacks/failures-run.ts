import { join } from 'node:path';
import { failures } from './failures.ts';
import type { Failure } from './proof.ts';
import { type Result, runTests } from './run-tests.ts';

/** Runs the tests of the numbered attacks, and prints which attack they prove. */

const root = join(import.meta.dirname, '../..');

/** A busy machine fails what it is too slow for. */
const RETRIES = 2;

type Verdict = 'proved' | 'failed' | 'not run' | 'not built';

/**
 * Runs every named test, and prints a line a number.
 * @returns whether every number is proved, or says why it cannot be
 */
export async function proveAll(): Promise<boolean> {
  const proofs = Object.values(failures).flatMap((failure) => failure.proofs);
  const results = await runTests(proofs, root, RETRIES);
  let good = true;
  for (const [number, failure] of Object.entries(failures)) {
    const verdict = judge(failure, results);
    good &&= verdict !== 'failed' && verdict !== 'not run';
    console.log(`${number.padStart(2)} ${verdict.padEnd(9)} ${failure.attack}`);
  }
  return good;
}

function judge({ proofs, missing }: Failure, results: readonly Result[]): Verdict {
  for (const { file, title } of proofs) {
    const found = results.filter((each) => each.file === file && each.title.includes(title));
    if (!found.some(({ status }) => status === 'passed')) return found.length === 0 ? 'not run' : 'failed';
    if (found.some(({ status }) => status === 'failed')) return 'failed';
  }
  return missing ?? 'proved';
}
