import type { BatchForm, BatchRow, ModelMessage } from '../../ports/index.ts';
import { saying } from '../../util/messages.ts';
import { isBlank } from '../../util/text.ts';
import { objectIn, openAiMessages } from './jsonl.ts';
import { FileProblem } from './problem.ts';
import { columnNamed, listed, missingColumn, type Part, partsOf } from './template.ts';

/** Prompts that the rows of a file become. */

/** Name by which a template means the whole of a row that has no columns. */
const WHOLE = 'prompt';
/** Columns that hold a row's prompt, where no template says so: the first of them that there is. */
const PROMPTS = [
  ...['prompt', 'question', 'text', 'input', 'message'],
  ...['提示', '提示词', '提示詞', '问题', '問題', '文本', 'pregunta', 'texto'],
];
/** Longest prompt, in UTF-16 units. */
const LONGEST = 100_000;

/** Makes a row's prompt. Throws a FileProblem with the number of the row, from 1, where it lacks a column or is too long. */
export type Prompting = (row: BatchRow, number: number) => ModelMessage[];

/**
 * Finds how rows of this form become prompts. A template without a column stands before each prompt.
 * @throws FileProblem where the template names a column that is not there, or none says which column is the prompt
 */
export function promptingOf({ kind, columns }: BatchForm, template?: string): Prompting {
  const parts = template === undefined || isBlank(template) ? [] : partsOf(template);
  const named = parts.some((part) => 'column' in part);
  const whole: Part[] = named ? parts : [...before(parts), { column: '' }];
  if (kind === 'csv') return bounded(fromCells(columns ?? [], whole));
  if (kind === 'jsonl') return bounded(fromJson(whole, parts.length > 0));
  const wrong = whole.find((part) => 'column' in part && part.column !== '' && part.column.toLowerCase() !== WHOLE);
  if (wrong && 'column' in wrong) throw missingColumn(wrong.column, [WHOLE]);
  return bounded((row) => [
    saying(
      'user',
      filled(whole, () => textOf(row)),
    ),
  ]);
}

function before(parts: readonly Part[]): Part[] {
  return parts.length === 0 ? [] : [...parts, { text: '\n\n' }];
}

function bounded(make: Prompting): Prompting {
  return (row, number) => {
    const messages = make(row, number);
    const length = messages.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + lengthOf(part), 0), 0);
    if (length > LONGEST) throw new FileProblem('batch.file.long', { row: number, most: LONGEST });
    return messages;
  };
}

function lengthOf(part: ModelMessage['parts'][number]): number {
  return part.type === 'text' ? part.text.length : 0;
}

function filled(parts: readonly Part[], wordsAt: (column: string) => string): string {
  return parts.map((part) => ('text' in part ? part.text : wordsAt(part.column))).join('');
}

function textOf(row: BatchRow): string {
  return typeof row === 'string' ? row : row.join('\n');
}

function fromCells(columns: readonly string[], parts: readonly Part[]): Prompting {
  const at = new Map<string, number>();
  for (const part of parts) {
    if (!('column' in part)) continue;
    const name = part.column === '' ? promptColumn(columns) : columnNamed(part.column, columns);
    if (name === undefined)
      throw part.column === ''
        ? new FileProblem('batch.file.which', { columns: listed(columns) })
        : missingColumn(part.column, columns);
    at.set(part.column, columns.indexOf(name));
  }
  return (row) => [
    saying(
      'user',
      filled(parts, (column) => (Array.isArray(row) ? (row[at.get(column) ?? 0] ?? '') : row)),
    ),
  ];
}

function promptColumn(columns: readonly string[]): string | undefined {
  if (columns.length === 1) return columns[0];
  return PROMPTS.map((name) => columnNamed(name, columns)).find((name) => name !== undefined);
}

function fromJson(parts: readonly Part[], hasTemplate: boolean): Prompting {
  return (row, number) => {
    const value = objectIn(textOf(row));
    const asked = hasTemplate ? undefined : openAiMessages(value);
    if (asked) return asked;
    const object = typeof value === 'string' ? { [WHOLE]: value } : value;
    const columns = Object.keys(object);
    const wordsAt = (name: string) => {
      const column = name === '' ? promptColumn(columns) : columnNamed(name, columns);
      if (column === undefined)
        throw name === ''
          ? new FileProblem('batch.file.which_row', { row: number, columns: listed(columns) })
          : new FileProblem('batch.file.column_row', { name: listed([name]), row: number, columns: listed(columns) });
      return wordsOf(object[column]);
    };
    return [saying('user', filled(parts, wordsAt))];
  };
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
