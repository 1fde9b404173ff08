import type { ModelParameters, Refusal } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { without } from './capabilities.ts';

/** Refusals of the service, by model. In memory: after a restart the service is asked once more. */
export interface Refusals {
  /** Remembers it; which setting that is, or undefined when it is none of ours. A mere value is not remembered. */
  note(model: string, refusal: Refusal): keyof ModelParameters | undefined;
  /** The settings of this model that were refused. */
  of(model: string): ReadonlySet<keyof ModelParameters>;
  /** Without what was refused. */
  strip(model: string, parameters: ModelParameters): ModelParameters;
}

/** Most models that are remembered. */
const MODELS = 200;

/** A setting by what either API, or we ourselves, call it. Names come from outside: a Map has no "constructor". */
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
  const of = (model: string) => byModel.get(model) ?? new Set();
  return {
    note(model, { param = '', unsupported = false }) {
      const setting = settingByParam.get(param);
      if (setting && unsupported) byModel.set(model, new Set([...of(model), setting]));
      return setting;
    },
    of,
    strip: (model, parameters) => without(parameters, [...of(model)]),
  };
}
