/** What the stand-in knows about a model. */
export interface ModelFacts {
  kind: 'text' | 'image';
  /** Context window in tokens, as the stand-in counts them. */
  window: number;
  /** Refuses temperature, top_p and the chat API's max_tokens. */
  reasoning?: boolean;
  /** Values of reasoning effort. Any but `none` has it refuse temperature and top_p too. */
  efforts?: readonly string[];
  /** Effort when none is asked for; `none` when absent. */
  effort?: string;
  /** Values of verbosity; `medium` alone when absent. */
  verbosities?: readonly string[];
  /** Any `WIDTHxHEIGHT` with sides in steps of 16. */
  anySize?: boolean;
}

const levels = ['low', 'medium', 'high'];
const text = (window = 400_000): ModelFacts => ({ kind: 'text', window });
/** Reasons when asked to. */
const thinking = (...more: string[]): ModelFacts => ({
  ...text(),
  efforts: ['none', ...levels, 'xhigh', ...more],
  verbosities: levels,
});
/** Reasons unless asked not to. */
const thoughtful = (...more: string[]): ModelFacts => ({ ...thinking(...more), effort: 'medium' });
const reasoning = (facts: Partial<ModelFacts>): ModelFacts => ({ ...text(), reasoning: true, ...facts });
const image = (anySize = false): ModelFacts => ({ kind: 'image', window: 0, anySize });

/** The models of November 2026 that are worth pretending to be (names from the openai package's types). */
export const knownModels: Readonly<Record<string, ModelFacts>> = {
  'gpt-6.2-sol': reasoning({ efforts: [...levels, 'xhigh', 'max'], verbosities: levels }),
  'gpt-6.1-sol': reasoning({ efforts: [...levels, 'xhigh', 'max'], verbosities: levels }),
  'gpt-6.1-terra': thoughtful('max'),
  'gpt-6-sol': thoughtful('max'),
  'gpt-6-luna': thoughtful('max'),
  'gpt-6-astra': reasoning({ efforts: [...levels, 'xhigh', 'max'], verbosities: levels }),
  'gpt-5.6-sol': thoughtful('max'),
  'gpt-5.6-terra': thoughtful('max'),
  'gpt-5.6-luna': thoughtful('max'),
  'gpt-5.5': thoughtful(),
  'gpt-5.4': thinking(),
  'gpt-5.4-mini': thinking(),
  'gpt-5-mini': reasoning({ efforts: ['minimal', ...levels], verbosities: levels }),
  'o4-mini': reasoning({ window: 200_000, efforts: levels }),
  'gpt-4.1-mini': text(1_000_000),
  'gpt-image-2.6-sunburst': image(true),
  'gpt-image-2.6-flare': image(true),
  'gpt-image-2.5-sunburst': image(true),
  'gpt-image-2.5-flare': image(true),
  'gpt-image-2': image(true),
  'gpt-image-1.5': image(),
  'gpt-image-1-mini': image(),
};
