import type { Rendered, Renderer } from '../ports/index.ts';
import type { Sliced } from '../util/slices.ts';
import { type Breaks, findBreaks, isLineKnown, lineStart } from './breaks.ts';
import { carryAt, nodesAcross } from './carry.ts';
import { plainTree } from './markdown.ts';
import { closedPiece, openMarks } from './mend.ts';
import {
  type Carry,
  literalPiece,
  NO_CARRY,
  parsePiece,
  parseWhole,
  rendering,
  type Segment,
  startOf,
  wholePiece,
} from './piece.ts';
import { prunedTree } from './prune.ts';
import { graphemeStarts } from './text.ts';

/** The first bubble's worth of a text that is too long for one. */
export interface Cut {
  /** Length of source used, in UTF-16 units; above 0. */
  length: number;
  rendered: Rendered;
  /** State that the rest needs to know. */
  carry: Carry;
}

/** Share of a bubble that must be full before a good break is preferred to a later, worse one. */
const MIN_FILL = 0.5;
/** Most difference between a guessed size and the real one. */
const ROUGHLY = 0.8;
/** Most of a bubble that a repeated header and reopened constructs may fill. */
const MAX_PREFIX = 0.25;
/** Longest source looked at for one bubble, in bubbles. Some source shows little: long addresses. */
export const MAX_WINDOW = 8;

/** Cuts the first piece off `text`, which follows `carry` and is too long for one bubble, as `window` shows. */
export function* cutPiece(text: string, carry: Carry, renderer: Renderer, limit: number, window: Segment): Sliced<Cut> {
  const cut =
    (yield* cutAtBlock(window, renderer, limit)) ??
    (yield* cutInside(new Measure(text, carry, renderer, limit, window), window));
  if (cut) return cut;
  // Not even one character fits behind the repeated header or markers.
  if (carry === NO_CARRY) return yield* plainCut(text, renderer, limit);
  const free = yield* windowOf(text, NO_CARRY, renderer, limit, window.source.length);
  return yield* cutPiece(text, NO_CARRY, renderer, limit, free);
}

/**
 * The beginning of a text: as much as does not fit, but not much more, starting from a guess; or all there is, within
 * bounds. So a part costs what a part is long, not what the rest is long.
 */
export function* windowOf(
  text: string,
  carry: Carry,
  renderer: Renderer,
  limit: number,
  guess: number,
): Sliced<Segment> {
  const most = Math.min(text.length, limit * MAX_WINDOW);
  let before: Segment | undefined;
  for (let length = Math.min(most, guess); ; length = Math.min(most, length * 2)) {
    const window = yield* parseWhole(carry, text.slice(0, wholeCharacters(text, length)));
    // Rather less in a bubble than all of it unformatted.
    if (window.literal && before) return before;
    if (length === most || renderer.size(yield* rendering(renderer, window.tree)) > limit) return window;
    before = window;
  }
}

function wholeCharacters(text: string, length: number): number {
  const last = text.charCodeAt(length - 1);
  return length < text.length && last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
}

/** Cuts between two blocks where that fills the bubble well; a heading goes with what follows it, if it can. */
function* cutAtBlock(window: Segment, renderer: Renderer, limit: number): Sliced<Cut | undefined> {
  const { children } = window.tree;
  const render = (from: number, to: number) =>
    rendering(renderer, { type: 'root', children: children.slice(from, to) });
  const sizeOf = function* (count: number) {
    return renderer.size(yield* render(0, count));
  };
  const most = yield* lastIndex(0, children.length, function* (count) {
    return (yield* sizeOf(count)) <= limit;
  });
  const known = most > 0 && blockStart(window, most) === undefined ? most - 1 : most;
  let count = known;
  while (count > 0 && children[count - 1]?.type === 'heading') count -= 1;
  if (count === 0 || (yield* sizeOf(count)) < limit * MIN_FILL) count = known;
  const length = blockStart(window, count);
  if (length === undefined) return undefined;
  // The bubble may be full of formatting: then a small block is what did not fit.
  const rendered = yield* render(0, count);
  const isFull = renderer.size(rendered) >= limit * MIN_FILL;
  const isWorthIt = isFull || renderer.size(yield* render(count, count + 1)) < limit * MIN_FILL;
  return isWorthIt ? { length, rendered, carry: NO_CARRY } : undefined;
}

