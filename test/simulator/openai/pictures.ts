/** A picture as the stand-in sees it. */
export interface Seen {
  mime: string;
  width: number;
  height: number;
  /** Text that the stand-in itself put into a picture which it drew. */
  text?: string;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Reads the head of a png, jpeg, webp or gif; undefined for anything else, and for what is cut. */
export function see(bytes: Buffer): Seen | undefined {
  const size = ofPng(bytes) ?? ofJpeg(bytes) ?? ofWebp(bytes) ?? ofGif(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

function ofPng(bytes: Buffer): Seen | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG)) return undefined;
  const seen: Seen = { mime: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  for (const { type, data } of chunksOf(bytes)) {
    const end = data.indexOf(0);
    if (type === 'tEXt' && data.toString('latin1', 0, end) === 'Description')
      seen.text = data.toString('utf8', end + 1);
  }
  return seen;
}

function* chunksOf(png: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, end) };
    at = end + 4;
  }
}

/** Tells whether a picture is a png with an alpha channel: what a mask must have. */
export function hasAlpha(bytes: Buffer): boolean {
  if (see(bytes)?.mime !== 'image/png') return false;
  return ((bytes[25] ?? 0) & 4) !== 0 || [...chunksOf(bytes)].some(({ type }) => type === 'tRNS');
}

function ofJpeg(bytes: Buffer): Seen | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let text: string | undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xfe) text = bytes.toString('utf8', at + 4, at + 2 + length);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      return { mime: 'image/jpeg', ...size, ...(text === undefined ? {} : { text }) };
    }
    at += 2 + length;
  }
  return undefined;
}

function ofWebp(bytes: Buffer): Seen | undefined {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  const mime = 'image/webp';
  const kind = bytes.toString('latin1', 8, 16);
  if (kind === 'WEBPVP8X') return { mime, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'WEBPVP8 ')
    return { mime, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'WEBPVP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return { mime, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function ofGif(bytes: Buffer): Seen | undefined {
  if (bytes.length < 13 || !/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return undefined;
  return { mime: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** Longest side and most patches of 32 × 32 pixels that a picture is scaled to, by `detail`; larger ones are made smaller. */
const scales: Readonly<Record<string, { side: number; patches: number }>> = {
  low: { side: 512, patches: 256 },
  high: { side: 2048, patches: 2500 },
};

/** Tokens that a picture costs. Without `detail`, and as `auto` or `original`, nothing makes it smaller. */
export function pictureTokens({ width, height }: Pick<Seen, 'width' | 'height'>, detail: unknown): number {
  const scale = scales[String(detail)];
  const by = scale ? Math.min(1, scale.side / Math.max(width, height)) : 1;
  const patches = Math.ceil((width * by) / 32) * Math.ceil((height * by) / 32);
  return scale ? Math.min(patches, scale.patches) : patches;
}
