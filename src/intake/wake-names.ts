/** Names by which a group calls the bot. */

/** Longest part of a message that is looked at for a name, in UTF-16 units. */
const LOOKED_AT = 4096;

/** Sign that belongs to a word. */
const IN_WORD = /[\p{L}\p{N}\p{M}_]/u;

/** Scripts that are written without spaces: a word may begin and end anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Names in one form, whichever case and composition they are written in. */
export function foldedNames(names: readonly string[]): string[] {
  return names.map(folded).filter((name) => name !== '');
}

/** Tells whether a text says one of the names, as a word of its own. `names` as `foldedNames` gives them. */
export function hasName(text: string, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const looked = folded(text.slice(0, LOOKED_AT));
  return names.some((name) => {
    for (let at = looked.indexOf(name); at >= 0; at = looked.indexOf(name, at + 1)) {
      const end = at + name.length;
      if (
        isBoundary(signBefore(looked, at), signAt(looked, at)) &&
        isBoundary(signBefore(looked, end), signAt(looked, end))
      )
        return true;
    }
    return false;
  });
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function signAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function signBefore(text: string, at: number): string {
  const last = text.charCodeAt(at - 1);
  const isPair = at > 1 && last >= 0xdc00 && last <= 0xdfff;
  return at <= 0 ? '' : signAt(text, isPair ? at - 2 : at - 1);
}

/** Tells whether a word may end and another begin between two signs. */
function isBoundary(before: string, after: string): boolean {
  if (!IN_WORD.test(before) || !IN_WORD.test(after)) return true;
  return UNSPACED.test(before) || UNSPACED.test(after);
}
