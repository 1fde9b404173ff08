import { crc32, deflateSync } from 'node:zlib';
import { hash } from './words.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Words of a seed: what comes after its last mark only tells pictures of the same words apart. */
export const described = (seed: string): string => seed.replace(/#[^#]*$/, '');

/** Three colours for a seed, far enough apart to tell prompts from each other. */
function palette(seed: number): number[][] {
  const turn = seed % 360;
  return [0, 50, 190].map((offset) => {
    const hue = ((turn + offset) % 360) / 60;
    return [5, 3, 1].map((n) => {
      const k = (n + hue) % 6;
      return Math.round(255 * (0.95 - 0.65 * Math.max(0, Math.min(k, 4 - k, 1))));
    });
  });
}

/**
 * A valid PNG of a horizon under a sun, its colours and places decided by `seed` text. It has 256 palette colours and
 * the full size asked for, yet is small, since its rows repeat. Its description, in UTF-8, is what the stand-in sees in it.
 */
export function drawPng(width: number, height: number, seed: string): Buffer {
  const random = hash(seed);
  const [sky = [], haze = [], ground = []] = palette(random);
  const colours = Buffer.alloc(256 * 3);
  for (let index = 0; index < 256; index += 1) {
    const from = index < 128 ? sky : ground;
    const to = index < 128 ? haze : sky;
    const part = (index % 128) / 127;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (from[channel] ?? 0) * (1 - part) + (to[channel] ?? 0) * part;
      colours[index * 3 + channel] = Math.round(index === 255 ? 250 : value * (index < 128 ? 1 : 0.6));
    }
  }

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);

  const horizon = Math.floor(height * (0.55 + (random % 20) / 100));
  const sun = { x: Math.floor(width * (0.2 + ((random >>> 8) % 60) / 100)), y: Math.floor(horizon * 0.55) };
  const radius = Math.floor(Math.min(width, height) / 9);
  const raw = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const row = y * (width + 1);
    const shade = y < horizon ? (y * 127) / horizon : 128 + ((y - horizon) * 126) / (height - horizon);
    raw.fill(Math.floor(shade), row + 1, row + 1 + width);
    const half = radius ** 2 - (y - sun.y) ** 2;
    if (half <= 0) continue;
    const reach = Math.floor(Math.sqrt(half));
    raw.fill(255, row + 1 + Math.max(0, sun.x - reach), row + 1 + Math.min(width, sun.x + reach));
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('tEXt', Buffer.concat([Buffer.from('Description\0', 'latin1'), Buffer.from(described(seed))])),
    chunk('IDAT', deflateSync(raw, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
