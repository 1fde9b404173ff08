/** What the stand-in finds in documents that it was given to answer from. */

/** Document or excerpt of one, with the number that it is cited by. */
export const DOCUMENT =
  /<quoted_material_(\d+) kind="document"(?: from="[^"\n]*")? number="(\d+)"[^>\n]*>\n([\s\S]*?)\n<\/quoted_material_\1>\s*/g;

/** Words that say nothing of what a question is about. */
const COMMON = /^(?:what|when|where|which|does|have|with|this|that|from|your|there|about|many|much|long|will|would)$/;

/** As many words of a question have to stand in a sentence that answers it. */
const FEWEST = 2;

/** Words that a text is about: long ones without their plural, and signs by twos where they stand for words. */
function wordsIn(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{Script=Latin}{4,}/gu) ?? [];
  const signs = text.match(/\p{Script=Han}+/gu) ?? [];
  const pairs = signs.flatMap((run) => [...run].map((sign, at, all) => sign + (all[at + 1] ?? '')));
  return new Set([
    ...words.filter((word) => !COMMON.test(word)).map((word) => word.replace(/s$/, '')),
    ...pairs.filter((pair) => [...pair].length === 2),
  ]);
}

/** Finds the sentence of the documents that a question is about, and cites it; undefined where there is none. */
export function cited(question: string, told: readonly string[]): string | undefined {
  const wanted = wordsIn(question);
  let best: { sentence: string; mark: string; hits: number } | undefined;
  for (const [, , number = '', text = ''] of told.flatMap((each) => [...each.matchAll(DOCUMENT)])) {
    let page = '';
    for (const line of text.split('\n')) {
      page = /^\[p\. (.+)\]$/.exec(line)?.[1] ?? page;
      for (const sentence of line.match(/[^.!?。！？]+[.!?。！？]?/gu) ?? []) {
        const hits = [...wordsIn(sentence)].filter((word) => wanted.has(word)).length;
        const mark = page === '' ? `[${number}]` : `[${number} p. ${page}]`;
        if (hits > (best?.hits ?? FEWEST - 1)) best = { sentence: sentence.trim(), mark, hits };
      }
    }
  }
  return best && `${best.sentence.replace(/[.!?。！？]$/u, '')} ${best.mark}.`;
}
