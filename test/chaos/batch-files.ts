import { type LineMark, linesIn, type TurnId } from './marks.ts';
import type { Random } from './random.ts';

/** Files of prompts that people give to /batch, and files of answers as a person reads them. */

export type BatchKind = 'lines' | 'paragraphs' | 'csv' | 'jsonl';

/** What is ordered. */
export interface Order {
  kind: BatchKind;
  lines: number;
  templated: boolean;
}

/** Words of a template, which each prompt of its batch holds. */
export const TEMPLATED = 'in few words';
const TEMPLATE = `Say it ${TEMPLATED}: {prompt}`;

const endings = { lines: 'txt', paragraphs: 'txt', csv: 'csv', jsonl: 'jsonl' } as const;
/** Beside the mark: a comma, which a table has to quote. */
const WORDS = 'what, of this';

export function orderOf(random: Random): Order {
  const kind = random.pick<BatchKind>(['lines', 'paragraphs', 'csv', 'jsonl']);
  return { kind, lines: random.int(5, 12), templated: random.chance(0.3) };
}

/** Name of the file without its ending; the name of its answers begins with it. */
const stemOf = (id: TurnId) => `b${id}`;

/** Whose batch a name, or a text with the name, is of. */
export function batchIn(text: string): TurnId | undefined {
  return /\bb(\d+c\d+)(-answers)?\./.exec(text)?.[1];
}

export function fileOf(id: TurnId, { kind, lines }: Order): { name: string; mime: string; bytes: Buffer } {
  const marks = Array.from({ length: lines }, (_, n) => `L${id}n${n}`);
  const text = {
    lines: () => `${marks.map((mark) => `${mark} ${WORDS}`).join('\n')}\n`,
    paragraphs: () => marks.map((mark) => `${mark} ${WORDS}\nand of that`).join('\n\n'),
    csv: () => `number,prompt\n${marks.map((mark, at) => `${at},"${mark} ${WORDS}"\n`).join('')}`,
    jsonl: () => marks.map((mark, at) => `${JSON.stringify({ number: at, prompt: `${mark} ${WORDS}` })}\n`).join(''),
  }[kind]();
  return { name: `${stemOf(id)}.${endings[kind]}`, mime: 'text/plain', bytes: Buffer.from(text) };
}

/** What is said along with the file. */
export function commandOf({ templated }: Order): string {
  return templated ? `/batch ${TEMPLATE}` : '/batch';
}

/** One line in a file of answers. */
export interface AnsweredLine {
  /** Line that it is beside; undefined where it holds none, or several. */
  of: LineMark | undefined;
  /** Line whose answer it has; undefined where it has none. */
  answer: LineMark | undefined;
  /** What stands there instead of an answer or behind it. */
  error: string;
}

/** Reads a file of answers; a line that cannot be read is one of nothing. */
export function answersIn(kind: BatchKind, text: string): AnsweredLine[] {
  if (kind === 'csv') {
    const [, ...rows] = text.replace('\ufeff', '').trimEnd().split('\r\n');
    return rows.map((row) => {
      const [, prompt = '', answer = '', error = ''] = /^\d+,"([^"]*)",([^,]*),(.*)$/.exec(row) ?? [];
      return lineOf(prompt, answer, error);
    });
  }
  if (kind === 'jsonl')
    return text
      .trimEnd()
      .split('\n')
      .map((row) => {
        const { prompt = '', answer = '', error = '' }: Partial<Record<string, string>> = parsed(row);
        return lineOf(prompt, answer, error);
      });
  const [, ...parts] = text.split(/^## \d+$/m);
  return parts.map((part) => {
    const quoted = part
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('> '));
    const rest = part
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('> '))
      .join('\n')
      .trim();
    return linesIn(rest, 'R').length > 0 ? lineOf(quoted.join('\n'), rest, '') : lineOf(quoted.join('\n'), '', rest);
  });
}

function parsed(row: string): object {
  try {
    return JSON.parse(row);
  } catch {
    return {};
  }
}

function lineOf(prompt: string, answer: string, error: string): AnsweredLine {
  const [of, ...others] = linesIn(prompt, 'L');
  return { of: others.length > 0 ? undefined : of, answer: linesIn(answer, 'R')[0], error };
}
