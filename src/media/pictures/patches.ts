import type { Detail } from '../../ports/index.ts';

/**
 * Sizes at which a model takes pictures, and what it counts them as. Source: OpenAI's guide to images and vision, read in
 * November 2026.
 */

export interface Size {
  /** Pixels. */
  width: number;
  height: number;
}

/** Side of the squares that a picture is counted in, px. */
const PATCH = 32;

/** Most that the model makes use of: `side` in px, `patches` in squares. More is scaled down there, and costs the way. */
const most: Readonly<Record<Detail, { side: number; patches: number }>> = {
  low: { side: 512, patches: 256 },
  high: { side: 2048, patches: 2500 },
};

/** Tokens that a picture is counted as: one for each square of it that is not empty. */
export function tokensOf({ width, height }: Size): number {
  return Math.ceil(width / PATCH) * Math.ceil(height / PATCH);
}

/** Largest size of the same shape that the model makes use of. Nothing is enlarged. */
export function fittedSize(size: Size, detail: Detail): Size {
  const { side, patches } = most[detail];
  const byArea = Math.sqrt((patches * PATCH * PATCH) / (size.width * size.height));
  let scale = Math.min(1, side / Math.max(size.width, size.height), byArea);
  let fitted = scaled(size, scale);
  // Squares that are cut by an edge count, too.
  while (tokensOf(fitted) > patches) {
    scale *= 0.99;
    fitted = scaled(size, scale);
  }
  return fitted;
}

function scaled({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