/** Offset of a block in the piece, once enough of it is there to know its kind. */
function blockStart({ tree, source, offset }: Segment, index: number): number | undefined {
  const block = tree.children[index];
  const at = block ? lineStart(source, startOf(block)) : 0;
  return at > offset && isLineKnown(source, at) ? at - offset : undefined;
}

/** Cuts inside a block at the best break that fills the bubble well enough. */
function* cutInside(measure: Measure, window: Segment): Sliced<Cut | undefined> {
  yield;
  const breaks = findBreaks(window);
  const good: (keyof Breaks)[] = ['blocks', 'lines', 'sentences'];
  for (const kind of good) {
    const at = yield* measure.lastFitting(breaks[kind], measure.limit * MIN_FILL);
    if (at > 0 && (yield* measure.size(at)) >= measure.limit * MIN_FILL) return yield* cutAt(measure, window, at);
  }
  const plain: (keyof Breaks)[] = ['words', 'anyWords', 'tokens', 'formulaWords'];
  for (const kind of plain) {
    const at = yield* measure.lastFitting(breaks[kind], 0);
    // What is too long for any bubble need not begin a new one.
    const next = breaks[kind].find((offset) => offset > at) ?? window.source.length - window.offset;
    const least = next - at > measure.limit ? measure.limit * MIN_FILL : 1;
    if (at > 0 && (yield* measure.size(at)) >= least) return yield* cutAt(measure, window, at);
  }
  const at = yield* measure.lastFittingGrapheme();
  return at > 0 ? yield* cutAt(measure, window, at) : undefined;
}

function isInText(window: Segment, at: number): boolean {
  const leaf = nodesAcross(window.tree, window.offset + at).at(-1)?.type;
  return leaf === 'paragraph' || leaf === 'heading';
}

function* cutAt(measure: Measure, window: Segment, at: number): Sliced<Cut> {
  const { rendered, marks } = yield* measure.at(at);
  const carry = carryAt(window, window.offset + at);
  const affordable = carry.prefix.length <= measure.limit * MAX_PREFIX;
  return {
    length: at,
    rendered,
    carry: { ...(affordable ? carry : { ...NO_CARRY, text: true }), inline: marks.join('') },
  };
}

/** The way out: the source as it is, as many characters as fit, at least one. */
function* plainCut(text: string, renderer: Renderer, limit: number): Sliced<Cut> {
  const render = (length: number) => rendering(renderer, plainTree(text.slice(0, length)));
  let [fits, fails] = [0, Math.min(text.length, limit) + 1];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (renderer.size(yield* render(middle)) <= limit) fits = middle;
    else fails = middle;
  }
  const length = wholeCharacters(text, fits) || ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
  return { length, rendered: yield* render(length), carry: { ...NO_CARRY, text: true } };
}

interface Measured {
  rendered: Rendered;
  size: number;
  /** Formatting that is open at the end and was closed for this piece. */
  marks: readonly string[];
}

/** Renders the first so many characters of a text, remembering what it knows. Guesses from the window before it parses. */
class Measure {
  readonly limit: number;
  /** Length of the text that is looked at. */
  readonly #end: number;
  readonly #carry: Carry;
  readonly #text: string;
  readonly #renderer: Renderer;
  readonly #window: Segment;
  readonly #exact = new Map<number, Measured>();
  readonly #guessed = new Map<number, number>();

