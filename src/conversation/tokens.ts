import { pauseWhenLong } from '../util/pause.ts';
import { whileLoading } from '../util/while-loading.ts';

/**
 * Counts the tokens of a text: a few too many rather than too few. Counts no further than just beyond `most`, where that is
 * given. Lets others work in between, however long the text is.
 */
export type CountTokens = (text: string, most?: number) => Promise<number>;

const load = () => import('gpt-tokenizer/encoding/o200k_base');
let loading: Promise<CountTokens> | undefined;

/** Words whose merges the tokenizer remembers. Each keeps the text alive that it was cut from. */
const MERGES = 1000;

/**
 * The tokenizer of OpenAI's current models (o200k_base), loaded at the first call: it costs about 60 MB, and most
 * conversations never come near their window. For other models the count is an estimate.
 */
export function loadTokenizer(): Promise<CountTokens> {
  loading ??= whileLoading(load).then(({ countTokens, setMergeCacheSize }) => {
    setMergeCacheSize(MERGES);
    // Text of users is never read as control tokens, whatever it spells.
    const options = { disallowedSpecial: new Set<string>() };
    return async (text, most = Number.POSITIVE_INFINITY) => {
      const pause = pauseWhenLong();
      let tokens = 0;
      for (const { piece, torn } of piecesOf(text)) {
        tokens += countTokens(piece, options) + (torn ? 1 : 0);
        if (tokens > most) break;
        await pause();
      }
      return tokens;
    };
  });
  return loading;
}

/** Longest piece that is counted at once, in UTF-16 units. */
const PIECE = 2000;
/** Runs of signs without white space between them, and of white space. The tokenizer takes quadratic time for each. */
const RUN = /\s{1,64}|\S{1,64}/gu;

/** Piece of a text. `torn`: it ends within a run, where the whole text may have one token more than its halves. */
export interface Piece {
  piece: string;
  torn: boolean;
}

/** Cuts a text into pieces that can be counted one by one, between code points. */
export function* piecesOf(text: string): Generator<Piece> {
  let start = 0;
  let blank: boolean | undefined;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const before = blank;
    blank = run.trimStart() === '';
    const torn = before === blank;
    // Where white space begins, the tokenizer begins a word, too.
    if (torn || (blank && index - start >= PIECE / 2)) {
      yield { piece: text.slice(start, index), torn };
      start = index;
    }
  }
  if (start < text.length) yield { piece: text.slice(start), torn: false };
}
