import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { controls } from './controls.ts';
import { failures, numbers } from './failures.ts';

const root = join(import.meta.dirname, '../..');

it('every numbered attack has a test that is there, or says why it has none', () => {
  expect(Object.keys(failures).map(Number)).toEqual(numbers);
  const wrong = Object.entries(failures).flatMap(([number, { proofs, missing }]) => {
    if (proofs.length === 0 && missing === undefined) return [`${number} has no test`];
    if (proofs.length > 0 && missing === 'not built') return [`${number} has a test and says that it has none`];
    return proofs
      .filter(({ file, title, source = file }) => !sourceOf(source).includes(title))
      .map(({ file, title }) => `${number}: no “${title}” in ${file}`);
  });
  expect(wrong).toEqual([]);
});

it('every negative control takes out something that is there, and names a test that is', () => {
  const wrong = controls.flatMap(({ name, file, from, proof }) => [
    ...(sourceOf(file).split(from).length === 2 ? [] : [`“${name}”: its text is not once in ${file}`]),
    ...(sourceOf(proof.source ?? proof.file).includes(proof.title) || generated(proof.title)
      ? []
      : [`“${name}”: no “${proof.title}” in ${proof.file}`]),
  ]);
  expect(wrong).toEqual([]);
});

/** Whether a title is that of a case of a table. */
function generated(title: string): boolean {
  return title.startsWith('goes through the same guard: ');
}

/** Text of a test file with its quotes as they are said; empty where there is none. */
function sourceOf(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
  } catch {
    return '';
  }
}
