import type { Rendered, Renderer } from '../ports.ts';
import { type Breaks, findBreaks, lineStart } from './breaks.ts';
import { carryAt, nodesAcross } from './carry.ts';
import { plainTree } from './markdown.ts';
import { closedPiece, openMarks } from './mend.ts';
import { type Carry, NO_CARRY, type Piece, parsePiece, startOf } from './piece.ts';
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

/** Cuts the first piece off `text`, which follows `carry` and is too long for one bubble. */
export function cutPiece(text: string, carry: Carry, renderer: Renderer, limit: number): Cut {
  const measure = new Measure(text, carry, renderer, limit);
  const window = windowOf(text, measure);
  const cut = cutAtBlock(window, renderer, limit) ?? cutInside(measure, window);
  if (cut) return cut;
  // Not even one character fits behind the repeated header or markers.
  return carry === NO_CARRY ? plainCut(text, renderer, limit) : cutPiece(text, NO_CARRY, renderer, limit);
}

/** As much of the text as is sure not to fit, if there is that much within bounds. */
function windowOf(text: string, measure: Measure): Piece {
  let length = Math.ceil(measure.limit * 1.2) + 100;
  while (length < Math.min(text.length, measure.limit * MAX_WINDOW) && measure.fits(wholeCharacters(text, length)))
    length *= 2;
  measure.end = wholeCharacters(text, Math.min(length, text.length));
  return parsePiece(measure.carry, text.slice(0, measure.end));
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
  measure.isText = (at) => isInText(window, at);
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

/** Renders the first so many characters of a text, remembering what it knows. */
class Measure {
  readonly carry: Carry;
  readonly limit: number;
  /** Length of the text that is looked at. */
  end: number;
  /** Whether a cut parts a paragraph, so that its formatting goes on behind it. */
  isText: (at: number) => boolean = () => false;
  readonly #text: string;
  readonly #renderer: Renderer;
  readonly #known = new Map<number, Measured>();

  constructor(text: string, carry: Carry, renderer: Renderer, limit: number) {
    this.#text = text;
    this.carry = carry;
    this.#renderer = renderer;
    this.limit = limit;
    this.end = text.length;
  }

  at(length: number): Measured {
    const known = this.#known.get(length);
    if (known) return known;
    const slice = this.#text.slice(0, length);
    const piece = parsePiece(this.carry, slice);
    const marks = this.isText(length) ? openMarks(piece) : [];
    const closed = marks.length > 0 ? closedPiece(this.carry, slice, marks) : undefined;
    const rendered = this.#renderer.render((closed ?? piece).tree);
    const measured = { rendered, size: this.#renderer.size(rendered), marks: closed ? marks : [] };
    this.#known.set(length, measured);
    return measured;
  }

  size(length: number): number {
    return this.at(length).size;
  }

  fits(length: number): boolean {
    return this.size(length) <= this.limit;
  }

  /** The largest of `offsets` (ascending) that fits, 0 if none does. Guesses by proportion: sizes grow evenly. */
  lastFitting(offsets: readonly number[]): number {
    let [low, high] = [-1, offsets.length];
    for (let tries = 0; high - low > 1; tries += 1) {
      const from = offsets[low] ?? 0;
      const to = offsets[high] ?? this.end;
      const guess = from + (to - from) * this.#share(from, to);
      const near = tries < 6 ? upTo(offsets, guess) : (low + high) >> 1;
      const index = Math.min(high - 1, Math.max(low + 1, near));
      if (this.fits(offsets[index] ?? 0)) low = index;
      else high = index;
    }
    return offsets[low] ?? 0;
  }

  /** The largest length that fits and parts no grapheme, 0 if there is none. */
  lastFittingGrapheme(): number {
    const start = graphemeStarts(this.#text.slice(0, this.end));
    let [low, high] = [0, this.end];
    for (let tries = 0; high - low > 1; tries += 1) {
      const guess = tries < 6 ? Math.round(low + (high - low) * this.#share(low, high)) : (low + high) >> 1;
      const middle = Math.min(high - 1, Math.max(low + 1, guess));
      const at = start(middle);
      if (at <= low) {
        // No grapheme begins between `low` and `middle`.
        low = Math.max(low, middle);
        if (at > 0) this.#best = Math.max(this.#best, this.fits(at) ? at : 0);
      } else if (this.fits(at)) {
        this.#best = Math.max(this.#best, at);
        low = middle;
      } else high = at;
    }
    return this.#best;
  }

  #best = 0;

  #share(from: number, to: number): number {
    const less = from === 0 ? 0 : this.size(from);
    const more = this.size(to);
    return more > less ? Math.min(1, Math.max(0, (this.limit - less) / (more - less))) : 0.5;
  }
}

/** Index of the last offset not above `guess`; -1 if all are. */
function upTo(offsets: readonly number[], guess: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= guess) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
