/**
 * Helpers for text that is safe to show, and for its width. Pure functions over strings, shared by the layout and every
 * renderer.
 */

import { graphemesOf } from '../util/text.ts';

// What is surely harmless, so that most text needs no more than one look.
const UNUSUAL =
  /[^\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u05ff\u2010-\u2027\u2030-\u205e\u3000-\u3130\u3190-\u9fff\uac00-\ud7a3]/;
// Characters that draw nothing and reorder, hide or smuggle text (attack 23): bidi controls and marks, zero-width
// characters, fillers, rare variation selectors. Joiners, emoji's selectors, tags and marks of direction are looked at below.
const INVISIBLE =
  /[[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]--[\u200c\u200d\u200e\u200f\u061c\ufe0e\ufe0f\u{e0000}-\u{e007f}]]/gv;
const CONTROL = /[\p{Cc}--[\n\t]]/gv;
// Joiners are kept where a script or an emoji needs one: between emoji, or between letters that are not Latin.
const JOINER = /[\u200c\u200d]/;
const STRAY_JOINERS =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f[[\p{L}\p{M}]--\p{Script=Latin}]])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{Extended_Pictographic}[[\p{L}\p{M}]--\p{Script=Latin}]])/gv;
const SELECTORS = /(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]+/g;
// Tags spell invisible ASCII; they are legal only in flags such as Scotland's.
const TAGS = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f})|[\u{e0000}-\u{e007f}]+/gu;

// Marks of direction put a sign on its side of the words before it, where a line has letters that run from right to left.
// They reorder nothing else: overrides, embeddings and isolates do.
const DIRECTION = /[\u200e\u200f\u061c]/;
const DIRECTIONS = /[\u200e\u200f\u061c]+/g;
const RIGHT_TO_LEFT =
  /[[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]&&\p{L}]/v;

/**
 * Removes characters that cannot be shown or would deceive. Lone surrogates and NUL become U+FFFD, other controls a
 * space; invisible and reordering characters disappear. Every line end becomes `\n`.
 */
export function neutral(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  const [settled = ''] = withoutStrayDirections([neutralPart(text)]);
  return settled;
}

/** Tells whether a text has marks of direction. */
export function hasDirections(text: string): boolean {
  return DIRECTION.test(text);
}

/**
 * Removes the marks of direction from the lines of a text that do not need them. `parts` are the text in order: letters of
 * one part may be what a mark in the next one is for.
 */
export function withoutStrayDirections(parts: readonly string[]): string[] {
  if (!parts.some(hasDirections)) return [...parts];
  const lines = parts.join('').split('\n');
  const needed = lines.map((line) => RIGHT_TO_LEFT.test(line));
  let line = 0;
  return parts.map((part) =>
    part
      .split('\n')
      .map((words, index) => {
        if (index > 0) line += 1;
        return words.replace(DIRECTIONS, (marks) => (needed[line] ? marks.charAt(0) : ''));
      })
      .join('\n'),
  );
}

/** Does what `neutral` does to a part of a text, but for the marks of direction: see `withoutStrayDirections`. */
export function neutralPart(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  const safe = text
    .toWellFormed()
    .replaceAll('\u0000', '\ufffd')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, ' ')
    .replace(INVISIBLE, '')
    .replace(TAGS, '$1')
    .replace(SELECTORS, '');
  return JOINER.test(safe) ? safe.replace(STRAY_JOINERS, '') : safe;
}

/** For one string: the start of the grapheme that holds an index (UTF-16 units). */
export function graphemeStarts(text: string): (index: number) => number {
  const segments = graphemesOf(text);
  return (index) => (index <= 0 ? 0 : (segments.containing(index)?.index ?? text.length));
}

const ZERO_WIDTH = /^[\p{M}\p{Default_Ignorable_Code_Point}]/u;
const DOUBLE_WIDTH =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

/** Columns `text` takes in a monospaced font: East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(segment: string): number {
  if (ZERO_WIDTH.test(segment)) return 0;
  return DOUBLE_WIDTH.test(segment) || segment.includes('\ufe0f') ? 2 : 1;
}
