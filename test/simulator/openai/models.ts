/** What the stand-in knows about a model. */
export interface ModelFacts {
  kind: 'text' | 'image';
  /** Context window in tokens, as the stand-in counts them. */
  window: number;
  /** Refuses temperature, top_p and the chat API's max_tokens. */
  reasoning?: boolean;
  /** Any `WIDTHxHEIGHT` with sides in steps of 16. */
  anySize?: boolean;
}

const text = (window = 400_000): ModelFacts => ({ kind: 'text', window });
const reasoning = (window = 400_000): ModelFacts => ({ kind: 'text', window, reasoning: true });
const image = (anySize = false): ModelFacts => ({ kind: 'image', window: 0, anySize });

/** The models of November 2026 that are worth pretending to be (names from the openai package's types). */
export const knownModels: Readonly<Record<string, ModelFacts>> = {
  'gpt-6.1-sol': text(),
  'gpt-6.1-terra': text(),
  'gpt-6-sol': text(),
  'gpt-6-luna': text(),
  'gpt-6-astra': text(),
  'gpt-5.6-sol': text(),
  'gpt-5.6-terra': text(),
  'gpt-5.6-luna': text(),
  'gpt-5.5': text(),
  'gpt-5.4': text(),
  'gpt-5.4-mini': text(),
  'gpt-5-mini': reasoning(),
  'o4-mini': reasoning(200_000),
  'gpt-4.1-mini': text(1_000_000),
  'gpt-image-2.6-sunburst': image(true),
  'gpt-image-2.6-flare': image(true),
  'gpt-image-2.5-sunburst': image(true),
  'gpt-image-2.5-flare': image(true),
  'gpt-image-2': image(true),
  'gpt-image-1.5': image(),
  'gpt-image-1-mini': image(),
};
