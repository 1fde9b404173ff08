import type { Detail, PictureSize } from '../ports/index.ts';

/**
 * Sizes in which OpenAI's models look at pictures, and their price. As of 2026-11-29, from OpenAI's guide to images. What is
 * larger is scaled down by the service, or is dearer: so it is scaled before. Other services are taken to be alike.
 */

interface Scale {
  name: RegExp;
  /** Longest side in pixels, and most patches, by the pains that are taken. */
  low: { side: number; patches: number };
  high: { side: number; patches: number };
  /** Tokens of one patch. */
  perPatch: number;
}

/** Side of a patch, in pixels. */
const PATCH = 32;

const low = { side: 512, patches: 256 };

/** The first that fits counts. */
const scales: readonly Scale[] = [
  // The factor is documented for 5.4-mini.
  { name: /-(?:mini|nano)(?:-|$)/, low, high: { side: 2048, patches: 1536 }, perPatch: 1.62 },
  { name: /(?:)/, low, high: { side: 2048, patches: 2500 }, perPatch: 1 },
];

/** Works out the size to which a picture is scaled down for a model, and the tokens that it then costs. */
export function pictureSize(
  model: string,
  { width, height }: { width: number; height: number },
  detail: Detail,
): PictureSize {
  const scale = scales.find(({ name }) => name.test(model));
  const { side, patches } = scale?.[detail] ?? low;
  let by = Math.min(1, side / Math.max(width, height));
  // Rounding up to whole patches may exceed the limit by a row.
  while (patchesOf(width * by, height * by) > patches) by *= 0.995;
  const [wide, high] = [sized(width * by), sized(height * by)];
  return { width: wide, height: high, tokens: Math.ceil(patchesOf(wide, high) * (scale?.perPatch ?? 1)) };
}

const sized = (pixels: number) => Math.max(1, Math.round(pixels));
const patchesOf = (width: number, height: number) => Math.ceil(width / PATCH) * Math.ceil(height / PATCH);
