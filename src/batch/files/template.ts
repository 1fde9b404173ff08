import { FileProblem } from './problem.ts';

/** Templates: a text in which `{column}` stands for a row's words, and `{{` and `}}` for the braces themselves. */

/** Part of a template: words, or the name of a column. */
export type Part = { text: string } | { column: string };

/** Longest name of a column, in UTF-16 units. */
const NAME = 64;
/** Columns that a sentence names. */
const NAMED = 12;

/** Names in braces. Braces of code or JSON stay as they are: no name holds a quotation mark or a colon. */
const SIGNS = new RegExp(String.raw`\{\{|\}\}|\{([^{}"'\n:;]{1,${NAME}})\}`, 'gu');

/** Reads a template. */
export function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const text = (words: string) => {
    if (words !== '') parts.push({ text: words });
  };
  for (const found of template.matchAll(SIGNS)) {
    const [sign, column] = found;
    text(template.slice(at, found.index));
    if (column === undefined) text(sign.slice(1));
    else parts.push({ column: column.trim() });
    at = found.index + sign.length;
  }
  text(template.slice(at));
  return parts;
}

/** Finds a column by its name; capitals do not matter where only one is meant. Undefined where there is none. */
export function columnNamed(name: string, columns: readonly string[]): string | undefined {
  if (columns.includes(name)) return name;
  const alike = columns.filter((each) => each.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

/** Columns as a sentence lists them: the first of them, each as code. */
export function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, NAMED).map((name) => `\`${name.replaceAll(/[`\n\r]/g, ' ').slice(0, NAME)}\``);
  return shown.join(', ') + (columns.length > NAMED ? ', …' : '');
}

/** Says that a template names a column that is not there. */
export function missingColumn(name: string, columns: readonly string[]): FileProblem {
  return new FileProblem('batch.file.column', { name: listed([name]), columns: listed(columns) });
}
