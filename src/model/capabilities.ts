import type { ModelParameters } from '../ports/index.ts';

/**
 * Capabilities of OpenAI's models, so that a wrong setting is refused before it costs anything. A model that is not
 * listed is allowed everything: its service decides, and its refusals are learned (taught.ts).
 *
 * As of 2026-11-29. Sources by name:
 * - `types`: the openai package 7.55
 * - `page`: OpenAI's page of the model or its changelog
 * - `guide`: OpenAI's guide to reasoning models
 * - `api`: answers of the API that its users report
 * - `recalled`: nothing that could be looked up again
 */

interface TextFamily {
  name: RegExp;
  /** Accepted values of reasoning effort; empty for a model that does not reason. */
  efforts: readonly string[];
  /** Effort of a request that names none. Any other than `none` leaves no room for temperature and top_p. */
  effort: string;
  verbosities: readonly string[];
}

const common = ['low', 'medium', 'high'];
const upToXhigh = [...common, 'xhigh'];
const upToMax = [...upToXhigh, 'max'];

const family = (name: RegExp, efforts: readonly string[], effort: string, verbosities = common): TextFamily => ({
  name,
  efforts,
  effort,
  verbosities,
});

/** The first that fits counts. */
const textFamilies: readonly TextFamily[] = [
  // page, api: neither `none` nor `minimal`, nor temperature or top_p. 6.2: changelog.
  family(/^gpt-6-astra|^gpt-6\.1-sol|^gpt-6\.2/, upToMax, 'medium'),
  // page (6.1-terra), api (6-sol, 6-luna, 5.6): `medium` when nothing is said, temperature with `none` alone.
  family(/^gpt-6(?:[.-]|$)|^gpt-5\.6/, ['none', ...upToMax], 'medium'),
  family(/^gpt-5(?:\.\d+)?-chat/, [], 'none', []), // guide
  family(/^o[134](?:-|$)/, common, 'medium', []), // guide
  family(/^gpt-5-pro/, ['high'], 'high'), // types
  family(/^gpt-5(?:\.1)?-codex(?!-max)/, common, 'medium', []), // recalled
  family(/^gpt-5(?:-|$)/, ['minimal', ...common], 'medium'), // types
  family(/^gpt-5\.\d+-codex/, upToXhigh, 'medium', []), // recalled
  family(/^gpt-5\.\d+-pro/, ['medium', 'high', 'xhigh'], 'medium'), // recalled
  family(/^gpt-5\.1(?:-|$)/, ['none', ...common], 'none'), // types
  family(/^gpt-5\.5(?:-|$)/, ['none', ...upToXhigh], 'medium'), // api
  family(/^gpt-5\.[2-4](?:-|$)/, ['none', ...upToXhigh], 'none'), // guide
  family(/^(?:chatgpt|gpt)-[34]/, [], 'none', []), // guide
];

const familyOf = (model: string) => textFamilies.find(({ name }) => name.test(model));

/** Tells whether a model reasons; undefined where nothing is known of it. */
export function reasons(model: string): boolean | undefined {
  const known = familyOf(model);
  return known && known.efforts.length > 0;
}

/** Lists the values of a setting that a model accepts; the common ones where nothing is known of the model. */
export function acceptedValues(model: string, setting: 'effort' | 'verbosity'): readonly string[] {
  const known = familyOf(model);
  if (!known) return common;
  return setting === 'effort' ? known.efforts : known.verbosities;
}

/** Names the parameters that the model refuses, for what they are or for their value. */
export function refusedParameters(model: string, parameters: ModelParameters): (keyof ModelParameters)[] {
  const known = familyOf(model);
  if (!known) return [];
  const { effort, verbosity } = parameters;
  const reasons = known.efforts.length > 0 && (effort ?? known.effort) !== 'none';
  const refused: (keyof ModelParameters)[] = [
    ...(reasons ? (['temperature', 'topP'] as const) : []),
    ...(effort !== undefined && known.efforts.includes(effort) ? [] : (['effort'] as const)),
    ...(verbosity !== undefined && known.verbosities.includes(verbosity) ? [] : (['verbosity'] as const)),
  ];
  return refused.filter((name) => parameters[name] !== undefined);
}

/** Leaves the parameters that the model accepts. An effort it does not know cannot keep it from another parameter. */
export function acceptedParameters(model: string, parameters: ModelParameters): ModelParameters {
  const { effort: _, ...others } = parameters;
  const known = refusedParameters(model, parameters).includes('effort') ? others : parameters;
  return without(known, refusedParameters(model, known));
}

/** Leaves out the parameters of these names. */
export function without(parameters: ModelParameters, names: readonly (keyof ModelParameters)[]): ModelParameters {
  const rest = { ...parameters };
  for (const name of names) delete rest[name];
  return rest;
}
