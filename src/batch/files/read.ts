import { decodeText } from '../../media/reading/decode.ts';
import type { BatchForm, BatchRow } from '../../ports/index.ts';
import { pause } from '../../util/pause.ts';
import { clip, isBlank } from '../../util/text.ts';
import { readCsv } from './csv.ts';
import { checkedLine } from './jsonl.ts';
import { FileProblem } from './problem.ts';
import { promptingOf } from './prompts.ts';

/** Files of prompts: a text, a CSV table or lines of JSON, in any usual encoding. */

/** Largest file, bytes. */
export const MOST_BYTES = 4 * 1024 * 1024;
/** Lines of a text that are looked at before others have their turn. */
const SLICE = 2000;
/** Longest name of a file, in UTF-16 units. */
const NAME = 100;
/** Length of a line that has a turn of its own, in UTF-16 units. */
const LONG = 20_000;

export interface PromptFile {
  form: BatchForm;
  rows: BatchRow[];
}

/**
 * Reads a file of prompts, and checks that each row becomes one. Takes bounded time and memory, in slices.
 * @param name tells the kind, beside the content
 * @param most rows there may be
 * @throws FileProblem, with the number of a line where one is at fault
 */
export async function readPrompts(
  bytes: Uint8Array,
  name: string,
  { template, most }: { template?: string | undefined; most: number },
): Promise<PromptFile> {
  if (bytes.length > MOST_BYTES) throw new FileProblem('batch.file.too_large', { megabytes: MOST_BYTES / 1024 / 1024 });
  await pause(true);
  const text = decodeText(bytes);
  if (text === undefined) throw new FileProblem('batch.file.no_text');
  const file = await fileIn(text, clip(name, NAME), most);
  if (file.rows.length === 0) throw new FileProblem('batch.file.empty');
  if (file.rows.length > most) throw new FileProblem('batch.file.many', { most });
  const prompting = promptingOf(file.form, template);
  for (const [at, row] of file.rows.entries()) {
    prompting(row, at + 1);
    if (at % 20 === 0) await pause();
  }
  return file;
}

/** Reads a file by its kind, which its name tells, or how it begins. */
async function fileIn(text: string, name: string, most: number): Promise<PromptFile> {
  const ending = /\.([a-z]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'tsv') return fromCsv(text, name, most);
  const isJson = ending === 'jsonl' || ending === 'ndjson' || ending === 'json';
  if (isJson || /^\{\s*"/.test(text.slice(0, 2000).trimStart())) return fromJsonl(text, name, most);
  return fromText(text, name);
}

async function fromCsv(text: string, name: string, most: number): Promise<PromptFile> {
  const { separator, columns, rows } = await readCsv(text, most + 1);
  return { form: { kind: 'csv', name, separator, columns }, rows };
}

async function fromJsonl(text: string, name: string, most: number): Promise<PromptFile> {
  const rows: string[] = [];
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (number % SLICE === 0 || line.length > LONG) await pause();
    if (!isBlank(line)) rows.push(checkedLine(line, number));
    if (rows.length > most) break;
  }
  return { form: { kind: 'jsonl', name }, rows };
}

/** Reads a text: blank lines stand between its prompts where there are any within it, else each line is one. */
async function fromText(text: string, name: string): Promise<PromptFile> {
  const paragraphs: string[][] = [];
  let open: string[] | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (number % SLICE === 0) await pause();
    if (isBlank(line)) open = undefined;
    else if (open) open.push(line);
    else {
      open = [line];
      paragraphs.push(open);
    }
  }
  if (paragraphs.length > 1)
    return { form: { kind: 'paragraphs', name }, rows: paragraphs.map((lines) => lines.join('\n').trim()) };
  return { form: { kind: 'lines', name }, rows: (paragraphs[0] ?? []).map((line) => line.trim()) };
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at);
    const line = end < 0 ? text.slice(at) : text.slice(at, end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (end < 0) return;
    at = end + 1;
  }
}
