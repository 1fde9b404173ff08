import type { Code, Nodes, Root, Table } from 'mdast';
import { COLLAPSED } from './collapsed.ts';
import { type Carry, endOf, isLeaf, type Segment, startOf } from './piece.ts';

/** A header longer than this is not repeated above the rows of the next piece, in UTF-16 units. */
const MAX_HEADER = 400;
/** Spaces after a list marker past which Markdown sees code. */
const MAX_MARKER_SPACE = 4;

/** State that the piece after a cut needs to know. `at` is the cut, counted in `window.source`. */
export function carryAt(window: Segment, at: number): Carry {
  const { source } = window;
  const across = nodesAcross(window.tree, at);
  const { line, path } = openContainers(source, across);
  const carry: Carry = { prefix: line, path, inline: '', text: false };
  const leaf = across.at(-1);
  // Lines after the first repeat the quote marks and stand under the list's text.
  const nextLine = line.replace(/[^>]/g, ' ');
  const lead = source[at - 1] === '\n' ? '' : nextLine;
  switch (leaf?.type) {
    case 'paragraph':
      return { ...carry, prefix: padded(line, columnOf(leaf)) + collapsedMark(across), text: true };
    case 'heading':
      return { ...carry, prefix: `${line}${'#'.repeat(leaf.depth)} ` };
    case 'code':
      return codeCarry(source, leaf, at, carry, lead);
    case 'table':
      return tableCarry(source, leaf, at, carry, nextLine, lead);
    case 'html':
    case 'definition':
    case 'thematicBreak':
      return { ...carry, text: true };
    default:
      return { ...carry, prefix: padded(line, at - source.lastIndexOf('\n', at - 1) - 1) };
  }
}

/** The nodes that begin before `at` and end after it, from the outside in, down to the first that holds text. */
export function nodesAcross(tree: Root, at: number): Nodes[] {
  const across: Nodes[] = [];
  let node: Nodes | undefined = tree;
  while (node && 'children' in node && !isLeaf(node)) {
    const children: readonly Nodes[] = node.children;
    node = children.find((child) => startOf(child) < at && at < endOf(child));
    if (node) across.push(node);
  }
  return across;
}

/** A quote that is shown closed goes on as one. */
function collapsedMark(across: readonly Nodes[]): string {
  return across.some((node) => node.type === 'blockquote' && node.data?.collapsed) ? COLLAPSED : '';
}

function openContainers(source: string, across: readonly Nodes[]): { line: string; path: Carry['path'] } {
  const path: Carry['path'][number][] = [];
  let line = '';
  for (const node of across) {
    if (node.type === 'list') path.push('list');
    else if (node.type === 'blockquote' || node.type === 'footnoteDefinition') path.push(node.type);
    const marker = markerOf(source, node);
    if (marker !== '') line = `${padded(line, columnOf(node))}${marker} `;
  }
  // A cut between two items of a list stands in the list, but in none of its items.
  if (across.at(-1)?.type === 'list') path.pop();
  return { line, path };
}

function markerOf(source: string, node: Nodes): string {
  if (node.type === 'blockquote') return '>';
  if (node.type === 'footnoteDefinition') return `[^${(node.label ?? node.identifier).slice(0, 50)}]:`;
  if (node.type !== 'listItem') return '';
  return /^(?:[-+*]|\d{1,9}[.)])/.exec(source.slice(startOf(node), startOf(node) + 10))?.[0] ?? '';
}

function columnOf(node: Nodes): number {
  return (node.position?.start.column ?? 1) - 1;
}

/** `line` with spaces up to a column, as far as a marker may be followed by spaces. */
function padded(line: string, column: number): string {
  if (line === '') return ' '.repeat(Math.min(column, MAX_MARKER_SPACE - 1));
  return line.padEnd(Math.min(column, line.trimEnd().length + MAX_MARKER_SPACE));
}

function codeCarry(source: string, code: Code, at: number, carry: Carry, lead: string): Carry {
  const fence = /^(`{3,}|~{3,})[ \t]*([^\s`]{0,40})/.exec(source.slice(startOf(code), startOf(code) + 1000));
  if (!fence) return { ...carry, prefix: `${carry.prefix}    ` };
  const firstLine = source.indexOf('\n', startOf(code));
  if (firstLine < 0 || at <= firstLine) return { ...carry, text: true };
  return { ...carry, prefix: `${padded(carry.prefix, columnOf(code))}${fence[1]}${fence[2]}\n${lead}` };
}

function tableCarry(source: string, table: Table, at: number, carry: Carry, nextLine: string, lead: string): Carry {
  const headerEnd = source.indexOf('\n', startOf(table));
  const ruleEnd = source.indexOf('\n', headerEnd + 1);
  const header = source.slice(startOf(table), headerEnd);
  if (headerEnd < 0 || ruleEnd < 0 || at <= ruleEnd || header.length > MAX_HEADER) return { ...carry, text: true };
  const rule = source.slice(headerEnd + 1, ruleEnd).replace(/^[\s>]*/, '');
  return { ...carry, prefix: `${padded(carry.prefix, columnOf(table))}${header}\n${nextLine}${rule}\n${lead}` };
}
