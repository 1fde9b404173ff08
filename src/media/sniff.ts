/** Types of files by their first bytes. Neither a name nor a declared type is believed. */

/** Table of marks in latin1: each byte is a character. `at`: where in the file; the first row that fits counts. */
const marks = [
  { type: 'jpeg', at: 0, any: ['\xff\xd8\xff'] },
  { type: 'png', at: 0, any: ['\x89PNG\r\n\x1a\n'] },
  { type: 'gif', at: 0, any: ['GIF87a', 'GIF89a'] },
  { type: 'webp', at: 8, any: ['WEBP'] },
  { type: 'wav', at: 8, any: ['WAVE'] },
  { type: 'heic', at: 4, any: ['hei', 'hev', 'mif1', 'msf1', 'avi'].map((brand) => `ftyp${brand}`) },
  { type: 'mp4', at: 4, any: ['ftyp'] },
  { type: 'zip', at: 0, any: ['PK\x03\x04', 'PK\x05\x06'] },
  /** Container of old office files, and of encrypted new ones. */
  { type: 'ole', at: 0, any: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'] },
  { type: 'ogg', at: 0, any: ['OggS'] },
  { type: 'matroska', at: 0, any: ['\x1aE\xdf\xa3'] },
  { type: 'flac', at: 0, any: ['fLaC'] },
  { type: 'mp3', at: 0, any: ['ID3', ...['\xe2', '\xe3', '\xf2', '\xf3', '\xfa', '\xfb'].map((low) => `\xff${low}`)] },
] as const;

/** `other`: text in some encoding, or what nobody reads. */
export type FileType = (typeof marks)[number]['type'] | 'pdf' | 'svg' | 'other';

/** Most bytes that are looked at. */
const READ = 1024;

/** Names the type of a file by its content. */
export function sniff(bytes: Uint8Array): FileType {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(READ, bytes.length)).toString('latin1');
  const known = marks.find(({ at, any }) => any.some((mark) => head.startsWith(mark, at)));
  if (known) return known.type;
  // Readers of PDF allow some bytes before the mark.
  if (head.includes('%PDF-')) return 'pdf';
  return isSvg(head) ? 'svg' : 'other';
}

function isSvg(head: string): boolean {
  const begins = /^[\s\xef\xbb\xbf]*<(?:svg|\?xml|!--|!doctype\s+svg)/i.test(head);
  return begins && /<(?:svg:)?svg[\s>]/i.test(head) && !/<html[\s>]/i.test(head);
}
