import type { Rendered, Renderer } from '../ports.ts';
import { type Breaks, findBreaks, lineStart } from './breaks.ts';
import { carryAt, nodesAcross } from './carry.ts';
import { plainTree } from './markdown.ts';
import { closedPiece, openMarks } from './mend.ts';
import { type Carry, NO_CARRY, type Piece, parsePiece, startOf } from './piece.ts';
import { prunedTree } from './prune.ts';
import { graphemeStarts } from './text.ts';

/** The first bubble's worth of a text that is too long for one. */
export interface Cut {
  /** How much of the source it takes, in UTF-16 units; above 0. */
  length: number;
  rendered: Rendered;
  /** What the rest must be told. */
  carry: Carry;
}

/** How full a bubble must be for a good break to be taken rather than a later, worse one. */
const MIN_FILL = 0.5;
/** How much of a bubble may go to a repeated header and reopened constructs. */
const MAX_PREFIX = 0.25;
/** Longest source looked at for one bubble, in bubbles. Some source shows little: long addresses. */
const MAX_WINDOW = 8;

/**
 * Cuts the first piece off `text`, which follows `carry` and is too long for one bubble. `guess` is about how much source
 * a bubble takes.
 */
export function cutPiece(text: string, carry: Carry, renderer: Renderer, limit: number, guess: number): Cut {
  const window = windowOf(text, carry, renderer, limit, guess);
  const cut =
    cutAtBlock(window, renderer, limit) ?? cutInside(new Measure(text, carry, renderer, limit, window), window);
  if (cut) return cut;
  // Not even one character fits behind the repeated header or markers.
  return carry === NO_CARRY ? plainCut(text, renderer, limit) : cutPiece(text, NO_CARRY, renderer, limit, guess);
}

/** As much of the text as does not fit, but not much more, if there is that much within bounds. */
function windowOf(text: string, carry: Carry, renderer: Renderer, limit: number, guess: number): Piece {
  const most = Math.min(text.length, limit * MAX_WINDOW);
  for (let length = Math.min(most, guess); ; length = Math.min(most, length * 2)) {
    const window = parsePiece(carry, text.slice(0, wholeCharacters(text, length)));
    if (length === most || renderer.size(renderer.render(window.tree)) > limit) return window;
  }
}

function wholeCharacters(text: string, length: number): number {
  const last = text.charCodeAt(length - 1);
  return length < text.length && last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
}

/** Cuts between two blocks where that fills the bubble well; a heading goes with what follows it. */
function cutAtBlock({ tree, source, offset }: Piece, renderer: Renderer, limit: number): Cut | undefined {
  const { children } = tree;
  const render = (count: number) => renderer.render({ type: 'root', children: children.slice(0, count) });
  let [fits, fails] = [0, children.length];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (renderer.size(render(middle)) <= limit) fits = middle;
    else fails = middle;
  }
  while (fits > 0) {
    const next = children[fits];
    const at = next ? lineStart(source, startOf(next)) : 0;
    const known = source.length - at >= 8 || source.indexOf('\n', at) >= 0;
    if (known && at > offset && children[fits - 1]?.type !== 'heading') {
      const rendered = render(fits);
      if (renderer.size(rendered) < limit * MIN_FILL) return undefined;
      return { length: at - offset, rendered, carry: NO_CARRY };
    }
    fits -= 1;
  }
  return undefined;
}

/** Cuts inside a block at the best break that fills the bubble well enough. */
function cutInside(measure: Measure, window: Piece): Cut | undefined {
  const breaks = findBreaks(window);
  const good: (keyof Breaks)[] = ['blocks', 'lines', 'sentences'];
  for (const kind of good) {
    const at = measure.lastFitting(breaks[kind]);
    if (at > 0 && measure.size(at) >= measure.limit * MIN_FILL) return cutAt(measure, window, at);
  }
  const plain: (keyof Breaks)[] = ['words', 'anyWords', 'tokens'];
  for (const kind of plain) {
    const at = measure.lastFitting(breaks[kind]);
    if (at > 0 && measure.size(at) > 0) return cutAt(measure, window, at);
  }
  const at = measure.lastFittingGrapheme();
  return at > 0 ? cutAt(measure, window, at) : undefined;
}

