import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Orders files so that none that takes long begins last, when the other workers have nothing left to do. By itself the
 * runner goes by a file's size, and some of the longest are a few lines that call what other files declare.
 */
export default class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weights = new Map(files.map((file) => [file, weightOf(file.moduleId)]));
    return files.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
  }
}

/** Bytes of a file and of the files of tests that it imports itself. */
function weightOf(path: string): number {
  const text = readFileSync(path, 'utf8');
  const imported = [...text.matchAll(/ from '(\.[^']+\.ts)'/g)].map(([, name]) => join(dirname(path), name ?? ''));
  // Some of what looks like an import is the text of a program that a test writes.
  return imported
    .filter((each) => !each.includes('/src/'))
    .reduce((sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0), text.length);
}
