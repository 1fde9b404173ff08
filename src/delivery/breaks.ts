import type { Nodes } from 'mdast';
import { findMaths, type MathSpan } from './maths.ts';
import { endOf, isLeaf, type Segment, startOf } from './piece.ts';

/**
 * Offsets at which a text may be cut, grouped by how little the cut hurts. Offsets are into a piece, ascending, all
 * above 0.
 */
export interface Breaks {
  /** Before items, rows and blocks inside others. */
  blocks: number[];
  lines: number[];
  sentences: number[];
  /** Before words of plain text, then before any word. */
  words: number[];
  anyWords: number[];
  /** Between any punctuation and a letter or digit. */
  tokens: number[];
  /** Before any word, also in a formula, which is no longer read as one then. */
  formulaWords: number[];
}

/** Characters that must be known after a line's start before it can be told what the line is. */
const LINE_LOOKAHEAD = 8;

export function findBreaks(window: Segment): Breaks {
  const { source, offset } = window;
  const found = { blocks: [] as number[], lines: [] as number[], plain: [] as [number, number][] };
  const open: Nodes[] = [window.tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'table')
      found.blocks.push(...node.children.slice(2).map((row) => lineStart(source, startOf(row))));
    if (node.type === 'code' || node.type === 'html' || node.type === 'paragraph')
      found.lines.push(...innerLines(source, node));
    if (node.type === 'paragraph' || node.type === 'heading') found.plain.push(...plainRanges(node));
    if (isLeaf(node) || !('children' in node)) continue;
    if (node.type !== 'root') found.blocks.push(...node.children.slice(node.type === 'list' ? 0 : 1).map(startOf));
    open.push(...node.children);
  }
  const formulas = findMaths(source);
  const inPiece = (offsets: number[]) => offsets.flatMap((at) => (at > offset ? at - offset : []));
  const usable = (offsets: number[]) => inPiece(outside(sorted(offsets), formulas));
  const known = (at: number) => isLineKnown(source, at);
  const anyWords = matches(source, /(?<=\s)\S|(?<=[，。、；：！？…）」』】])[^\s，。、；：！？…）」』】]/gu);
  const plain = found.plain.sort((a, b) => a[0] - b[0]);
  return {
    blocks: usable(found.blocks.filter(known)),
    lines: usable(found.lines.filter(known)),
    sentences: usable(within(matches(source, SENTENCE), plain)),
    words: usable(within(anyWords, plain)),
    anyWords: usable(anyWords),
    tokens: usable(matches(source, /(?<=[^\p{L}\p{M}\p{N}])[\p{L}\p{N}]/gu)),
    formulaWords: formulas.length === 0 ? [] : inPiece(anyWords),
  };
}

const SENTENCE = /(?<=[.!?…]["')\]”’*_]{0,3}\s)\S|(?<=[。！？])[^\s。！？”’」』）]/gu;

function matches(source: string, pattern: RegExp): number[] {
  return Array.from(source.matchAll(pattern), (match) => match.index);
}

function sorted(offsets: number[]): number[] {
  return [...new Set(offsets)].sort((a, b) => a - b);
}

/** Tells whether enough of a line is there to know its kind. */
export function isLineKnown(source: string, at: number): boolean {
  return source.length - at >= LINE_LOOKAHEAD || source.indexOf('\n', at) >= 0;
}

export function lineStart(source: string, at: number): number {
  return source.lastIndexOf('\n', at - 1) + 1;
}

/** Offsets of the lines after the first. In code: the lines after its first line, without its closing fence. */
function innerLines(source: string, node: Nodes): number[] {
  const starts: number[] = [];
  const isCode = node.type === 'code';
  const fenced = isCode && /^[`~]{3}/.test(source.slice(startOf(node), startOf(node) + 3));
  let skip = fenced ? 1 : 0;
  for (let at = source.indexOf('\n', startOf(node)); at >= 0 && at < endOf(node); at = source.indexOf('\n', at + 1)) {
    const text = source.slice(at + 1, at + 200);
    if (/^[\s>]*$/.test(text) || (fenced && /^[\s>]*(?:`{3,}|~{3,})[ \t]*(?:\n|$)/.test(text))) continue;
    skip -= 1;
    if (skip < 0) starts.push(at + 1 + (fenced ? 0 : (/^[\s>]*/.exec(text)?.[0].length ?? 0)));
  }
  return starts;
}

/** The stretches of a paragraph that no link, code or HTML covers. */
function plainRanges(node: Nodes): [number, number][] {
  if (!('children' in node)) return [];
  const ranges: [number, number][] = [];
  let at = startOf(node);
  for (const child of node.children) {
    if (child.type === 'text' || child.type === 'break' || child.position === undefined) continue;
    if (child.type === 'strong' || child.type === 'emphasis' || child.type === 'delete') continue;
    ranges.push([at, startOf(child)]);
    at = endOf(child);
  }
  ranges.push([at, endOf(node)]);
  return ranges;
}

function within(offsets: number[], ranges: readonly [number, number][]): number[] {
  let index = 0;
  return offsets.filter((at) => {
    while (index < ranges.length && at > (ranges[index]?.[1] ?? 0)) index += 1;
    return at >= (ranges[index]?.[0] ?? Number.POSITIVE_INFINITY);
  });
}

/** Offsets that are in none of the formulas, which would not be read as such any more. Both in order. */
function outside(offsets: number[], formulas: readonly MathSpan[]): number[] {
  if (formulas.length === 0) return offsets;
  let index = 0;
  return offsets.filter((at) => {
    while ((formulas[index]?.end ?? Number.POSITIVE_INFINITY) <= at) index += 1;
    return at <= (formulas[index]?.start ?? Number.POSITIVE_INFINITY);
  });
}
