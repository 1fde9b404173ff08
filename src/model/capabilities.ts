import { type ImageProblem, type ImageRequest, MOST_PICTURES, type ModelParameters } from '../ports/index.ts';

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

interface ImageFamily {
  name: RegExp;
  sizes: readonly string[];
  /** Any size with sides in steps of 16, up to 3840 and no longer than three times as wide. */
  freeSizes?: boolean;
  qualities: readonly string[];
}

const standardSizes = ['auto', '1024x1024', '1536x1024', '1024x1536'];
const standardQualities = ['auto', 'low', 'medium', 'high'];

const imageFamilies: readonly ImageFamily[] = [
  { name: /^gpt-image-1/, sizes: standardSizes, qualities: standardQualities },
  {
    name: /^gpt-image-2\.\d+-(?:sunburst|flare)/,
    sizes: standardSizes,
    freeSizes: true,
    qualities: [...standardQualities, 'xhigh', 'max'],
  },
  { name: /^gpt-image-2/, sizes: standardSizes, freeSizes: true, qualities: standardQualities },
  { name: /^chatgpt-image/, sizes: standardSizes, qualities: standardQualities },
];

/** Most characters of a description. */
const MAX_IMAGE_PROMPT = 32_000;

/** Finds what is wrong with an image request, before it costs anything; undefined when nothing is known to be. */
export function imageProblem({
  model,
  prompt,
  size,
  quality,
  count,
}: Omit<ImageRequest, 'onBehalf'>): ImageProblem | undefined {
  if (!Number.isInteger(count) || count < 1 || count > MOST_PICTURES) {
    return { key: 'image.count', values: { value: count, max: MOST_PICTURES } };
  }
  if (prompt.length > MAX_IMAGE_PROMPT) return { key: 'image.long', values: { max: MAX_IMAGE_PROMPT } };
  const family = imageFamilies.find(({ name }) => name.test(model));
  if (!family) return unlikely(model, size, quality);
  if (size !== undefined && !takesSize(family, size)) {
    const choices = [...family.sizes, ...(family.freeSizes ? ['1536x864, …'] : [])].join(', ');
    return { key: 'image.size', values: { model, value: size, choices } };
  }
  if (quality !== undefined && !family.qualities.includes(quality)) {
    return { key: 'image.quality', values: { model, value: quality, choices: family.qualities.join(', ') } };
  }
  return undefined;
}

const likelyQualities = [...standardQualities, 'standard', 'hd', 'xhigh', 'max'];

/** Refuses for a model nobody knows at least what no service takes. */
function unlikely(model: string, size: string | undefined, quality: string | undefined): ImageProblem | undefined {
  if (size !== undefined && size !== 'auto' && !/^[1-9]\d{1,3}x[1-9]\d{1,3}$/.test(size)) {
    return { key: 'image.size', values: { model, value: size, choices: 'auto, 1024x1024, …' } };
  }
  if (quality !== undefined && !likelyQualities.includes(quality)) {
    return { key: 'image.quality', values: { model, value: quality, choices: likelyQualities.join(', ') } };
  }
  return undefined;
}

function takesSize(family: ImageFamily, size: string): boolean {
  if (family.sizes.includes(size)) return true;
  const sides = /^([1-9]\d{1,3})x([1-9]\d{1,3})$/.exec(size);
  if (!family.freeSizes || !sides) return false;
  const [short = 0, long = 0] = [Number(sides[1]), Number(sides[2])].sort((a, b) => a - b);
  return short % 16 === 0 && long % 16 === 0 && long <= 3840 && short <= 2160 && long <= short * 3;
}