function isInText(window: Piece, at: number): boolean {
  const leaf = nodesAcross(window.tree, window.offset + at).at(-1)?.type;
  return leaf === 'paragraph' || leaf === 'heading';
}

function cutAt(measure: Measure, window: Piece, at: number): Cut {
  const { rendered, marks } = measure.at(at);
  const carry = carryAt(window, window.offset + at);
  const affordable = carry.prefix.length <= measure.limit * MAX_PREFIX;
  return {
    length: at,
    rendered,
    carry: { ...(affordable ? carry : { ...NO_CARRY, text: true }), inline: marks.join('') },
  };
}

/** The way out: the source as it is, as many characters as fit, at least one. */
function plainCut(text: string, renderer: Renderer, limit: number): Cut {
  const render = (length: number) => renderer.render(plainTree(text.slice(0, length)));
  let [fits, fails] = [0, Math.min(text.length, limit) + 1];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (renderer.size(render(middle)) <= limit) fits = middle;
    else fails = middle;
  }
  const length = wholeCharacters(text, fits) || ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
  return { length, rendered: render(length), carry: { ...NO_CARRY, text: true } };
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
  readonly #window: Piece;
  readonly #exact = new Map<number, Measured>();
  readonly #guessed = new Map<number, number>();

  constructor(text: string, carry: Carry, renderer: Renderer, limit: number, window: Piece) {
    this.limit = limit;
    this.#text = text;
    this.#carry = carry;
    this.#renderer = renderer;
    this.#window = window;
    this.#end = window.source.length - window.offset;
  }

  at(length: number): Measured {
    const known = this.#exact.get(length);
    if (known) return known;
    const slice = this.#text.slice(0, length);
    const piece = parsePiece(this.#carry, slice);
    const marks = isInText(this.#window, length) ? openMarks(piece) : [];
    const closed = marks.length > 0 ? closedPiece(this.#carry, slice, marks) : undefined;
    const rendered = this.#renderer.render((closed ?? piece).tree);
    const measured = { rendered, size: this.#renderer.size(rendered), marks: closed ? marks : [] };
    this.#exact.set(length, measured);
    return measured;
  }

  size(length: number): number {
    return this.at(length).size;
  }

  #guess(length: number): number {
    const known = this.#exact.get(length)?.size ?? this.#guessed.get(length);
    if (known !== undefined) return known;
    const tree = prunedTree(this.#window.tree, this.#window.offset + length);
    const size = this.#renderer.size(this.#renderer.render(tree));
    this.#guessed.set(length, size);
    return size;
  }

  /** The largest of `offsets` (ascending) that fits, 0 if none does. */
  lastFitting(offsets: readonly number[]): number {
    let [low, high] = [-1, offsets.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#guess(offsets[middle] ?? 0) <= this.limit) low = middle;
      else high = middle;
    }
    // The guess may be too low: back away from it, faster and faster.
    for (let step = 1; low >= 0; low -= step, step *= 2) {
      const offset = offsets[low] ?? 0;
      if (this.size(offset) <= this.limit) return offset;
    }
    return low > -1 || offsets.length === 0 || this.size(offsets[0] ?? 0) > this.limit ? 0 : (offsets[0] ?? 0);
  }

  /** The largest length that fits and parts no grapheme, 0 if there is none. */
  lastFittingGrapheme(): number {
    const start = graphemeStarts(this.#text.slice(0, this.#end));
    let [low, high] = [0, this.#end];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#guess(start(middle)) <= this.limit) low = middle;
      else high = middle;
    }
    for (let at = start(low), step = 1; at > 0; at = start(at - step), step *= 2) {
      if (this.size(at) <= this.limit) return at;
    }
    const first = start(high) || high;
    return first > 0 && first < this.#end && start(first) === first && this.size(first) <= this.limit ? first : 0;
  }
}
