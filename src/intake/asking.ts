/** Questions, told from what is to be done without knowing the language. */

/** Most of a text's end that is looked at, in UTF-16 units. */
const END = 64;

/**
 * Question marks of all scripts that have one behind the last word, in their plain forms. Latin and most others share one. Arabic,
 * Ethiopic, Limbu, Coptic, Vai, Bamum and Chakma follow; then old ones and signs.
 */
const MARK = /[?\u061f\u1367\u1945\u2cfa\u2cfb\ua60f\ua6f7\u{11143}\u203d\u2e2e\u2e54\u2753\u2754]/u;
/** Marks that stand before a question (Spanish, Adlam) or in one of its words (Armenian). */
const WITHIN = /[\u00bf\u055e\u2e18\u{1e95f}]/u;
/** All up to the last letter or digit, with what belongs to that. */
const UP_TO_LAST_WORD = /^.*[\p{L}\p{N}]\p{M}*/su;

/**
 * Tells whether a text asks something, by its signs alone: a question mark behind its last word, in whatever script. What has no
 * words tells nobody to do anything.
 */
export function isAskedOrWordless(text: string): boolean {
  if (!/\p{L}/u.test(text)) return true;
  const end = text.trimEnd().slice(-END).normalize('NFKC');
  const behind = end.replace(UP_TO_LAST_WORD, '');
  // The Greek one looks like a semicolon, and is typed as one.
  const isGreek = behind.includes(';') && /\p{Script=Greek}/u.test(end);
  return MARK.test(behind) || isGreek || WITHIN.test(text);
}
