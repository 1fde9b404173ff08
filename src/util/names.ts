import { clip, oneLine } from './text.ts';

/** Longest display name, in UTF-16 units. */
const NAME = 64;
/** Most of a name that is looked at, in UTF-16 units. */
const READ = 1024;

/** Signs that mean something around a name: quotes of the marks, ends of a role, in every width. */
const SIGNS = /[<>＜＞﹤﹥‹›«»〈〉⟨⟩《》❮❯❰❱:：﹕꞉∶ː"＂`|｜]/g;
const ROLE = /[[［【]\s*\/?\s*(?:inst|system|assistant|user|developer|tool)\w*\s*[\]］】]/giu;
/** More marks than any script puts on one letter. */
const PILED = /(\p{M}{4})\p{M}+/gu;

/**
 * Cleans a name that somebody chose: of a person, a chat, a role, a file. One line of at most 64 UTF-16 units, without
 * signs that steer a line's direction, hide, end a mark or name a role. `other` where nothing is left that can be seen.
 */
export function displayName(chosen: string, other = 'somebody'): string {
  const read = oneLine(chosen.slice(0, READ).toWellFormed().replaceAll('\u2800', ' '));
  const shown = read.replace(PILED, '$1').replace(ROLE, ' ').replace(SIGNS, ' ');
  const line = oneLine(shown.replace(/^\s*#{1,6}\s+/, ''));
  return clip(line, NAME) || other;
}
