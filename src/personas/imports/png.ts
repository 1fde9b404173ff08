/** Text that a picture carries. Source: the PNG specification, chunks; character cards V2 (`chara`) and V3 (`ccv3`). */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Chunks that are looked at. */
const CHUNKS = 10_000;

/** Tells whether bytes are a PNG. */
export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/** Reads the card in a PNG, the newest form first, as JSON; undefined where it has none. */
export function cardInPng(bytes: Buffer): string | undefined {
  const found: Record<string, string> = {};
  let at = SIGNATURE.length;
  for (let left = CHUNKS; left > 0 && at + 12 <= bytes.length; left -= 1) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) break;
    const data = bytes.subarray(at + 8, at + 8 + length);
    const end = data.indexOf(0);
    const keyword = end > 0 && end < 80 ? data.toString('latin1', 0, end) : '';
    if (bytes.toString('latin1', at + 4, at + 8) === 'tEXt' && /^(?:ccv3|chara)$/.test(keyword)) {
      found[keyword] ??= Buffer.from(data.toString('latin1', end + 1), 'base64').toString('utf8');
    }
    at += length + 12;
  }
  return found['ccv3'] ?? found['chara'];
}
