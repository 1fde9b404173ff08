import type { ImageRequest, Sampling } from '../ports.ts';

/**
 * What OpenAI's models take, as of 2026-11-21, so that a wrong setting is refused before it costs anything. Sources: the
 * openai package 7.55 (types of image parameters), OpenAI's guides for reasoning models. A model that is not listed is
 * allowed everything: its service decides.
 */

interface TextFamily {
  name: RegExp;
  refuses: readonly (keyof Sampling)[];
}

const textFamilies: readonly TextFamily[] = [
  { name: /^gpt-5(?:\.\d+)?-chat/, refuses: [] },
  { name: /^o[134](?:-|$)/, refuses: ['temperature', 'topP'] },
  // Without a setting of their own gpt-5 and the pro and codex models always reason; 5.1 and later may not.
  { name: /^gpt-5(?:-|$)/, refuses: ['temperature', 'topP'] },
  { name: /^gpt-5\.\d+-(?:pro|codex)/, refuses: ['temperature', 'topP'] },
];

/** The names of those settings that the model refuses whatever their value. */
export function refusedSampling(model: string, sampling: Sampling): (keyof Sampling)[] {
  const family = textFamilies.find(({ name }) => name.test(model));
  return (family?.refuses ?? []).filter((name) => sampling[name] !== undefined);
}

/** Those settings that the model accepts. */
export function acceptedSampling(model: string, sampling: Sampling): Sampling {
  const accepted = { ...sampling };
  for (const name of refusedSampling(model, sampling)) delete accepted[name];
  return accepted;
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

/** What is wrong with an image request: a locale key and its values. */
export interface ImageProblem {
  key: 'image.size' | 'image.quality' | 'image.count' | 'image.long';
  values: Record<string, string | number>;
}

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
