import {
  type ImageProblem,
  type ImageRequest,
  MOST_MASK_MB,
  MOST_PICTURES,
  MOST_SOURCE_MB,
  MOST_SOURCES,
  type PictureFormat,
  pictureFormats,
} from '../ports/index.ts';
import { pictureKind } from './image-kinds.ts';

/**
 * Capabilities of OpenAI's image models, so that a wrong request is refused before it costs anything. A model that is not listed
 * is allowed whatever some service takes.
 *
 * As of 2026-11-29, from the types of the openai package 7.55. They are silent on the qualities and the free sizes of 2.6, which
 * is taken to be like 2.5. Families that are shut down within a year are not listed.
 */

interface ImageFamily {
  name: RegExp;
  sizes: readonly string[];
  /** Any size with sides in steps of 16, up to 3840 and no longer than three times as wide. */
  freeSizes?: boolean;
  qualities: readonly string[];
  formats: readonly PictureFormat[];
}

const standardSizes = ['auto', '1024x1024', '1536x1024', '1024x1536'];
const standardQualities = ['auto', 'low', 'medium', 'high'];
const standard = { sizes: standardSizes, qualities: standardQualities, formats: pictureFormats };

const imageFamilies: readonly ImageFamily[] = [
  { name: /^gpt-image-1/, ...standard },
  {
    name: /^gpt-image-2\.\d+-(?:sunburst|flare)/,
    ...standard,
    freeSizes: true,
    qualities: [...standardQualities, 'xhigh', 'max'],
  },
  { name: /^gpt-image-2/, ...standard, freeSizes: true },
  { name: /^chatgpt-image/, ...standard },
];

/** Most characters of a description. */
const MAX_IMAGE_PROMPT = 32_000;
const MEGABYTE = 1024 * 1024;

/** Request for pictures as far as it can be judged; `model` draws them. */
type Judged = Omit<ImageRequest, 'onBehalf'>;

/** Finds what is wrong with an image request, before it costs anything; undefined when nothing is known to be. */
export function imageProblem(request: Judged): ImageProblem | undefined {
  const { model, prompt, count } = request;
  if (!Number.isInteger(count) || count < 1 || count > MOST_PICTURES) {
    return { key: 'image.count', values: { value: count, max: MOST_PICTURES } };
  }
  if (prompt.length > MAX_IMAGE_PROMPT) return { key: 'image.long', values: { max: MAX_IMAGE_PROMPT } };
  const family = imageFamilies.find(({ name }) => name.test(model)) ?? likely;
  return choiceProblem(request, family) ?? sourceProblem(request);
}

/** Choices that at least one service takes. */
const likely: ImageFamily = {
  name: /(?:)/,
  sizes: ['auto'],
  qualities: [...standardQualities, 'standard', 'hd', 'xhigh', 'max'],
  formats: pictureFormats,
};

const backgrounds = ['auto', 'opaque', 'transparent'];

function choiceProblem(request: Judged, family: ImageFamily): ImageProblem | undefined {
  const { model, size, quality, format, background } = request;
  const none = (key: 'size' | 'quality' | 'format' | 'background', value: string, choices: readonly string[]) =>
    ({ key: `image.${key}`, values: { model, value, choices: choices.join(', ') } }) as const;
  if (size !== undefined && !takesSize(family, size)) return none('size', size, sizesToName(family));
  if (quality !== undefined && !family.qualities.includes(quality)) return none('quality', quality, family.qualities);
  if (format !== undefined && !family.formats.includes(format)) return none('format', format, family.formats);
  if (background !== undefined && !backgrounds.includes(background)) return none('background', background, backgrounds);
  return background === 'transparent' && format === 'jpeg' ? { key: 'image.transparent', values: {} } : undefined;
}

function sourceProblem({ sources = [], mask }: Judged): ImageProblem | undefined {
  if (sources.length > MOST_SOURCES) return { key: 'image.sources', values: { max: MOST_SOURCES } };
  const fits = sources.every(
    ({ bytes, mime }) => bytes.length < MOST_SOURCE_MB * MEGABYTE && mime === `image/${pictureKind(bytes)}`,
  );
  if (!fits) return { key: 'image.source', values: { max: MOST_SOURCE_MB, choices: pictureFormats.join(', ') } };
  if (!mask) return undefined;
  const isMask = sources.length > 0 && mask.length < MOST_MASK_MB * MEGABYTE && pictureKind(mask) === 'png';
  return isMask ? undefined : { key: 'image.mask', values: { max: MOST_MASK_MB } };
}

function sizesToName(family: ImageFamily): readonly string[] {
  if (family === likely) return ['auto', '1024x1024', '…'];
  return family.freeSizes ? [...family.sizes, '1536x864', '…'] : family.sizes;
}

function takesSize(family: ImageFamily, size: string): boolean {
  if (family.sizes.includes(size)) return true;
  const sides = /^([1-9]\d{1,3})x([1-9]\d{1,3})$/.exec(size);
  if (!sides || family === likely) return sides !== null;
  const [short = 0, long = 0] = [Number(sides[1]), Number(sides[2])].sort((a, b) => a - b);
  const inSteps = short % 16 === 0 && long % 16 === 0;
  return family.freeSizes === true && inSteps && long <= 3840 && short <= 2160 && long <= short * 3;
}