  constructor(text: string, carry: Carry, renderer: Renderer, limit: number, window: Segment) {
    this.limit = limit;
    this.#text = text;
    this.#carry = carry;
    this.#renderer = renderer;
    this.#window = window;
    this.#end = window.source.length - window.offset;
  }

  *at(length: number): Sliced<Measured> {
    const known = this.#exact.get(length);
    if (known) return known;
    const slice = this.#text.slice(0, length);
    // Less of what costs too much may cost less: it stays as it is all the same.
    const piece = this.#window.literal ? literalPiece(slice) : yield* parsePiece(this.#carry, slice);
    const marks = isInText(this.#window, length) ? openMarks(piece) : [];
    const closed = marks.length > 0 ? yield* closedPiece(this.#carry, slice, marks) : undefined;
    const { tree } = closed ?? (yield* wholePiece(this.#carry, slice, piece));
    const rendered = yield* rendering(this.#renderer, tree);
    const measured = { rendered, size: this.#renderer.size(rendered), marks: closed ? marks : [] };
    this.#exact.set(length, measured);
    return measured;
  }

  *size(length: number): Sliced<number> {
    return (yield* this.at(length)).size;
  }

  *#guess(length: number): Sliced<number> {
    const known = this.#exact.get(length)?.size ?? this.#guessed.get(length);
    if (known !== undefined) return known;
    const tree = prunedTree(this.#window, this.#window.offset + length);
    const size = this.#renderer.size(yield* rendering(this.#renderer, tree));
    this.#guessed.set(length, size);
    return size;
  }

  /** The largest of `offsets` (ascending) that fits and is probably not much smaller than `least`, 0 if none is. */
  lastFitting(offsets: readonly number[], least: number): Sliced<number> {
    return this.#lastFitting(offsets.length, (index) => offsets[index] ?? 0, least);
  }

  /** The largest length that fits and parts no grapheme, 0 if there is none. */
  lastFittingGrapheme(): Sliced<number> {
    const start = graphemeStarts(this.#text.slice(0, this.#end));
    return this.#lastFitting(this.#end, start, 0);
  }

  *#lastFitting(count: number, offset: (index: number) => number, least: number): Sliced<number> {
    const { limit } = this;
    const guess = (index: number) => this.#guess(offset(index));
    const isGuessed = function* (index: number) {
      return (yield* guess(index)) <= limit;
    };
    const size = (index: number) => this.size(offset(index));
    const fits = function* (index: number) {
      return (yield* size(index)) <= limit;
    };
    const guessed = yield* lastIndex(-1, count, isGuessed);
    if (guessed >= 0 && (yield* guess(guessed)) < least * ROUGHLY) return 0;
    // Where the guess was wrong, only parsing tells.
    if (guessed < 0) return least > 0 ? 0 : positive(offset, yield* lastIndex(-1, count, fits));
    if (!(yield* fits(guessed))) return positive(offset, yield* lastGood(guessed, fits));
    const further = guessed * 2 + 2;
    const isRoomy = least === 0 && further < count && (yield* size(guessed)) < limit * MIN_FILL;
    return offset(isRoomy && (yield* fits(further)) ? yield* lastIndex(further, count, fits) : guessed);
  }
}

function positive(offset: (index: number) => number, index: number): number {
  return index < 0 ? 0 : offset(index);
}

type IsGood = (index: number) => Sliced<boolean>;

/** The last good index below a bad one, looked for near it first. */
function* lastGood(bad: number, isGood: IsGood): Sliced<number> {
  let high = bad;
  for (let step = 1; high >= 0; step *= 2) {
    const low = Math.max(-1, high - step);
    if (low < 0 || (yield* isGood(low))) return yield* lastIndex(low, high, isGood);
    high = low;
  }
  return -1;
}

/** The last index between `low` (good, or -1) and `high` (not looked at) that is good, if the good ones come first. */
function* lastIndex(low: number, high: number, isGood: IsGood): Sliced<number> {
  let [good, bad] = [low, high];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (yield* isGood(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
