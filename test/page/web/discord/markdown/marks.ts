import type { Cursor, Found, Source } from './tree.ts';

/** Marks on both sides of a text, and code. */

/** `*italic*` or `**bold**`: where both can be, the longer one. */
export function star(cursor: Cursor): Found | undefined {
  return longer(cursor, italicByStar(cursor), '**', 'bold');
}

/** `_italic_` or `__underline__`. */
export function underscore(cursor: Cursor): Found | undefined {
  return longer(cursor, italicByUnderscore(cursor), '__', 'underline');
}

export function strike(cursor: Cursor): Found | undefined {
  return between(cursor, '~~', 'strike', closing(cursor, '~~', { not: '_', escapes: false }));
}

export function spoiler(cursor: Cursor): Found | undefined {
  return between(cursor, '||', 'spoiler', closing(cursor, '||', { escapes: false }));
}

interface Inner {
  text: string;
  end: number;
}

type Styled = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler';

function longer(cursor: Cursor, italic: Inner | undefined, mark: string, type: Styled): Found | undefined {
  const close = closing(cursor, mark, { not: mark[0] ?? '', escapes: true });
  if (close !== undefined && close + mark.length > (italic?.end ?? 0)) return between(cursor, mark, type, close);
  return italic && { node: { type: 'italic', children: cursor.read(italic.text) }, end: italic.end };
}

function between({ source, at, read }: Cursor, mark: string, type: Styled, close?: number): Found | undefined {
  if (close === undefined) return undefined;
  const children = read(source.text.slice(at + mark.length, close));
  return { node: { type, children }, end: close + mark.length };
}

interface Rule {
  /** Sign that must not follow. */
  not?: string;
  /** A backslash protects the sign behind it. */
  escapes: boolean;
}

/** Index of the mark that closes what opens here; there is a sign between them at least. */
function closing({ source, at }: Cursor, mark: string, rule: Rule): number | undefined {
  if (!source.text.startsWith(mark, at)) return undefined;
  const from = at + mark.length;
  const found = source.remember(`close ${mark}`, from + 1, () => search(source, mark, from, rule));
  return Number.isFinite(found) ? found : undefined;
}

function search({ text }: Source, mark: string, from: number, { not, escapes }: Rule): number {
  for (let at = text.indexOf(mark, from + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    const free = not === undefined || text[at + mark.length] !== not;
    if (free && !(escapes && isEscaped(text, from, at))) return at;
  }
  return -1;
}

/** Tells whether an odd number of backslashes stands before a sign. */
function isEscaped(text: string, from: number, at: number): boolean {
  let start = at;
  while (start > from && text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

/** Ends at the first single star; up to two spaces may stand before it, and none behind the first one. */
function italicByStar({ source: { text }, at }: Cursor): Inner | undefined {
  if (/\s/.test(text[at + 1] ?? ' ')) return undefined;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '*') {
      if (text[end + 1] === '*') end += 1;
      else return trimmed(text, at + 1, end);
    }
  }
  return undefined;
}

function trimmed(text: string, start: number, star: number): Inner | undefined {
  let end = star;
  while (star - end < 2 && text[end - 1] === ' ') end -= 1;
  if (end <= start || /\s/.test(text[end - 1] ?? '')) return undefined;
  return { text: text.slice(start, end), end: star + 1 };
}

/** Ends at the first single underscore, unless a word goes on behind it: `snake_case_name` is none. */
function italicByUnderscore({ source: { text }, at }: Cursor): Inner | undefined {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '_') {
      if (text[end + 1] === '_') end += 1;
      else if (end === at + 1 || /\w/.test(text[end + 1] ?? '')) return undefined;
      else return { text: text.slice(at + 1, end), end: end + 1 };
    }
  }
  return undefined;
}

/** Code between as many backticks on both sides. */
export function code({ source, at }: Cursor): Found | undefined {
  const { text } = source;
  let run = 1;
  while (text[at + run] === '`') run += 1;
  const runs = source.runsOfTicks();
  const lengths = [...runs.keys()].filter((length) => length <= run).sort((a, b) => b - a);
  for (const length of lengths) {
    const close = firstFrom(runs.get(length) ?? [], at + length + 1);
    if (close !== undefined)
      return { node: { type: 'code', text: padded(text.slice(at + length, close)) }, end: close + length };
  }
  return undefined;
}

/** The first number that is not less, of numbers in ascending order. */
function firstFrom(numbers: readonly number[], least: number): number | undefined {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}

/** Takes away the space that parts a backtick of the code from those around it. */
function padded(text: string): string {
  const start = text.startsWith(' ') && text.trimStart().startsWith('`') ? 1 : 0;
  const end = text.endsWith(' ') && text.trimEnd().endsWith('`') ? 1 : 0;
  return text.slice(start, text.length - end);
}

const languageLine = /([a-zA-Z0-9_+\-.#]*)\n/y;

/** A block of code. Its closing marks may stand in a line with text. The line break behind it is its own. */
export function fence({ source, at }: Cursor): Found | undefined {
  const { text } = source;
  if (!text.startsWith('```', at)) return undefined;
  languageLine.lastIndex = at + 3;
  const line = languageLine.exec(text);
  const named = line && block(source, at + 3 + line[0].length);
  const found = named ?? block(source, at + 3);
  if (!found) return undefined;
  const language = named && line?.[1] ? { language: line[1] } : {};
  return { node: { type: 'fence', ...language, text: stripped(found.text) }, end: found.end };
}

function block(source: Source, from: number): Inner | undefined {
  const { text } = source;
  let first = from;
  while (text[first] === '\n') first += 1;
  const close = first < text.length ? source.next('```', first + 1) : Number.POSITIVE_INFINITY;
  if (!Number.isFinite(close)) return undefined;
  const end = close + 3;
  return { text: text.slice(from, close), end: text[end] === '\n' ? end + 1 : end };
}

function stripped(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '\n') start += 1;
  while (end > start && text[end - 1] === '\n') end -= 1;
  return text.slice(start, end);
}
