import type { BatchForm, BatchLine, BatchOutcome, OutgoingFile } from '../../ports/index.ts';
import { nameFrom } from '../../util/file-names.ts';
import { pause } from '../../util/pause.ts';
import { headOf } from '../../util/text.ts';
import { isOpenAi, type JsonValue, objectIn } from './jsonl.ts';

/** Files of answers, in the form of the file that the prompts came in. */

/** Sentences that stand beside an answer. */
export interface LineNotes {
  /** Line that was not asked. */
  open: string;
  /** Answer that was cut at a limit. */
  cut: string;
  /** Answer that the service's rules ended. */
  filtered: string;
}

export interface Answered {
  form: BatchForm;
  lines: readonly BatchLine[];
  /** Model that was asked. */
  model: string;
  notes: LineNotes;
  /** Largest file, bytes: longer answers are cut evenly. */
  most: number;
}

/** Names of the column or field for answers, and of that for failures. */
const FIELDS = ['answer', 'error'] as const;
/** Share of a file that answers may fill; the rest is for the rows. */
const SHARE = 0.7;

interface Told {
  answer: string;
  error: string;
}

/** Writes the answers, each beside what it answers, in the order of the file. Takes bounded time, in slices. */
export async function writeAnswers({ form, lines, model, notes, most }: Answered): Promise<OutgoingFile> {
  const longest = await longestAnswer(lines, most);
  const rows: Buffer[] = [];
  for (const [at, line] of lines.entries()) {
    const told = toldOf(line.outcome, notes, longest);
    rows.push(Buffer.from(rowOf(form, line, told, { number: at + 1, model })));
    if (at % 10 === 0) await pause();
  }
  const head =
    form.kind === 'csv' ? `\ufeff${csvRow([...(form.columns ?? []), ...fieldsBeside(form.columns ?? [])], form)}` : '';
  await pause(true);
  return {
    bytes: Buffer.concat([Buffer.from(head), ...rows]),
    name: answersName(form),
    mime: mimes[form.kind],
    role: 'document',
  };
}

/** Finds how long an answer may be so that all fit into the file; without a bound where they do. In UTF-16 units. */
async function longestAnswer(lines: readonly BatchLine[], most: number): Promise<number> {
  let bytes = 0;
  for (const { row, outcome } of lines) {
    const said = outcome && 'answer' in outcome ? outcome.answer : '';
    // Quotes and breaks take two bytes each in the file.
    bytes += 2 * (Buffer.byteLength(said) + Buffer.byteLength(typeof row === 'string' ? row : row.join('')));
    await pause();
  }
  return bytes <= most ? Number.POSITIVE_INFINITY : Math.floor((most * SHARE) / 6 / Math.max(1, lines.length));
}

function toldOf(outcome: BatchOutcome | undefined, notes: LineNotes, longest: number): Told {
  if (!outcome) return { answer: '', error: notes.open };
  if ('error' in outcome) return { answer: '', error: outcome.error };
  const { answer, reason } = outcome;
  const shown = headOf(answer, longest);
  const isCut = reason === 'length' || shown.length < answer.length;
  return { answer: shown, error: reason === 'filtered' ? notes.filtered : isCut ? notes.cut : '' };
}

function rowOf(form: BatchForm, { row }: BatchLine, told: Told, about: { number: number; model: string }): string {
  if (form.kind === 'csv') return csvRow([...(typeof row === 'string' ? [row] : row), told.answer, told.error], form);
  const text = typeof row === 'string' ? row : row.join('\n');
  if (form.kind === 'jsonl') return `${JSON.stringify(jsonOf(objectIn(text), told, about.model))}\n`;
  const rest = [told.answer, told.error].filter((part) => part !== '').join('\n\n');
  return `## ${about.number}\n\n${text.replaceAll(/^/gm, '> ')}\n\n${rest}\n\n`;
}

/** Value of a line with its answer; a line of OpenAI's batch format becomes one of its output. */
function jsonOf(value: JsonValue, { answer, error }: Told, model: string): object {
  if (isOpenAi(value)) {
    const choice = { index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' };
    const response =
      answer === '' ? null : { status_code: 200, body: { object: 'chat.completion', model, choices: [choice] } };
    return { custom_id: value.custom_id, response, error: error === '' ? null : { message: error } };
  }
  const object = typeof value === 'string' ? { prompt: value } : value;
  const [answerField, errorField] = fieldsBeside(Object.keys(object));
  return { ...object, [answerField]: answer, ...(error === '' ? {} : { [errorField]: error }) };
}

/** Names of the two fields that no column has already. */
function fieldsBeside(columns: readonly string[]): [string, string] {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  const free = (name: string) => {
    let found = name;
    for (let count = 2; taken.has(found); count += 1) found = `${name}_${count}`;
    return found;
  };
  return [free(FIELDS[0]), free(FIELDS[1])];
}

/** Signs at which a table program takes a cell for a formula. Source: OWASP, CSV injection. */
const FORMULA = /^[=+\-@\t\r]/;

function csvRow(cells: readonly string[], { separator = ',' }: BatchForm): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\r\n`;
}

function csvCell(cell: string, separator: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  const isPlain = !harmless.includes(separator) && !/["\r\n]/.test(harmless) && harmless.trim() === harmless;
  return isPlain ? harmless : `"${harmless.replaceAll('"', '""')}"`;
}

/** Endings of each kind, the usual first. */
const endings = {
  lines: ['txt', 'md'],
  paragraphs: ['txt', 'md'],
  csv: ['csv', 'tsv'],
  jsonl: ['jsonl', 'ndjson'],
} as const;

const mimes = { lines: 'text/plain', paragraphs: 'text/plain', csv: 'text/csv', jsonl: 'application/jsonl' } as const;

/** Name of the file of answers to a file of prompts. */
export function answersName({ kind, name }: BatchForm): string {
  const [, stem = name, ending = ''] = /^(.*?)(?:\.([a-z]{1,8}))?$/is.exec(name) ?? [];
  const [usual] = endings[kind];
  const theirs = endings[kind].find((each) => each === ending.toLowerCase());
  return `${nameFrom(stem, 'batch')}-answers.${theirs ?? usual}`;
}
