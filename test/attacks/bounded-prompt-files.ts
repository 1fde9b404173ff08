import { checkedLine } from '../../src/batch/files/jsonl.ts';
import { readPrompts } from '../../src/batch/files/read.ts';
import { partsOf } from '../../src/batch/files/template.ts';
import { writeAnswers } from '../../src/batch/files/write.ts';
import type { BatchForm, BatchLine } from '../../src/ports/index.ts';
import type { BoundedWork } from './bounded-work.ts';

/** What batches do with files of people, and with answers. */

/** Reads a text as a file of that name; a sentence is as good as prompts. */
const read = (name: string) => (text: string) =>
  readPrompts(Buffer.from(text), name, { template: '{prompt} {a}', most: 500 }).catch(() => undefined);

const write = (form: BatchForm) => (text: string) => {
  const piece = text.slice(0, 20_000);
  const row = form.kind === 'csv' ? [piece, piece] : form.kind === 'jsonl' ? JSON.stringify({ prompt: piece }) : piece;
  const line: BatchLine = { v: 1, row, tries: 1, outcome: { answer: piece, reason: 'complete' } };
  const notes = { open: '', cut: '', filtered: '' };
  return writeAnswers({ form, lines: Array.from({ length: 100 }, () => line), model: 'm', notes, most: 1e9 });
};

export const promptFileWork: readonly BoundedWork[] = [
  { name: 'batch: a text of prompts', work: read('a.txt') },
  { name: 'batch: a table', work: read('a.csv'), long: true },
  { name: 'batch: lines of JSON', work: read('a.jsonl') },
  { name: 'batch: a line of JSON', work: (text) => checked(text) },
  { name: 'batch: a template', work: partsOf, most: { length: 6000, by: 'commands: the option template' } },
  { name: 'batch: answers as a text', work: write({ kind: 'lines', name: 'a.txt' }), long: true },
  { name: 'batch: answers as a table', work: write({ kind: 'csv', name: 'a.csv', columns: ['a', 'b'] }), long: true },
  { name: 'batch: answers as JSON', work: write({ kind: 'jsonl', name: 'a.jsonl' }), long: true },
];

function checked(text: string): unknown {
  try {
    return checkedLine(text, 1);
  } catch {
    return undefined;
  }
}
