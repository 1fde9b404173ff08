/**
 * Gives the memory of bytes back at once, for the collector may come by long after. The bytes are there no more. What has
 * other bytes beside it in its memory stays.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) buffer.transfer(0);
}
