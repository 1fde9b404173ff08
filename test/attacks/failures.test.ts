import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

/** Text of a test file with its quotes as they are said; empty where there is none. */
function sourceOf(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'");
  } catch {
    return '';
  }
}
