/** Sounds that the stand-in makes, and what it can tell of one that it is given. */

/** A sound as the stand-in hears it. */
interface Sound {
  /** Name of the format, as a file's name ends. */
  format: 'ogg' | 'wav' | 'mp3' | 'mp4' | 'flac' | 'webm';
  /** Length; unknown where its format hides it. */
  seconds?: number;
  /** Words that were put into it: made sounds hold what they say. */
  words?: string;
}

/** Samples a second of what Ogg/Opus counts by. */
const OPUS_RATE = 48_000;
/** Silence of 20 ms: a frame of Opus, mono. */
const SILENT_FRAME = Buffer.from([0xf8, 0xff, 0xfe]);
const FRAME_MS = 20;
const FRAMES_A_PAGE = 50;

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value >>> 0;
});

function crcOf(page: Buffer): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** Makes one page of whole packets. `type`: 2 begins a stream, 4 ends it. */
function pageOf(packets: readonly Buffer[], granule: number, number: number, type = 0): Buffer {
  const lacing = packets.flatMap(({ length }) => [...Array(Math.floor(length / 255)).fill(255), length % 255]);
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(type, 5);
  head.writeBigUInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head.writeUInt8(lacing.length, 26);
  const page = Buffer.concat([head, Buffer.from(lacing), ...packets]);
  page.writeUInt32LE(crcOf(page), 22);
  return page;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Makes a voice message: silence in Ogg/Opus, mono, whose tags hold the words that it stands for. */
export function voiceOf(words: string, seconds: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt32LE(OPUS_RATE, 12);
  const tags = Buffer.concat([
    Buffer.from('OpusTags'),
    text('stand-in'),
    Buffer.from([1, 0, 0, 0]),
    text(`WORDS=${words}`),
  ]);
  const pages = [pageOf([head], 0, 0, 2), ...tagPages(tags)];
  const frames = Math.max(1, Math.round((seconds * 1000) / FRAME_MS));
  for (let done = 0; done < frames; ) {
    const count = Math.min(FRAMES_A_PAGE, frames - done);
    done += count;
    const granule = (done * OPUS_RATE * FRAME_MS) / 1000;
    pages.push(pageOf(Array(count).fill(SILENT_FRAME), granule, pages.length, done === frames ? 4 : 0));
  }
  return Buffer.concat(pages);
}

/** Tags have one page: 255 pieces of 255 bytes. */
const tagPages = (tags: Buffer) => [pageOf([tags.subarray(0, 60_000)], 0, 1)];

/** Makes a tone of 16-bit samples, mono. */
export function toneOf(seconds: number, rate: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * rate) * 2);
  for (let at = 0; at < samples.length; at += 2) {
    samples.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * 220 * at) / 2 / rate)), at);
  }
  return samples;
}

/** Makes a WAV file of a tone. */
export function wavOf(seconds: number, rate = 24_000): Buffer {
  const samples = toneOf(seconds, rate);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Frame of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes, 26 ms. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc4]), Buffer.alloc(413)]);
const MP3_SECONDS = 1152 / 44_100;

/** Makes an MP3 file of silence. */
export const mp3Of = (seconds: number): Buffer =>
  Buffer.concat(Array(Math.max(1, Math.round(seconds / MP3_SECONDS))).fill(MP3_FRAME));

/** Reads what a sound is, by its bytes; undefined for what is none. */
export function soundOf(bytes: Buffer): Sound | undefined {
  const mark = bytes.toString('latin1', 0, 4);
  if (mark === 'OggS') return ofOgg(bytes);
  if (mark === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE') {
    return { format: 'wav', seconds: (bytes.length - 44) / Math.max(1, bytes.readUInt32LE(28)) };
  }
  if (mark === 'fLaC') return { format: 'flac' };
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return { format: 'mp4', ...lengthOfMp4(bytes) };
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x1a45_dfa3) return { format: 'webm' };
  const isMp3 = mark.startsWith('ID3') || (bytes.length > 1 && (bytes.readUInt16BE(0) & 0xffe0) === 0xffe0);
  return isMp3 ? { format: 'mp3', seconds: (bytes.length * 8) / 128_000 } : undefined;
}

function ofOgg(bytes: Buffer): Sound {
  const last = bytes.lastIndexOf('OggS');
  const granule = bytes.length >= last + 14 ? Number(bytes.readBigUInt64LE(last + 6)) : 0;
  const sound: Sound = { format: 'ogg', seconds: granule / OPUS_RATE };
  const at = bytes.indexOf('WORDS=');
  if (at < 0) return sound;
  const size = bytes.readUInt32LE(at - 4);
  return { ...sound, words: bytes.toString('utf8', at + 6, at + size) };
}

function lengthOfMp4(bytes: Buffer): { seconds?: number } {
  const at = bytes.indexOf('mvhd');
  if (at < 0 || bytes.length < at + 24 || bytes[at + 4] !== 0) return {};
  return { seconds: bytes.readUInt32BE(at + 20) / Math.max(1, bytes.readUInt32BE(at + 16)) };
}
