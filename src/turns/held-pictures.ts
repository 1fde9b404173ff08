import type { HeldPictures, PaintParts } from '../answering/pictures/paint.ts';
import type { Blobs, KeptPicture, Model, ModelCatalog, Task } from '../ports/index.ts';
import type { PicturePlaces, Whose } from './picture-places.ts';

interface HoldingParts {
  blobs: Pick<Blobs, 'get'>;
  /** Places for pictures that others are drawn out of: one for each megabyte. */
  sources: PicturePlaces;
}

/** Megabytes of them in memory, in the whole process. One chat gets no more than half: as much as one drawing may take. */
export const HELD_MB = 128;
const MEGABYTE = 1024 * 1024;
/** Bytes of a picture whose size nobody has noted: a drawn one. */
const USUAL = 4 * MEGABYTE;

/**
 * Reads pictures of a conversation while there is room for them. Undefined where one is not there (any more). Rejects as
 * `PicturePlaces.take` does, and with Fault('storage').
 */
async function holdPictures(
  { blobs, sources }: HoldingParts,
  pictures: readonly KeptPicture[],
  { conversation, ...whose }: Whose & { conversation: string },
  signal: AbortSignal,
): Promise<HeldPictures | undefined> {
  if (pictures.length === 0) return { bytes: [], letGo: () => undefined };
  const size = pictures.reduce((sum, picture) => sum + (picture.size ?? USUAL), 0);
  const letGo = await sources.take(Math.ceil(size / MEGABYTE), whose, signal);
  const bytes: Uint8Array[] = [];
  try {
    for (const { blob } of pictures) bytes.push(...[(await blobs.get(blob, conversation)) ?? []].flat());
  } catch (error) {
    letGo();
    throw error;
  }
  if (bytes.length === pictures.length) return { bytes, letGo };
  letGo();
  return undefined;
}

/** Makes what drawing for a task takes, until a signal fires. `model`: the one that its turn pays for. */
export function paintingFor(
  parts: HoldingParts & { models: Pick<ModelCatalog, 'image'> },
  { conversation, actor, target }: Pick<Task, 'conversation' | 'actor' | 'target'>,
  model: Pick<Model, 'generateImages'>,
): (signal: AbortSignal) => Pick<PaintParts, 'hold' | 'generateImages'> {
  const whose = { conversation, person: actor.id, chat: target.chat };
  const onBehalf = { actor: actor.id, chat: target.chat, purpose: 'image' } as const;
  return (signal) => ({
    hold: (pictures) => holdPictures(parts, pictures, whose, signal),
    generateImages: (request, onPreview) =>
      model.generateImages({ ...request, model: parts.models.image, onBehalf }, signal, onPreview),
  });
}
