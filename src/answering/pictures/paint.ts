import type { Texts } from '../../locales/index.ts';
import type {
  Attachment,
  Drawing,
  Drawn,
  ImageRequest,
  KeptPicture,
  ModelCatalog,
  OutgoingFile,
} from '../../ports/index.ts';
import { asTyped } from '../../util/text.ts';
import { largerTask, styled, variationTask } from '../told/prompts.ts';

/** Pictures that a drawing asks for: the one way to draw, whoever asks for it. */

/** Kept pictures that are in memory until they are let go. */
export interface HeldPictures {
  bytes: readonly Uint8Array[];
  letGo(): void;
}

/** Request for pictures, but for who draws and for whom. */
type Request = Omit<ImageRequest, 'model' | 'onBehalf'>;

export interface PaintParts {
  texts: Texts;
  models: Pick<ModelCatalog, 'imageProblem'>;
  /** Reads kept pictures while there is room for them; undefined where one is not there (any more). */
  hold(pictures: readonly KeptPicture[]): Promise<HeldPictures | undefined>;
  /** Draws; rejects with a Fault of a ModelFaultKind. */
  generateImages(request: Request, onPreview?: (picture: OutgoingFile) => void): Promise<Drawn>;
}

/** Most bytes of all pictures that a drawing is made out of, in megabytes: they are in memory together. */
export const MOST_TOGETHER_MB = 64;

/** Tells whether something sent is a picture, or has a still one. */
export function isPicture({ kind, mime = '', moving, preview }: Attachment): boolean {
  return kind === 'picture' || kind === 'sticker' || mime.startsWith('image/') || (moving === true && !!preview);
}

/** Sentence about what is wrong with a drawing, before it costs anything; undefined where nothing is known to be. `bytes`: as in requestOf. */
export function problemWith(
  { texts, models }: Pick<PaintParts, 'texts' | 'models'>,
  drawing: Drawing,
  bytes?: readonly Uint8Array[],
): string | undefined {
  const problem = models.imageProblem(requestOf(drawing, bytes));
  if (!problem) return undefined;
  const { key, values } = problem;
  return texts(key, { ...values, ...('value' in values ? { value: asTyped(values['value']) } : {}) });
}

/** Draws. What is wrong with a drawing is said before it costs anything. Rejects as its parts do. */
export async function paint(
  parts: PaintParts,
  drawing: Drawing,
  previews = 0,
  onPreview?: (picture: OutgoingFile) => void,
): Promise<Drawn | { refusal: string }> {
  const held = await parts.hold([drawing.of ?? [], drawing.mask ?? []].flat());
  try {
    const refusal = held ? problemWith(parts, drawing, held.bytes) : parts.texts('image.gone');
    if (refusal !== undefined) return { refusal };
    return await parts.generateImages({ ...requestOf(drawing, held?.bytes), previews }, onPreview);
  } finally {
    held?.letGo();
  }
}

/** Request for a drawing. `bytes`: the pictures that it is drawn out of, and behind them its mask. */
function requestOf(
  { prompt, style, as, of = [], mask, ...choices }: Drawing,
  bytes: readonly Uint8Array[] = [],
): Request {
  const sources = of.flatMap(({ mime }, index) => {
    const source = bytes[index];
    return source ? [{ bytes: source, mime }] : [];
  });
  const over = mask && bytes[of.length];
  const task = as === 'variation' ? variationTask(prompt) : as === 'larger' ? largerTask(prompt) : prompt;
  return {
    ...choices,
    prompt: style === undefined ? task : styled(task, style),
    ...(sources.length > 0 ? { sources } : {}),
    ...(over ? { mask: over } : {}),
  };
}
