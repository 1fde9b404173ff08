import type { Nodes, Root } from 'mdast';
import type { Rendered, Renderer } from '../ports/index.ts';
import type { Sliced } from '../util/slices.ts';
import { parseBounded, plainTree } from './markdown.ts';

type Container = 'blockquote' | 'list' | 'footnoteDefinition';

/** Constructs that a piece of source begins in the middle of. */
export interface Carry {
  /** Source that opens them again, to stand before the piece. */
  prefix: string;
  /** Containers that `prefix` opens, from the outside. Their markers are not shown again. */
  path: readonly Container[];
  /** Delimiters of the formatting that goes on, e.g. `**`. */
  inline: string;
  /** The piece goes on with a paragraph's text, so its first characters start no block. */
  text: boolean;
}

/** The piece begins with a block of its own. */
export const NO_CARRY: Carry = { prefix: '', path: [], inline: '', text: false };

/** A piece as a tree. Positions count in `source`, where the piece itself begins at `offset`. */
export interface Segment {
  tree: Root;
  source: string;
  offset: number;
  /** Parsing it would cost too much: it is shown as it is. */
  literal: boolean;
}

// Keeps Markdown from seeing the start of a line; renderers take it out.
const GUARD = '\u2060';
/** Shorter pieces are parsed within a few ms whatever they hold, in UTF-16 units. */
const LONG = 1000;
const BLOCK_START =
  /^(?:#{1,6}(?:\s|$)|[>=<|]|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|`{3}|~{3}|(?:[-*_][ \t]*){3}|-+[ \t]*(?:\n|$)|\[[^\]]*\]:)/;

/** Parses a piece of source that follows `carry`; `suffix` closes what it leaves open. */
export function* parsePiece(carry: Carry, slice: string, suffix = ''): Sliced<Segment> {
  yield slice.length > LONG ? 'long' : undefined;
  const guard = carry.text && BLOCK_START.test(carry.inline + slice) ? GUARD : '';
  const lead = carry.prefix + guard + carry.inline;
  const source = lead + slice + suffix;
  const tree = parseBounded(source);
  if (tree === undefined) return literalPiece(slice);
  hideMarkers(tree, carry.path);
  return { tree, source, offset: lead.length, literal: false };
}

/** Takes a piece as plain paragraphs; what its carry would open again is not shown. */
export function literalPiece(slice: string): Segment {
  return { tree: plainTree(slice), source: slice, offset: 0, literal: true };
}

/** Parses a piece as it stands: formatting that does not end in it is not carried on, for its delimiters would show. */
export function* parseWhole(carry: Carry, slice: string): Sliced<Segment> {
  return yield* wholePiece(carry, slice, yield* parsePiece(carry, slice));
}

/** Makes of a piece, as `parsePiece` gives it, what `parseWhole` gives. */
export function* wholePiece(carry: Carry, slice: string, piece: Segment): Sliced<Segment> {
  return showsInline(carry, piece) ? yield* parsePiece({ ...carry, inline: '' }, slice) : piece;
}

/** True if the carried delimiters found no partner and are plain text. */
export function showsInline(carry: Carry, { tree, offset, literal }: Segment): boolean {
  if (carry.inline === '' || literal) return false;
  let node: Nodes | undefined = tree;
  while (node && 'children' in node) node = node.children[0];
  return node?.type === 'text' && startOf(node) < offset && endOf(node) > offset - carry.inline.length;
}

function hideMarkers(tree: Root, path: readonly Container[]): void {
  let node: Nodes | undefined = tree;
  for (const kind of path) {
    const block: Nodes | undefined = 'children' in node ? node.children[0] : undefined;
    if (block?.type !== kind) return;
    node = block.type === 'list' ? block.children[0] : block;
    if (node?.type === 'blockquote') node.data = { ...node.data, continued: true };
    if (node?.type === 'listItem') node.data = { ...node.data, continued: true };
    if (node?.type === 'footnoteDefinition') node.data = { ...node.data, continued: true };
    if (node === undefined) return;
  }
}

/** Renders a tree, as a step of its own. */
export function* rendering(renderer: Renderer, tree: Root): Sliced<Rendered> {
  yield;
  return renderer.render(tree);
}

/** Start of a node in the parsed source, UTF-16 units; 0 for a node that an extension made up. */
export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

/** End of a node, counted like startOf. */
export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}

/** Tells whether a node holds text itself rather than blocks. */
export function isLeaf(node: Nodes): boolean {
  return LEAVES.has(node.type);
}

const LEAVES: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'code',
  'html',
  'table',
  'definition',
  'thematicBreak',
]);
