import { headOf } from './text.ts';

/** Most of a text that is looked at; the rest is taken to be like it, in UTF-16 units. */
const SAMPLE = 20_000;

/**
 * Estimates tokens by the length of a character in UTF-8, without the tokenizer's 60 MB. Against o200k_base: −14 % for
 * code, within 10 % for English, German, Spanish, Russian, Arabic, Chinese and Japanese, twice as many for Hindi.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const character of headOf(text, SAMPLE)) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) tokens += 1 / 4.3;
    else if (code < 0x800) tokens += 1 / 3.2;
    else tokens += code < 0x10000 ? 0.72 : 2;
  }
  return Math.ceil(tokens * Math.max(1, text.length / SAMPLE));
}
