import type { ImageProblem, ImageRequest, ModelParameters } from '../ports/index.ts';

/**
 * What OpenAI's models take, as of 2026-11-21, so that a wrong setting is refused before it costs anything. Sources: the
 * openai package 7.55 (types of image parameters, of reasoning effort and verbosity), OpenAI's guides for reasoning
 * models, and what its API answers to each value. A model that is not listed is allowed everything: its service decides.
 */

interface TextFamily {
  name: RegExp;
  /**
   * `never`: it does not reason. `always`: it does, and takes neither temperature nor top_p. `asked`: it takes these as
   * long as it is not asked to reason.
   */
  reasons: 'never' | 'always' | 'asked';
  efforts: readonly string[];
  verbosities: readonly string[];
}

const common = ['low', 'medium', 'high'];
const upToXhigh = ['none', ...common, 'xhigh'];

/** The first that fits counts. */
const textFamilies: readonly TextFamily[] = [
  { name: /^gpt-5(?:\.\d+)?-chat/, reasons: 'never', efforts: [], verbosities: [] },
  { name: /^o[134](?:-|$)/, reasons: 'always', efforts: common, verbosities: [] },
  { name: /^gpt-5-pro/, reasons: 'always', efforts: ['high'], verbosities: common },
  { name: /^gpt-5(?:\.1)?-codex(?!-max)/, reasons: 'always', efforts: common, verbosities: [] },
  // Without a setting of their own gpt-5 and the pro and codex models always reason; 5.1 and later may not.
  { name: /^gpt-5(?:-|$)/, reasons: 'always', efforts: ['minimal', ...common], verbosities: common },
  { name: /^gpt-5\.\d+-codex/, reasons: 'always', efforts: [...common, 'xhigh'], verbosities: [] },
  { name: /^gpt-5\.\d+-pro/, reasons: 'always', efforts: ['medium', 'high', 'xhigh'], verbosities: common },
  { name: /^gpt-5\.1(?:-|$)/, reasons: 'asked', efforts: ['none', ...common], verbosities: common },
  { name: /^gpt-5\.[2-5](?:-|$)/, reasons: 'asked', efforts: upToXhigh, verbosities: common },
  { name: /^gpt-(?:5\.\d+|[6-9])/, reasons: 'asked', efforts: [...upToXhigh, 'max'], verbosities: common },
  { name: /^(?:chatgpt|gpt)-[34]/, reasons: 'never', efforts: [], verbosities: [] },
];

const familyOf = (model: string) => textFamilies.find(({ name }) => name.test(model));

/** The values of a setting that a model accepts; the common ones where nothing is known of it. */
export function acceptedValues(model: string, setting: 'effort' | 'verbosity'): readonly string[] {
  const family = familyOf(model);
  if (!family) return common;
  return setting === 'effort' ? family.efforts : family.verbosities;
}

/** The names of those settings that the model refuses, for what they are or for their value. */
export function refusedParameters(model: string, parameters: ModelParameters): (keyof ModelParameters)[] {
  const family = familyOf(model);
  if (!family) return [];
  const { effort = 'none', verbosity } = parameters;
  const reasons = family.reasons === 'always' || (family.reasons === 'asked' && effort !== 'none');
  const refused: (keyof ModelParameters)[] = [
    ...(reasons ? (['temperature', 'topP'] as const) : []),
    ...(family.efforts.includes(effort) ? [] : (['effort'] as const)),
    ...(verbosity !== undefined && family.verbosities.includes(verbosity) ? [] : (['verbosity'] as const)),
  ];
  return refused.filter((name) => parameters[name] !== undefined);
}

/** Those settings that the model accepts. A setting it does not know cannot keep it from another. */
export function acceptedParameters(model: string, parameters: ModelParameters): ModelParameters {
  const { effort: _, ...others } = parameters;
  const known = refusedParameters(model, parameters).includes('effort') ? others : parameters;
  return without(known, refusedParameters(model, known));
}

/** Without the settings of these names. */
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

/** Most pictures of one request. */
const MAX_PICTURES = 10;
/** Most characters of a description. */
const MAX_IMAGE_PROMPT = 32_000;

/** What is wrong with an image request, before it costs anything; undefined when nothing is known to be. */
export function imageProblem({ model, prompt, size, quality, count }: ImageRequest): ImageProblem | undefined {
  if (!Number.isInteger(count) || count < 1 || count > MAX_PICTURES) {
    return { key: 'image.count', values: { value: count, max: MAX_PICTURES } };
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

/** For a model nobody knows: at least what no service takes. */
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
