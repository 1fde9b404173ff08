import { type Cursor, type Found, matchAt, type Node } from './tree.ts';

/** What a line begins with: headings, small print, quotes, lists. */

const headingLine = /(#{1,3})\s+(?!#)([^\n]*)\n?/y;

/** Neither spaces before it nor a list around it. */
export function heading({ source, at, edge, scope, read }: Cursor): Found | undefined {
  if (edge !== 'start' || scope.lists > 0) return undefined;
  const match = matchAt(headingLine, source.text, at);
  const words = match?.[2]
    ?.trimEnd()
    .replace(/(?<!#)#+$/, '')
    .trimEnd();
  if (!match || !words) return undefined;
  const level = match[1]?.length ?? 1;
  return { node: { type: 'heading', level, children: read(words) }, end: at + match[0].length };
}

const subtextLine = /-# +(?!-#)([^\n]+)\n?/y;

export function subtext({ source, at, edge, read }: Cursor): Found | undefined {
  const match = edge === 'start' ? matchAt(subtextLine, source.text, at) : null;
  if (!match) return undefined;
  return { node: { type: 'subtext', children: read(match[1] ?? '') }, end: at + match[0].length };
}

const quoteLine = /> ([^\n]*)\n?/y;

/** `> ` for each line, or `>>> ` for all that follows. There is none in another. */
export function quote({ source, at, edge, scope, read }: Cursor): Found | undefined {
  if (edge === 'text' || scope.quoted) return undefined;
  const { text } = source;
  if (text.startsWith('>>> ', at)) return quoted(text.slice(at + 4), text.length);
  const lines: string[] = [];
  let end = at;
  for (let match = matchAt(quoteLine, text, end); match; match = matchAt(quoteLine, text, end)) {
    lines.push(match[1] ?? '');
    end += match[0].length;
  }
  return lines.length > 0 ? quoted(lines.join('\n'), end) : undefined;

  function quoted(words: string, end: number): Found {
    return { node: { type: 'quote', children: read(words, { quoted: true }) }, end };
  }
}

const itemStart = /((?:[*-]|\d{1,20}\.) +)(?=[^\n]|\n[^\n])/y;
const itemLines = /[^\n]*(?:\n [^\n]*)*\n?/y;

/** As deep as Discord nests lists, and the highest number it counts from. */
const MOST_LISTS = 11;
const HIGHEST = 1_000_000_000;

/** Lines that follow belong to an item while they begin with a space. */
export function list({ source, at, edge, scope, read }: Cursor): Found | undefined {
  if (edge === 'text' || scope.lists >= MOST_LISTS) return undefined;
  const { text } = source;
  const items: Node[][] = [];
  const first = matchAt(itemStart, text, at)?.[1];
  let end = at;
  for (let mark = first; mark !== undefined; mark = matchAt(itemStart, text, end)?.[1]) {
    const lines = matchAt(itemLines, text, end + mark.length)?.[0] ?? '';
    end += mark.length + lines.length;
    items.push(read(outdented(lines, mark.length), { lists: scope.lists + 1 }));
    if (!lines.endsWith('\n')) break;
  }
  if (first === undefined) return undefined;
  const start = /^\d/.test(first) ? { start: Math.min(Math.max(Number.parseInt(first, 10), 1), HIGHEST) } : {};
  return { node: { type: 'list', ...start, items }, end };
}

function outdented(lines: string, width: number): string {
  const indent = new RegExp(`^ {1,${Math.min(width, 99)}}`);
  const rows = lines.split('\n').map((line, index) => (index === 0 ? line : line.replace(indent, '')));
  return rows.join('\n').replace(/\n$/, '');
}
