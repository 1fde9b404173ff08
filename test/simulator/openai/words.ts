/**
 * Text in the pieces it is streamed in: a word with the space before it; long words and scripts without spaces in
 * pieces of a few characters. Joined they are the text.
 */
export function pieces(text: string): string[] {
  return (
    text.match(/\s*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,2}|\s*[^\s\p{Script=Han}]{1,12}|\s+/gu) ??
    []
  );
}

/** Tokens as the stand-in counts them: four bytes make one. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** A small stable number for a text (FNV-1a). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
