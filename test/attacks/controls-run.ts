import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controls } from './controls.ts';
import type { Control } from './proof.ts';
import { runTests } from './run-tests.ts';

/** Runs the negative controls, each in a copy of the program that is thrown away. */

const root = join(import.meta.dirname, '../..');
/** What tests read of a checkout. */
const PARTS = ['src', 'adapters', 'test', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts', '.env.example'];
/** Copies side by side. */
const LANES = 2;

/** Controls of a short round: one of so many, from a place on that the seed says. */
const SHORT = 5;

/**
 * Plays every control, or the one of that name, and prints a line each. `shortBy`: the seed of a short round, which plays a share.
 * @returns whether all turned red
 */
export async function playControls(only?: string, shortBy?: number): Promise<boolean> {
  const chosen = controls.filter(({ name }) => only === undefined || name === only);
  const left = chosen.filter((_, at) => shortBy === undefined || at % SHORT === shortBy % SHORT);
  const green: string[] = [];
  const lane = async () => {
    const copy = mkdtempSync(join(tmpdir(), 'parley-control-'));
    try {
      for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true });
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
      for (let control = left.shift(); control; control = left.shift()) {
        const { red, why } = await play(control, copy);
        console.log(`control “${control.name}”: ${red ? 'red, as it must be' : `GREEN (${why})`}`);
        if (!red) green.push(control.name);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (green.length > 0) console.log(`Without these it stays green, so it proves nothing: ${green.join('; ')}`);
  return green.length === 0;
}

async function play({ file, from, to, proof }: Control, copy: string): Promise<{ red: boolean; why: string }> {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  try {
    writeFileSync(
      path,
      whole.replace(from, () => to),
    );
    const results = (await runTests([proof], copy, 0)).filter(({ title }) => title.includes(proof.title));
    const failed = results.some(({ status }) => status === 'failed');
    const ran = results.some(({ status }) => status === 'failed' || status === 'passed');
    return { red: failed, why: ran ? 'its tests pass' : 'none of its tests ran' };
  } finally {
    writeFileSync(path, whole);
  }
}
