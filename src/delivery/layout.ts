import type { RootContent } from 'mdast';
import type { Rendered, Renderer } from '../ports/index.ts';
import { atOnce, inSlices, type Sliced } from '../util/slices.ts';
import { isBlank } from '../util/text.ts';
import { isLineKnown, lineStart } from './breaks.ts';
import { cutPiece, windowOf } from './cut.ts';
import { plainTree } from './markdown.ts';
import { openMaths } from './maths.ts';
import { unfinishedPiece } from './mend.ts';
import { type Carry, NO_CARRY, parseWhole, rendering, type Segment, startOf } from './piece.ts';

/** One bubble's share of an answer. */
export interface Part {
  /** Range of the Markdown, in UTF-16 units. */
  start: number;
  end: number;
  rendered: Rendered;
}

/**
 * Cuts an answer into parts that a bubble can hold (`renderer.size` ≤ `limit`), at the best break near the limit. No
 * word is lost; code and formatting go on in the next part. Blank Markdown has no parts.
 */
export async function layout(markdown: string, renderer: Renderer, limit?: number): Promise<readonly Part[]> {
  return isBlank(markdown) ? [] : new LiveLayout(renderer, limit).update(markdown, true);
}

/** Lays out at once, as `layout` does in slices. For tests and for text that is known to be short. */
export function layoutAtOnce(markdown: string, renderer: Renderer, limit?: number): readonly Part[] {
  return isBlank(markdown) ? [] : new LiveLayout(renderer, limit).updateAtOnce(markdown, true);
}

/**
 * The layout of an answer that is still being written. While the text only grows, a part with another behind it stays
 * as it is, and only the open end is read again. A text that does not begin with the former one starts anew.
 */
export class LiveLayout {
  readonly #renderer: Renderer;
  readonly #limit: number;
  #markdown = '';
  #complete: Part[] = [];
  #start = 0;
  #carry: Carry = NO_CARRY;
  /** Blocks of the open part that later text cannot change, up to `#stable` (from `#start`). */
  #blocks: RootContent[] = [];
  #stable = 0;

  /** More source than a part probably takes. */
  #guess: number;

  constructor(renderer: Renderer, limit: number = renderer.limit) {
    this.#renderer = renderer;
    this.#limit = limit;
    this.#guess = this.#firstGuess();
  }

  #firstGuess(): number {
    return Math.ceil(this.#limit * 1.2) + 100;
  }

  /**
   * `markdown` is the whole text so far. With `final`, its end is read as it stands; otherwise as unfinished: half a
   * bold phrase is bold, a lone marker waits.
   */
  update(markdown: string, final = false, signal?: AbortSignal): Promise<readonly Part[]> {
    return inSlices(this.#updating(markdown, final), signal);
  }

  /** Does what `update` does, without letting the event loop turn. */
  updateAtOnce(markdown: string, final = false): readonly Part[] {
    return atOnce(this.#updating(markdown, final));
  }

  *#updating(markdown: string, final: boolean): Sliced<readonly Part[]> {
    if (!markdown.startsWith(this.#markdown)) this.#restart();
    this.#markdown = markdown;
    for (;;) {
      const whole = yield* this.#open(this.#markdown.length, final);
      const open = whole ?? (final ? undefined : yield* this.#heldBack());
      if (open) return yield* this.#parts(open);
      yield* this.#cut();
    }
  }

  #restart(): void {
    this.#complete = [];
    this.#guess = this.#firstGuess();
    this.#begin(0, NO_CARRY);
  }

  #begin(start: number, carry: Carry): void {
    this.#start = start;
    this.#carry = carry;
    this.#blocks = [];
    this.#stable = 0;
  }

  *#parts(rendered: Rendered): Sliced<Part[]> {
    const end = this.#markdown.length;
    if (!isBlank(rendered.text)) return [...this.#complete, { start: this.#start, end, rendered }];
    const words = this.#markdown.trim();
    if (this.#complete.length > 0 || isBlank(words) || words.length > this.#limit * 2) return [...this.#complete];
    // Markdown that says nothing, such as a lone `#`, is better shown than swallowed.
    const literal = yield* rendering(this.#renderer, plainTree(words));
    const fits = !isBlank(literal.text) && this.#renderer.size(literal) <= this.#limit;
    return fits ? [{ start: 0, end, rendered: literal }] : [];
  }

  /** The open part up to `end`, undefined when it is too long. */
  *#open(end: number, final: boolean): Sliced<Rendered | undefined> {
    // Much text is cut first: reading all of it for every part would cost too much.
    if (end - this.#start > this.#guess) return undefined;
    const slice = this.#markdown.slice(this.#start + this.#stable, end);
    const carry = this.#stable === 0 ? this.#carry : NO_CARRY;
    const piece = yield* parseWhole(carry, slice);
    const rendered = yield* this.#render(piece);
    if (this.#renderer.size(rendered) > this.#limit) return undefined;
    const unfinished = final ? piece : yield* unfinishedPiece(carry, slice, piece);
    const shown = unfinished === piece ? rendered : yield* this.#render(unfinished);
    this.#advance(piece);
    return this.#renderer.size(shown) <= this.#limit ? shown : rendered;
  }

  /** The open part without the beginning of a line that cannot be told yet, lest it is cut in the wrong place. */
  *#heldBack(): Sliced<Rendered | undefined> {
    const line = lineStart(this.#markdown, this.#markdown.length);
    if (line <= this.#start + this.#stable || isLineKnown(this.#markdown, line)) return undefined;
    return yield* this.#open(line, false);
  }

  #render(piece: Segment): Sliced<Rendered> {
    return rendering(this.#renderer, { type: 'root', children: [...this.#blocks, ...piece.tree.children] });
  }

  /** Only the last block can still change. */
  #advance({ tree, source, offset }: Segment): void {
    const last = tree.children.at(-1);
    if (last === undefined || tree.children.length < 2) return;
    const start = lineStart(source, startOf(last)) - offset;
    // What is still to come may make one formula of several blocks.
    if (start <= 0 || (openMaths(source) ?? source.length) < start + offset) return;
    this.#blocks.push(...tree.children.slice(0, -1));
    this.#stable += start;
  }

  /** Completes a part. Text that fits after all, because it shows less than it is long, only raises the guess. */
  *#cut(): Sliced<void> {
    const text = this.#markdown.slice(this.#start);
    const window = yield* windowOf(text, this.#carry, this.#renderer, this.#limit, this.#guess);
    const isAll = window.source.length - window.offset === text.length;
    if (isAll && this.#renderer.size(yield* rendering(this.#renderer, window.tree)) <= this.#limit) {
      this.#guess = text.length;
      this.#begin(this.#start, this.#carry);
      return;
    }
    const { length, rendered, carry } = yield* cutPiece(text, this.#carry, this.#renderer, this.#limit, window);
    const end = this.#start + length;
    this.#guess = Math.ceil(length * 1.5) + 200;
    if (!isBlank(rendered.text)) this.#complete.push({ start: this.#start, end, rendered });
    this.#begin(end, carry);
  }
}
