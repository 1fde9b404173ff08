import { invalid, missing, Refusal } from './failures.ts';
import { type ModelFacts, type Models, modelOf } from './models.ts';
import { type Form, type FormFile, typed } from './multipart.ts';
import {
  checkParameters,
  drawingToolParameters,
  editParameters,
  imageParameters,
  listed,
  type Parameters,
} from './parameters.ts';
import { hasAlpha, pictureTokens, see } from './pictures.ts';

/** Checks of requests for pictures: drawn from words alone, or out of others. */

/** A checked request for pictures. */
export interface Painting {
  prompt: string;
  model: string;
  count: number;
  width: number;
  height: number;
  quality: string;
  format: 'png' | 'jpeg' | 'webp';
  transparent: boolean;
  stream: boolean;
  /** Previews that were asked for. */
  partials: number;
  /** Pictures it is made out of, and whether a mask says where; tokens that they cost. */
  sources: number;
  masked: boolean;
  sourceTokens: number;
}

type Body = Record<string, unknown>;

const standardSizes = ['1024x1024', '1024x1536', '1536x1024', 'auto'];

function dimensions(size: unknown, facts: ModelFacts, within: string): { width: number; height: number } {
  if (size === undefined || size === null || size === 'auto') return { width: 1024, height: 1024 };
  const [, width = 0, height = 0] = (/^(\d{1,5})x(\d{1,5})$/.exec(String(size)) ?? []).map(Number);
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const inSteps = width % 16 === 0 && height % 16 === 0;
  const free = facts.anySize && inSteps && long <= 3840 && short <= 2160 && short * 3 >= long;
  if (long === 0 || !(standardSizes.includes(String(size)) || free)) {
    throw invalid(
      `Invalid value: '${String(size)}'. Supported values are: ${listed(standardSizes)}.`,
      `${within}size`,
      'invalid_value',
    );
  }
  return { width, height };
}

/** Parameters that not every model takes. */
function parametersFor(facts: ModelFacts, known: Parameters): Parameters {
  return {
    ...known,
    ...(facts.exact
      ? {
          quality: { type: 'string', values: ['low', 'medium', 'high', 'xhigh', 'max', 'auto'] },
          complexity: { type: 'string', values: ['low', 'medium', 'high'] },
        }
      : {}),
    ...(facts.fidelity && known !== imageParameters
      ? { input_fidelity: { type: 'string', values: ['low', 'high'] } }
      : {}),
  };
}

/** Tells whether the service refuses to draw this. */
export const isForbidden = (prompt: string): boolean => /\bforbidden\b/i.test(prompt);

/** Checks what drawings of all kinds share. */
function paintingOf(body: Body, facts: ModelFacts, within = ''): Omit<Painting, 'sources' | 'masked' | 'sourceTokens'> {
  const { prompt, background, output_format: format = 'png', output_compression: compression, stream } = body;
  if (typeof prompt !== 'string') throw missing('prompt');
  if (prompt === '') {
    const message =
      "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.";
    throw invalid(message, 'prompt', 'empty_string');
  }
  if (background === 'transparent' && format === 'jpeg') {
    const message = 'Transparent background is not supported for the JPEG output format.';
    throw invalid(message, `${within}background`, 'invalid_value');
  }
  if (compression !== undefined && compression !== 100 && format === 'png') {
    const message = 'Compression less than 100 is not supported for PNG output format';
    throw invalid(message, `${within}output_compression`, 'invalid_value');
  }
  if (isForbidden(prompt)) {
    throw new Refusal(400, {
      message: 'Your request was rejected by the safety system.',
      type: 'image_generation_user_error',
      param: null,
      code: 'moderation_blocked',
    });
  }
  return {
    prompt,
    model: String(body['model']),
    count: typeof body['n'] === 'number' ? body['n'] : 1,
    ...dimensions(body['size'], facts, within),
    quality: typeof body['quality'] === 'string' && body['quality'] !== 'auto' ? body['quality'] : 'medium',
    format: format === 'jpeg' || format === 'webp' ? format : 'png',
    transparent: background === 'transparent',
    stream: stream === true,
    partials: typeof body['partial_images'] === 'number' ? body['partial_images'] : 0,
  };
}

