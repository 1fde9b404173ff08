/** Fewest bytes with pages of their own. Smaller memory is had again soon enough by whoever asks next. */
const PAGED = 64 * 1024;

/**
 * Takes memory for bytes that stay for a while, and that nothing else is beside. What is in it at first is undefined.
 *
 * Larger memory has pages of its own, which go back to the system with it. The allocator of Linux stops giving such pages once some
 * were freed (mallopt(3), M_MMAP_THRESHOLD). Up to 32 MB then come out of its heap, which keeps what lies beneath its end.
 * Buffers that can be resized are not taken from it.
 */
export function takeMemory(length: number): Buffer<ArrayBuffer> {
  if (length < PAGED) return Buffer.allocUnsafeSlow(length);
  return Buffer.from(new ArrayBuffer(length, { maxByteLength: length }), 0, length);
}

/**
 * Gives the memory of bytes back at once, for the collector may come by long after. The bytes are there no more. What has
 * other bytes beside it in its memory stays.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) {
    buffer.transferToFixedLength(0);
  }
}
