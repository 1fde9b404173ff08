import type { ModelParameters, Refusal } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { without } from './capabilities.ts';

/** Refusals of the service, by model. In memory: after a restart the service is asked once more. */
export interface Refusals {
  /** Names the parameter that was refused; undefined if it is none of ours. Remembers it, unless only the value was refused. */
  record(model: string, refusal: Refusal): keyof ModelParameters | undefined;
  /** Parameters that this model refused. */
  of(model: string): ReadonlySet<keyof ModelParameters>;
  /** Leaves out the parameters that this model refused, and a limit as high as one it refused. */
  strip(model: string, parameters: ModelParameters): ModelParameters;
}

/** Most models whose refusals are remembered. */
const MODELS = 200;

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

/** Learns from refusals which settings a model does not take. */
export function createRefusals(): Refusals {
  const byModel = new LruCache<ReadonlySet<keyof ModelParameters>>(MODELS);
  /** Least output limit that a model refused as too high, in tokens. */
  const tooHigh = new LruCache<number>(MODELS);
  const of = (model: string) => byModel.get(model) ?? new Set();
  return {
    record(model, { param = '', unsupported = false, from }) {
      const setting = settingByParam.get(param);
      if (setting && unsupported) byModel.set(model, new Set([...of(model), setting]));
      if (setting === 'maxOutputTokens' && from !== undefined) tooHigh.set(model, from);
      return setting;
    },
    of,
    strip(model, parameters) {
      const { maxOutputTokens = 0 } = parameters;
      const high = maxOutputTokens >= (tooHigh.get(model) ?? Number.POSITIVE_INFINITY);
      return without(parameters, [...of(model), ...(high ? (['maxOutputTokens'] as const) : [])]);
    },
  };
}
