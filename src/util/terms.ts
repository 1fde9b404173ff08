/** Matching of words in any script, without an index. */

/** Word, or signs, that a text is looked through for. */
export interface Term {
  text: string;
  /** True for a word that must begin where it is found: "art" is not found in "part". */
  isWord: boolean;
}

/** Most terms of one question. */
const MOST_TERMS = 40;

/** Scripts that are written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;

/** Terms of a question: words by their stems, Chinese and Japanese by pairs of signs or a single one. */
export function termsOf(question: string): Term[] {
  const lower = question.toLowerCase();
  const runs = lower.match(UNSPACED) ?? [];
  const pairs = runs.flatMap((run) => {
    const signs = [...run];
    return signs.length < 2 ? signs : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
  });
  const words = lower.replace(UNSPACED, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const terms = [
    ...pairs.map((text) => ({ text, isWord: false })),
    ...words.map((word) => ({ text: stemOf(word), isWord: true })),
  ];
  const once = new Map<string, Term>();
  for (const term of terms) if (!once.has(term.text)) once.set(term.text, term);
  return [...once.values()].slice(0, MOST_TERMS);
}

/** Single signs of scripts that are written without spaces, each once. */
export function signsOf(question: string): Term[] {
  const signs = new Set((question.match(UNSPACED) ?? []).flatMap((run) => [...run]));
  return [...signs].slice(0, MOST_TERMS).map((text) => ({ text, isWord: false }));
}

/** Beginning of a word that its other forms have, too. */
function stemOf(word: string): string {
  return word.length > 5 ? word.slice(0, Math.max(5, word.length - 3)) : word;
}

/** Counts each term in a text that is in lower case, up to 50 times. */
export function countsOf(terms: readonly Term[], text: string): Uint16Array {
  return Uint16Array.from(terms, ({ text: term, isWord }) => {
    let count = 0;
    for (let at = text.indexOf(term); at >= 0 && count < 50; at = text.indexOf(term, at + term.length)) {
      if (!isWord || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) count += 1;
    }
    return count;
  });
}
