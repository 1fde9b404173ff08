/** Bytes that are read before others get their turn. */
const SLICE = 64 * 1024;

/** Cuts what arrived into slices that are read in a moment. */
export function slicesOf(bytes: Uint8Array): Uint8Array[] {
  const slices: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) slices.push(bytes.subarray(at, at + SLICE));
  return slices;
}