/** Reads a request for pictures, or throws the service's refusal. */
export function checkImage(body: Body, models: Models): Painting {
  const facts = modelOf(body, models, 'image');
  checkParameters(body, parametersFor(facts, imageParameters));
  return { ...paintingOf(body, facts), sources: 0, masked: false, sourceTokens: 0 };
}

/** Reads the settings of the tool that draws within an answer, or throws the service's refusal. Its prompts come later. */
export function checkDrawingTool(tool: Body, path: string, models: Models): Painting {
  const { model = 'gpt-image-2' } = tool;
  const facts = typeof model === 'string' && Object.hasOwn(models, model) ? models[model] : undefined;
  if (facts?.kind !== 'image')
    throw invalid(`The requested model '${String(model)}' does not exist.`, `${path}.model`, 'model_not_found');
  checkParameters(tool, parametersFor(facts, drawingToolParameters), `${path}.`);
  const { type: _, ...choices } = tool;
  const painting = paintingOf({ ...choices, model, prompt: '?' }, facts, `${path}.`);
  return { ...painting, sources: 0, masked: false, sourceTokens: 0 };
}

const MOST_SOURCES = 16;
/** Sizes that a file must stay under, in bytes. */
const MOST_SOURCE = 50 * 1024 * 1024;
const MOST_MASK = 4 * 1024 * 1024;
const sourceTypes = ['image/jpeg', 'image/png', 'image/webp'];

function checkSources(sources: readonly FormFile[]): number {
  if (sources.length > MOST_SOURCES) {
    const message = `Invalid 'image': array too long. Expected an array with maximum length ${MOST_SOURCES}, but got an array with length ${sources.length} instead.`;
    throw invalid(message, 'image', 'array_above_max_length');
  }
  const tokens = sources.map(({ bytes, mime }, index) => {
    if (!sourceTypes.includes(mime)) {
      const message = `Invalid file 'image[${index}]': unsupported mimetype ('${mime}'). Supported file formats are ${listed(sourceTypes)}.`;
      throw invalid(message, `image[${index}]`, 'unsupported_file_mimetype');
    }
    if (bytes.length >= MOST_SOURCE) {
      throw invalid(`Invalid file 'image[${index}]': file too large.`, `image[${index}]`, 'image_file_too_large');
    }
    const seen = see(bytes);
    if (seen && seen.mime === mime) return pictureTokens(seen, 'high');
    throw new Refusal(400, {
      message: `Invalid image file or mode for image ${index + 1}, please check your image file.`,
      type: 'image_generation_user_error',
      param: null,
      code: 'invalid_image_file',
    });
  });
  return tokens.reduce((sum, each) => sum + each, 0);
}

function checkMask({ bytes }: FormFile, first: FormFile): void {
  const wrong = (why: string) => invalid(`Invalid mask image format - ${why}`, 'mask', 'invalid_image_file');
  if (bytes.length >= MOST_MASK) throw wrong('mask image too large');
  const [mask, source] = [see(bytes), see(first.bytes)];
  if (mask?.mime !== 'image/png') throw wrong('mask must be a png');
  if (!hasAlpha(bytes)) throw wrong('mask image missing alpha channel');
  if (mask.width !== source?.width || mask.height !== source.height) throw wrong('mask size does not match image size');
}

/** Reads a request for pictures out of others, or throws the service's refusal. */
export function checkEdit({ fields, files }: Form, models: Models): Painting {
  const sent = typed(fields, ['n', 'partial_images', 'output_compression'], ['stream']);
  const facts = modelOf(sent, models, 'image');
  checkParameters(sent, parametersFor(facts, editParameters));
  const sources = files.get('image') ?? [];
  const [first] = sources;
  if (!first) throw missing('image');
  const painting = paintingOf(sent, facts);
  const sourceTokens = checkSources(sources);
  const [mask] = files.get('mask') ?? [];
  const [markup] = files.get('markup') ?? [];
  if (markup && !facts.exact) throw invalid("Unknown parameter: 'markup'.", 'markup', 'unknown_parameter');
  if (mask && markup) throw invalid("'markup' cannot be combined with 'mask'.", 'markup', 'invalid_value');
  for (const over of [mask, markup]) if (over) checkMask(over, first);
  return { ...painting, sources: sources.length, masked: mask !== undefined, sourceTokens };
}
