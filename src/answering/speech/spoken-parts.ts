import { graphemesOf } from '../../util/text.ts';

/** Words to be said, in parts that a service says at once: cut where a speaker would breathe. */

export interface SpokenParts {
  parts: string[];
  /** Something is left that no part has. */
  more: boolean;
}

/** Signs that are a syllable or a word: each takes as long to say as some letters. */
const WIDE = /[\u1100-\u11ff\u2e80-\u2fdf\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\ud840-\ud887]/;
const LETTERS = 3;

/** Share of a part that has to be full before it may end with a sentence, or at a comma. */
const LEAST = 1 / 3;

/** Ends of paragraphs, of sentences in any script, of what stands between commas, of words: the better the sooner. */
const ends: readonly RegExp[] = [
  /\n\s*\n/g,
  /(?<!\d)[\p{Sentence_Terminal}…][\p{Pe}\p{Pf}"']{0,3}(?:\s|$)|[。！？｡][\p{Pe}\p{Pf}"']{0,3}|\n/gu,
  /[,;:،؛，；：、–—]\s|[，；：、،؛]/gu,
  /\s/g,
];

/** `characters`: most letters of a part. `most`: most parts. */
export function spokenParts(text: string, { characters, most }: { characters: number; most: number }): SpokenParts {
  const parts: string[] = [];
  let from = pastBlanks(text, 0);
  while (parts.length < most && from < text.length) {
    const to = endOf(text, from, characters);
    parts.push(text.slice(from, to).trim());
    from = pastBlanks(text, to);
  }
  return { parts, more: from < text.length };
}

/** Offset of the next sign that is said: blanks are passed in one step, however many there are. */
function pastBlanks(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length;
}

/** Offset at which the part that begins at `from` ends. */
function endOf(text: string, from: number, characters: number): number {
  const limit = limitOf(text, from, characters);
  if (limit === text.length) return limit;
  if (limit <= from) return from + 1;
  // A blank behind it is not said.
  const window = text.slice(from, /\s/.test(text.charAt(limit)) ? limit + 1 : limit);
  for (const [rank, end] of ends.entries()) {
    const at = lastEnd(window, end);
    if (at > (rank < ends.length - 1 ? window.length * LEAST : 0)) return from + at;
  }
  // A word without an end: at least no sign is broken in two. A single one that is too long is cut all the same.
  const at = graphemesOf(window).containing(window.length - 1)?.index ?? 0;
  return at > 0 ? from + at : limit;
}

function lastEnd(window: string, end: RegExp): number {
  let last = 0;
  for (const { 0: found, index } of window.matchAll(end)) last = index + found.length;
  return last;
}

/** Offset of the first sign that is too much for a part. */
function limitOf(text: string, from: number, characters: number): number {
  let left = characters;
  for (let at = from; at < text.length; at += 1) {
    left -= WIDE.test(text.charAt(at)) ? LETTERS : 1;
    if (left < 0) return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
  }
  return text.length;
}

/** Longest that a text takes to be said, ms: slow speech has ten letters a second. */
export function spokenMs(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters += WIDE.test(text.charAt(at)) ? LETTERS : 1;
  return letters * 100;
}
