import { createRequire } from 'node:module';
import type { List, Nodes, Paragraph, Root } from 'mdast';
import { COLLAPSED } from './collapsed.ts';
import { isHostile } from './hostile.ts';
import { findMaths, maskMaths, restoreMaths } from './maths.ts';

const require = createRequire(import.meta.url);
let parse: ReturnType<typeof loadParser> | undefined;

/** Loads the parser when Markdown is met: the start and plain answers go without its 150 modules (70 ms, 12 MB). */
function loadParser() {
  const { parse }: typeof import('./parser.ts') = require('./parser.ts');
  return parse;
}

declare module 'mdast' {
  interface ListItemData {
    /** The item's number as it is to be shown, without the dot. */
    label?: string;
    /** The item began in an earlier piece: it shows no marker. */
    continued?: boolean;
  }
  interface BlockquoteData {
    /** The quote began in an earlier piece. */
    continued?: boolean;
    /** The quote is shown closed, where the surface has such. */
    collapsed?: boolean;
  }
  interface FootnoteDefinitionData {
    /** The footnote began in an earlier piece: it shows no label. */
    continued?: boolean;
  }
}

/**
 * Markdown (CommonMark, formulas, and GitHub's tables, strikethrough, task lists, footnotes, autolinks) as a tree.
 * Takes time in proportion to the source: what would cost more becomes a tree of plain paragraphs that keeps every word.
 */
export function parseMarkdown(source: string): Root {
  return parseBounded(source) ?? plainTree(source);
}

/** Parses Markdown as `parseMarkdown` does; undefined for what would cost too much. */
export function parseBounded(source: string): Root | undefined {
  if (isPlain(source)) return plainTree(source);
  const formulas = findMaths(source);
  const masked = formulas.length > 0 ? maskMaths(source, formulas) : undefined;
  const readable = masked?.source ?? source;
  if (isHostile(readable)) return undefined;
  parse ??= loadParser();
  try {
    const tree = parse(readable);
    labelNodes(tree, source);
    if (masked) restoreMaths(tree, masked.lines);
    return tree;
  } catch {
    // The parser recurses; a source that exhausts the stack in spite of the bounds is shown as it is.
    return undefined;
  }
}

// A line that starts like a word and holds nothing that Markdown, its extensions or character references look for.
const PLAIN_LINE =
  /^(?!\d{1,9}[.)])[\p{L}\p{N}\p{Emoji_Presentation}"“‘«¿¡(](?:[^\\`*_~[\]<&@\t\r\0\n]*[^\\`*_~[\]<&@\t\r\0\n ])? *$/u;

/** Tells whether `source` is one line without Markdown, which the parser would only repeat. */
export function isPlain(source: string): boolean {
  if (!PLAIN_LINE.test(source) || /:\/\/|www\./i.test(source)) return false;
  // Prices have dollars, too.
  return !source.includes('$') || findMaths(source).length === 0;
}

/** Paragraphs with the source as their text, split at blank lines. */
export function plainTree(source: string): Root {
  const children: Paragraph[] = [];
  let start = -1;
  let end = 0;
  for (let at = 0; at <= source.length; ) {
    const lineEnd = source.indexOf('\n', at);
    const next = lineEnd < 0 ? source.length : lineEnd;
    const [from, to] = contentOf(source, at, next);
    if (from === to && start >= 0) children.push(plainParagraph(source, start, end));
    if (from === to) start = -1;
    else {
      if (start < 0) start = from;
      end = to;
    }
    at = next + 1;
  }
  if (start >= 0) children.push(plainParagraph(source, start, end));
  return { type: 'root', children };
}

/** Range of a line without the blanks at its edges. By hand: a pattern would look at a run of blanks from all its places. */
function contentOf(source: string, start: number, end: number): [from: number, to: number] {
  let [from, to] = [start, end];
  while (from < to && ' \t'.includes(source.charAt(from))) from += 1;
  while (to > from && ' \t\r'.includes(source.charAt(to - 1))) to -= 1;
  return [from, to];
}

function plainParagraph(source: string, from: number, to: number): Paragraph {
  const position = { start: { line: 1, column: 1, offset: from }, end: { line: 1, column: 1, offset: to } };
  return { type: 'paragraph', children: [{ type: 'text', value: source.slice(from, to), position }], position };
}

/**
 * Adds what a renderer cannot know. Items are numbered as in the source: "3. 2. 1." counts down here though CommonMark
 * would count up. A list that repeats one number leaves the counting to us. Quotes know whether they are shown closed.
 */
function labelNodes(tree: Root, source: string): void {
  const open: Nodes[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'list' && node.ordered) labelList(node, source);
    if (node.type === 'blockquote' && source[node.children[0]?.position?.start.offset ?? -1] === COLLAPSED)
      node.data = { ...node.data, collapsed: true };
    if (node.type === 'root' || node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote')
      open.push(...node.children);
    else if (node.type === 'footnoteDefinition') open.push(...node.children);
  }
}

function labelList(list: List, source: string): void {
  const labels = list.children.map((item) => numberAt(source, item.position?.start.offset ?? 0));
  const repeats = labels.length > 1 && labels.every((label) => label === labels[0]);
  for (const [index, item] of list.children.entries()) {
    const counted = String((list.start ?? 1) + index);
    item.data = { ...item.data, label: repeats ? counted : (labels[index] ?? counted) };
  }
}

function numberAt(source: string, offset: number): string | undefined {
  return /^\d{1,9}/.exec(source.slice(offset, offset + 9))?.[0];
}
