import { gzipSync } from 'node:zlib';

/** Small files of the kinds that people send, served where a test brings none of its own. */

/** A JPEG of 320 x 240. */
export const jpeg = Buffer.from(
  '/9j/2wBDACgoKCgrKC0yMi0/RDxEP11VTk5VXYxkbGRsZIzVhZuFhZuF1bzkua255Lz//+vr////////////////////////2wBDASgoKCgrKC' +
    '0yMi0/RDxEP11VTk5VXYxkbGRsZIzVhZuFhZuF1bzkua255Lz//+vr////////////////////////wgARCADwAUADASIAAhEBAxEB/8QAFQAB' +
    'AQAAAAAAAAAAAAAAAAAAAAP/xAAWAQEBAQAAAAAAAAAAAAAAAAAAAwT/2gAMAwEAAhADEAAAAIiG4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/8QAFBABAAAAAAAAAAAAAAAAAAAAoP/aAAgBAQABPwAWH//EABQRAQAAAAAAAAAA' +
    'AAAAAAAAAID/2gAIAQIBAT8AFn//xAAUEQEAAAAAAAAAAAAAAAAAAACA/9oACAEDAQE/ABZ//9k=',
  'base64',
);

/** A WebP of 512 x 512, as stickers are. */
export const webp = Buffer.from('UklGRi4AAABXRUJQVlA4TCIAAAAv/8F/AAdQ0FJUq/8BgUCyv/cMRfQ/4z//+c9//vOf//wf', 'base64');

/** A PDF that says "Hello". */
export const pdf = Buffer.from(
  `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 37>> stream
BT /F 24 Tf 20 40 Td (Hello) Tj ET   
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF`,
);

/** The beginning of an MP4, of a WebM and of an MP3: a kind by its content, and nothing to play. */
export const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42\0\0\0\0mp42isom', 'latin1')]);
export const webm = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex');
export const mp3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.from('fffb9064', 'hex')]);

/** A Lottie picture, gzipped, as Telegram's animated stickers are. */
export const tgs = gzipSync('{"tgs":1,"v":"5.5.2","fr":60,"ip":0,"op":60,"w":512,"h":512,"layers":[]}');

/** Twenty milliseconds of silence in Opus (RFC 6716). */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
/** Samples in them; Ogg counts Opus at 48 kHz (RFC 7845). */
const FRAME = 960;

/** An Ogg of silent Opus, mono, of so many seconds: a voice message. */
export function ogg(seconds: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.alloc(16);
  tags.write('OpusTags', 'latin1');
  const frames = Math.max(1, Math.round(seconds * 50));
  const pages = [page(0, 2, 0, [head]), page(1, 0, 0, [tags])];
  for (let at = 0; at < frames; at += 50) {
    const count = Math.min(50, frames - at);
    const last = at + count >= frames ? 4 : 0;
    pages.push(page(pages.length, last, (at + count) * FRAME, Array<Buffer>(count).fill(SILENCE)));
  }
  return Buffer.concat(pages);
}

/** A page of short packets. `flags`: 2 the first, 4 the last (RFC 3533). */
function page(index: number, flags: number, position: number, packets: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 'latin1');
  head.writeUInt8(flags, 5);
  head.writeBigUInt64LE(BigInt(position), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(index, 18);
  head.writeUInt8(packets.length, 26);
  const whole = Buffer.concat([head, Buffer.from(packets.map(({ length }) => length)), ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** Ogg's own CRC-32, which is not turned around as zlib's is. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  }
  return sum >>> 0;
}
