import { invalid, missing, Refusal } from './failures.ts';

/** What the stand-in knows about a model. */
export interface ModelFacts {
  kind: 'text' | 'image' | 'transcription' | 'speech' | 'realtime';
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
  /** Sees no pictures. */
  blind?: boolean;
  /** Has no tool that draws within an answer. */
  drawsNot?: boolean;
  /** Hears sound in a chat. */
  hears?: boolean;
  /** Any `WIDTHxHEIGHT` with sides in steps of 16. */
  anySize?: boolean;
  /** Qualities xhigh and max, `complexity` and `markup`. */
  exact?: boolean;
  /** Takes `input_fidelity`. */
  fidelity?: boolean;
  /** Several languages, and keywords. */
  languages?: boolean;
  /** Longest sound, in seconds. */
  longest?: number;
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
const image = (facts: Partial<ModelFacts> = {}): ModelFacts => ({ kind: 'image', window: 0, ...facts });
const sound = (kind: ModelFacts['kind'], facts: Partial<ModelFacts> = {}): ModelFacts => ({
  kind,
  window: 0,
  ...facts,
});

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
  'o4-mini': reasoning({ window: 200_000, efforts: levels, drawsNot: true }),
  'gpt-4.1-mini': text(1_000_000),
  'gpt-image-2.6-sunburst': image({ anySize: true, exact: true }),
  'gpt-image-2.6-flare': image({ anySize: true, exact: true }),
  'gpt-image-2.5-sunburst': image({ anySize: true, exact: true }),
  'gpt-image-2.5-flare': image({ anySize: true, exact: true }),
  'gpt-image-2': image({ anySize: true }),
  'gpt-image-1.5': image({ fidelity: true }),
  'gpt-image-1-mini': image(),
  'gpt-audio-1.5': { ...text(), hears: true, drawsNot: true },
  'gpt-transcribe': sound('transcription', { languages: true }),
  'gpt-4o-transcribe': sound('transcription', { longest: 1400 }),
  'whisper-1': sound('transcription'),
  'gpt-4o-mini-tts': sound('speech'),
  'gpt-realtime-2.1-mini': sound('realtime'),
};

export type Models = Readonly<Record<string, ModelFacts>>;

/** Finds a model of a kind, or throws the refusal of the service. */
export function modelOf(
  { model: name }: Readonly<Record<string, unknown>>,
  models: Models,
  kind: ModelFacts['kind'],
  api: 'responses' | 'other' = 'other',
): ModelFacts {
  if (typeof name !== 'string' || name === '') throw missing('model');
  const facts = Object.hasOwn(models, name) ? models[name] : undefined;
  if (facts?.kind === kind) return facts;
  // The Responses API words and numbers it differently from all others.
  if (api === 'responses') throw invalid(`The requested model '${name}' does not exist.`, 'model', 'model_not_found');
  throw new Refusal(404, {
    message: `The model \`${name}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  });
}
