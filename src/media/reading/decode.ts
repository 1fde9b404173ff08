/** Text in any usual encoding. Sources: the WHATWG Encoding Standard, and the layout of GB 2312 and Big5. */

/** Bytes that are looked at to guess an encoding. */
const READ = 256 * 1024;
const BREAKS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** Decodes a text; undefined for bytes that are no text. `told`: encoding that somebody says it has, believed where it can be. */
export function decodeText(bytes: Uint8Array, told?: string): string | undefined {
  const encoding = encodingOf(bytes, told);
  return encoding && new TextDecoder(encoding).decode(bytes);
}

function encodingOf(bytes: Uint8Array, told?: string): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  const head = bytes.subarray(0, READ);
  const wide = wideEncoding(head);
  if (wide) return wide;
  if (!isText(head)) return undefined;
  const isUtf8 = isValid(bytes, 'utf-8');
  // Encodings of one byte fit anything. UTF-8 fits nothing else, once it has a letter beyond ASCII.
  const isSure = isUtf8 && bytes.some((byte) => byte >= 0x80);
  if (told !== undefined && !isSure && isValid(bytes, told)) return told;
  return isUtf8 ? 'utf-8' : narrowEncoding(bytes, head);
}

/** Tells UTF-16 without a mark by the zeros that every other byte of most scripts is. */
function wideEncoding(head: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 4;
  if (odd > many && even < odd / 10) return 'utf-16le';
  return even > many && odd < even / 10 ? 'utf-16be' : undefined;
}

function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || BREAKS.has(byte));
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Encodings without a mark, told by how their bytes stand together. */
function narrowEncoding(bytes: Uint8Array, head: Uint8Array): string {
  const { high, runs, pairs, joined, simplified, traditional, low } = shapeOf(head);
  // An accented letter and the one behind it look like a pair, too: but like a rare one, and it stands alone.
  const isDouble = pairs > 0 && joined >= pairs / 2;
  const isGb = isDouble && simplified >= pairs * USUAL && isValid(bytes, 'gb18030');
  const isBig5 = isDouble && traditional >= pairs * USUAL && isValid(bytes, 'big5');
  // GB 2312, what nearly all of such texts are in, has no second bytes below 0xa1; Big5 has many.
  if (isBig5 && (!isGb || low > pairs / 10)) return 'big5';
  if (isGb) return 'gb18030';
  // Letters of Cyrillic words stand together, accented ones of Latin words alone.
  return high > runs * 2 ? 'windows-1251' : 'windows-1252';
}

/** Part of the signs of a Chinese text, at least, that are among the usual ones. */
const USUAL = 0.7;

interface Shape {
  /** Bytes above ASCII, and the runs they stand in. */
  high: number;
  runs: number;
  /** Pairs that could be one sign of a double-byte encoding, and those that stand beside another. */
  pairs: number;
  joined: number;
  /** Pairs that are usual signs in GB 18030, and in Big5. */
  simplified: number;
  traditional: number;
  /** Pairs whose second byte is below 0xa1. */
  low: number;
}

function shapeOf(head: Uint8Array): Shape {
  const shape = { high: 0, runs: 0, pairs: 0, joined: 0, simplified: 0, traditional: 0, low: 0 };
  for (let at = 0; at < head.length; at++) {
    if ((head[at] ?? 0) < 0x80) continue;
    shape.high += 1;
    if (at === 0 || (head[at - 1] ?? 0) < 0x80) shape.runs += 1;
  }
  let end = -1;
  let isJoined = false;
  for (let at = 0; at + 1 < head.length; at++) {
    const [lead = 0, trail = 0] = [head[at], head[at + 1]];
    if (lead < 0x81 || trail < 0x40) continue;
    shape.pairs += 1;
    if (at === end) shape.joined += isJoined ? 1 : 2;
    isJoined = at === end;
    const isLow = trail < 0xa1;
    if (isLow) shape.low += 1;
    if (lead < 0xa1 || (!isLow && (lead <= 0xa3 || (lead >= 0xb0 && lead <= 0xd7)))) shape.simplified += 1;
    if (lead >= 0xa1 && lead <= 0xc6) shape.traditional += 1;
    at += 1;
    end = at + 1;
  }
  return shape;
}
