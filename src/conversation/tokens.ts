/** Counts tokens of a text. */
export type CountTokens = (text: string) => number;

let loading: Promise<CountTokens> | undefined;

/**
 * The tokenizer of OpenAI's current models (o200k_base), loaded at the first call: it costs about 60 MB, and most
 * conversations never come near their window. For other models the count is an estimate.
 */
export function loadTokenizer(): Promise<CountTokens> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      (text) =>
        // Text of users is never read as control tokens, whatever it spells.
        countTokens(text, { disallowedSpecial: new Set() }),
  );
  return loading;
}
