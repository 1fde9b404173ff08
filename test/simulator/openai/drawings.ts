import { described, drawPng } from './png.ts';

/** Pictures in each format that can be asked for. */

/** Draws a picture; the same words give the same one. A jpeg or webp is one grey, for no encoder is at hand. */
export function draw(format: 'png' | 'jpeg' | 'webp', width: number, height: number, words: string): Buffer {
  if (format === 'png') return drawPng(width, height, words);
  return format === 'jpeg' ? greyJpeg(width, height, described(words)) : greyWebp(width, height);
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** Makes a baseline jpeg whose blocks differ in nothing: two bits each, "no change" and "end of block". */
function greyJpeg(width: number, height: number, comment: string): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const oneCode = (of: number) => Buffer.from([of, 1, ...Array(15).fill(0), 0]);
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = Buffer.alloc(Math.ceil(blocks / 4));
  const spare = scan.length * 8 - blocks * 2;
  scan.writeUInt8((1 << spare) - 1, scan.length - 1);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xfe, Buffer.from(comment).subarray(0, 60_000)),
    segment(0xdb, Buffer.from([0, ...Array(64).fill(1)])),
    segment(0xc0, frame),
    segment(0xc4, oneCode(0)),
    segment(0xc4, oneCode(0x10)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** Makes a lossless webp: each of its five codes has one symbol, so that a pixel takes no bit at all. */
function greyWebp(width: number, height: number): Buffer {
  let bits = 0n;
  let count = 0n;
  const put = (value: number, size: number) => {
    bits |= BigInt(value) << count;
    count += BigInt(size);
  };
  put(width - 1, 14);
  put(height - 1, 14);
  put(0, 4); // no alpha, version 0
  put(0, 3); // no transform, no colour cache, one group of codes
  for (const symbol of [128, 128, 128, 255, 0]) {
    put(0b101, 3); // a simple code of one symbol, which has eight bits
    put(symbol, 8);
  }
  const data = Buffer.alloc(Math.ceil(Number(count) / 8) + 2);
  for (let at = 0; at < data.length; at += 1) data[at] = Number((bits >> BigInt(at * 8)) & 255n);
  const body = Buffer.concat([Buffer.from([0x2f]), data]);
  const padded = body.length % 2 ? Buffer.concat([body, Buffer.alloc(1)]) : body;
  const head = Buffer.alloc(20);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(12 + padded.length, 4);
  head.write('WEBPVP8L', 8, 'latin1');
  head.writeUInt32LE(body.length, 16);
  return Buffer.concat([head, padded]);
}
