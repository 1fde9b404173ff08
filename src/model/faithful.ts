/**
 * Comparison of what was said with what was to be said: a model that speaks may answer the words instead, or put them in
 * others. Numbers, abbreviations and marks are said in many ways, so some words may differ.
 */

/** Most text that is looked at, in UTF-16 units, and most words, of which each is compared with each. */
const MOST_TEXT = 10_000;
const MOST_WORDS = 2_000;
/** Share of the words that may differ. */
const SLACK = 0.2;
/** Words that a number may be said in. */
const NUMBER = 4;

/** Tells whether `said` is `text`, word for word as far as speech can be. */
export function isFaithful(text: string, said: string): boolean {
  const wanted = wordsOf(text);
  const spoken = wordsOf(said);
  const numbers = text.slice(0, MOST_TEXT).match(/\d+(?:[.,:]\d+)*/g)?.length ?? 0;
  const longer = Math.max(wanted.length, spoken.length);
  return longer - inOrder(wanted, spoken) <= Math.max(1, Math.floor(longer * SLACK)) + numbers * NUMBER;
}

/** Words in lower case, without marks and addresses; each sign of a script that parts no words is one. */
function wordsOf(text: string): string[] {
  const plain = text
    .slice(0, MOST_TEXT)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, ' ');
  const words = plain.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}'’]+/gu,
  );
  return (words ?? []).slice(0, MOST_WORDS);
}

/** Most words that both have in the same order. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  let before = new Uint16Array(b.length + 1);
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    for (let at = 1; at <= b.length; at += 1) {
      const same = word === b[at - 1];
      row[at] = same ? (before[at - 1] ?? 0) + 1 : Math.max(before[at] ?? 0, row[at - 1] ?? 0);
    }
    [before, row] = [row, before];
  }
  return before[b.length] ?? 0;
}
