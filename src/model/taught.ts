import type { ModelParameters, ModelWindow, Refusal } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { without } from './capabilities.ts';

/** Facts that the service taught about one of its models. */
export interface Lesson {
  /** Parameters that it refuses, whatever their value. */
  unsupported: readonly (keyof ModelParameters)[];
  /** Least output limit that it refused as too high, in tokens. */
  tooHigh?: number;
  window?: ModelWindow;
  /** Reasoning begins without a mark. */
  unmarked?: boolean;
}

/** Lessons of services, by model. */
export interface Taught {
  of(model: string): Lesson;
  /** Adds to what is known of a model. */
  learn(model: string, lesson: Partial<Lesson>): void;
}

/** Most models whose lessons are remembered. */
const MODELS = 200;

const nothing: Lesson = { unsupported: [] };

export function createTaught(): Taught {
  const byModel = new LruCache<Lesson>(MODELS);
  const of = (model: string) => byModel.get(model) ?? nothing;
  return {
    of,
    learn(model, lesson) {
      byModel.set(model, { ...of(model), ...lesson });
    },
  };
}

/** Parameters by their names in either API and in our code. Names come from outside: a Map has no "constructor". */
const settingByParam: ReadonlyMap<string, keyof ModelParameters> = new Map([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['topP', 'topP'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['max_completion_tokens', 'maxOutputTokens'],
  ['max_tokens', 'maxOutputTokens'],
  ['maxOutputTokens', 'maxOutputTokens'],
  ['reasoning', 'effort'],
  ['reasoning.effort', 'effort'],
  ['reasoning_effort', 'effort'],
  ['effort', 'effort'],
  ['text', 'verbosity'],
  ['text.verbosity', 'verbosity'],
  ['verbosity', 'verbosity'],
]);

/**
 * Learns which setting a model refused; undefined if it is none of ours. Where only the value was refused, nothing is
 * learned, unless it was the operator's own limit.
 */
export function learnRefusal(
  taught: Taught,
  model: string,
  { param = '', unsupported = false, from }: Refusal,
): keyof ModelParameters | undefined {
  const setting = settingByParam.get(param);
  const known = taught.of(model);
  if (setting && unsupported && !known.unsupported.includes(setting))
    taught.learn(model, { unsupported: [...known.unsupported, setting] });
  if (setting === 'maxOutputTokens' && from !== undefined) taught.learn(model, { tooHigh: from });
  return setting;
}

/** Leaves out the parameters that this model refused, and a limit as high as one it refused. */
export function accepted({ unsupported, tooHigh }: Lesson, parameters: ModelParameters): ModelParameters {
  if (unsupported.length === 0 && tooHigh === undefined) return parameters;
  const { maxOutputTokens = 0 } = parameters;
  const high = maxOutputTokens >= (tooHigh ?? Number.POSITIVE_INFINITY);
  return without(parameters, [...unsupported, ...(high ? (['maxOutputTokens'] as const) : [])]);
}
