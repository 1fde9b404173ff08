import type { Nodes } from 'mdast';
import type { Sliced } from '../util/slices.ts';
import { type Carry, endOf, isLeaf, parsePiece, parseWhole, type Segment, showsInline, startOf } from './piece.ts';

/** More open delimiters than this are an accident or an attack, and stay as they are. */
const MAX_OPEN = 4;

/** The delimiters that a piece's last paragraph opens and does not close, from the outside in. */
export function openMarks({ tree, source, literal }: Segment): string[] {
  if (literal) return [];
  const leaf = lastLeaf(tree);
  if (leaf.type !== 'paragraph' && leaf.type !== 'heading') return [];
  if (endOf(leaf) < source.trimEnd().length) return [];
  const text = literalText(source, leaf);
  const marks: string[] = [];
  for (const match of text.matchAll(/\\[\s\S]|`+|\*+|_+|~+/g)) {
    const [mark] = match;
    const before = text[match.index - 1] ?? ' ';
    const after = text[match.index + mark.length] ?? ' ';
    if (mark.startsWith('\\') || !opens(mark, before, after)) continue;
    marks.push(mark);
    // What follows is code.
    if (mark.startsWith('`')) break;
  }
  return marks.length > MAX_OPEN ? [] : marks;
}

function lastLeaf(tree: Nodes): Nodes {
  let node: Nodes = tree;
  while ('children' in node && !isLeaf(node)) {
    const last: Nodes | undefined = node.children.at(-1);
    if (last === undefined) return node;
    node = last;
  }
  return node;
}

/** The source of a paragraph, with everything that is already formatted masked. */
function literalText(source: string, leaf: Nodes): string {
  let text = '';
  let at = startOf(leaf);
  for (const child of 'children' in leaf ? leaf.children : []) {
    if (child.type === 'text' || child.position === undefined) continue;
    text += source.slice(at, startOf(child)) + 'x'.repeat(endOf(child) - startOf(child));
    at = endOf(child);
  }
  return text + source.slice(at, endOf(leaf));
}

function opens(mark: string, before: string, after: string): boolean {
  if (/\s/.test(after)) return false;
  if (mark.startsWith('`')) return true;
  if (mark.startsWith('~')) return mark === '~~';
  if (mark.length > 3) return false;
  const edge = /[\s\p{P}\p{S}]/u;
  return edge.test(before) || (mark === '**' && !edge.test(after));
}

/** Number of delimiters at the end of a text. */
function trailingMarks(text: string): number {
  let count = 0;
  while ('*_~`'.includes(text.at(-1 - count) ?? ' ')) count += 1;
  return count;
}

/** Source that closes `marks`, where the text may already end with the first half of it. */
function closing(marks: readonly string[], text: string): string {
  const [innermost = '', ...outer] = marks.toReversed();
  const half = text.slice(text.length - trailingMarks(text));
  const rest = half.length < innermost.length && innermost.startsWith(half) ? innermost.slice(half.length) : innermost;
  return rest + outer.join('');
}

/** The piece with its open formatting closed; undefined when the closing delimiters would show. */
export function* closedPiece(carry: Carry, slice: string, marks: readonly string[]): Sliced<Segment | undefined> {
  const text = slice.trimEnd();
  const suffix = closing(marks, text);
  const piece = yield* parsePiece(carry, text, suffix);
  let last: Nodes | undefined = piece.tree;
  while (last && 'children' in last) last = last.children.at(-1);
  const shows = last?.type === 'text' && last.value.endsWith(suffix.at(-1) ?? '');
  return shows || showsInline(carry, piece) ? undefined : piece;
}

const HALF_LINK = /!?\[[^[\]\n]*\]\([^\s()<>]*$/;
// A last line that is only a marker, and a delimiter that nothing follows yet.
const LONE_MARKER = /(?:^|\n)[ \t>]*[-=*+_#>`~|:]{1,3}[ \t]*$/;
const LONE_DELIMITER = /(?<=[\s(]|^)(?:\*{1,3}|_{1,3}|~{1,2}|`{1,2}|!?\[)$/;
const HALF_CHARACTER = /[\ud800-\udbff]$/;

/**
 * Completes a text that is still being written: open formatting is closed, half a link becomes a link. Markers that
 * nothing follows yet are held back; no word is left out. `whole` is the piece as it stands, and the result if nothing
 * is unfinished.
 */
export function* unfinishedPiece(carry: Carry, slice: string, whole: Segment): Sliced<Segment> {
  const shown = slice.replace(HALF_CHARACTER, '').replace(LONE_MARKER, '').replace(LONE_DELIMITER, '');
  const piece = shown === slice && carry.inline === '' ? whole : yield* parsePiece(carry, shown);
  const leaf = lastLeaf(piece.tree);
  const inText = leaf.type === 'paragraph' || leaf.type === 'heading';
  const link = inText && HALF_LINK.test(piece.source.slice(startOf(leaf))) ? [')'] : [];
  const marks = [...openMarks(piece), ...link];
  const closed = marks.length > 0 ? yield* closedPiece(carry, shown, marks) : undefined;
  return closed ?? (shown === slice ? whole : yield* parseWhole(carry, shown));
}
