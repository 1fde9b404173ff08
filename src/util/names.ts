import { clip } from './text.ts';

/** Longest display name, in UTF-16 units. */
const NAME = 64;
/** Most of a name that is looked at, in UTF-16 units. */
const READ = 1024;

/** Signs that mean something around a name: quotes of the marks, ends of a role, in every width. */
const SIGNS = /[<>＜＞﹤﹥‹›«»〈〉⟨⟩《》❮❯❰❱:：﹕꞉∶ː"＂`|｜]/g;
const ROLE = /[[［【]\s*\/?\s*(?:inst|system|assistant|user|developer|tool)\w*\s*[\]］】]/giu;
/** Joiners belong to a name only between signs they join: in emoji and in scripts that need them. */
const JOINED = /(?<=[^\0-\u007f])[\u200c\u200d](?=[^\0-\u007f])/gu;
const HIDDEN = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** More marks than any script puts on one letter. */
const PILED = /(\p{M}{4})\p{M}+/gu;

/**
 * Cleans a name that somebody chose: of a person, a chat, a role, a file. One line of at most 64 UTF-16 units, without
 * signs that steer a line's direction, hide, end a mark or name a role. `other` where nothing is left that can be seen.
 */
export function displayName(chosen: string, other = 'somebody'): string {
  const read = chosen
    .slice(0, READ)
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2800]+/gu, ' ');
  const shown = withoutHidden(read).replace(PILED, '$1').replace(ROLE, ' ').replace(SIGNS, ' ');
  const line = shown
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clip(line, NAME) || other;
}

/** Variation selectors and joiners stay where they make an emoji or a letter. */
function withoutHidden(text: string): string {
  const kept = new Set<number>();
  for (const { index } of text.matchAll(JOINED)) kept.add(index);
  return text.replace(HIDDEN, (sign, at: number) => (kept.has(at) || (sign === '\ufe0f' && at > 0) ? sign : ''));
}
