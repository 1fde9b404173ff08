import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Pictures for tests, made by code. */

export interface Noise {
  width: number;
  height: number;
}

/**
 * A photo as far as its bytes go: no two pixels alike, smooth enough to be packed like one.
 *
 * @param grain pixels from one colour to the next
 */
export async function photo({ width, height }: Noise, seed = 1, grain = 4): Promise<Buffer> {
  const small = { width: Math.ceil(width / grain), height: Math.ceil(height / grain), channels: 3 as const };
  const data = Buffer.alloc(small.width * small.height * 3);
  let state = seed;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[at] = state >>> 24;
  }
  return sharp(data, { raw: small }).resize(width, height).jpeg({ quality: 90 }).toBuffer();
}

/** A PNG of one colour that says it has these sides, and has them; built by hand, since no library would hold it. */
export function hugePng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return pngOf(header, deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 9 }));
}

function pngOf(header: Buffer, packed: Buffer): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const parts = [chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** A shot of a screen: lines of black "text" on white. */
export function screenshot({ width, height }: Noise): Promise<Buffer> {
  const data = Buffer.alloc(width * height, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) if (y % 20 < 12 && (x * 7 + y * 3) % 11 < 3) data[y * width + x] = 20;
  }
  return sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** A PNG with an alpha channel, transparent in its left half; or nowhere. */
export function maskOf({ width, height }: Noise, where: 'half' | 'nowhere' = 'half'): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 4, 255);
  const clear = where === 'half' ? width / 2 : 0;
  for (let y = 0; y < height; y += 1) data.fill(0, y * width * 4, (y * width + clear) * 4);
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
