/** Formats of sound, as their bytes and their names tell them. */

interface SoundKind {
  mime: string;
  /** Ending of a file's name that every service knows. */
  ending: string;
  /** Other endings and media types of the same. */
  alike: readonly string[];
  /** First bytes, from `at` on. */
  marks: readonly (readonly number[])[];
  at?: number;
}

const ascii = (text: string) => [...text].map((sign) => sign.charCodeAt(0));

const kinds: readonly SoundKind[] = [
  { mime: 'audio/ogg', ending: 'ogg', alike: ['oga', 'opus', 'audio/opus', 'application/ogg'], marks: [ascii('OggS')] },
  { mime: 'audio/wav', ending: 'wav', alike: ['audio/x-wav', 'audio/wave'], marks: [ascii('RIFF')] },
  {
    mime: 'audio/mpeg',
    ending: 'mp3',
    alike: ['mpga', 'mpeg', 'audio/mp3'],
    marks: [ascii('ID3'), [0xff, 0xfb], [0xff, 0xf3], [0xff, 0xf2]],
  },
  {
    mime: 'audio/mp4',
    ending: 'm4a',
    alike: ['mp4', 'audio/m4a', 'audio/x-m4a', 'video/mp4', 'video/quicktime'],
    marks: [ascii('ftyp')],
    at: 4,
  },
  { mime: 'audio/flac', ending: 'flac', alike: ['audio/x-flac'], marks: [ascii('fLaC')] },
  { mime: 'audio/webm', ending: 'webm', alike: ['video/webm'], marks: [[0x1a, 0x45, 0xdf, 0xa3]] },
  {
    mime: 'audio/aac',
    ending: 'aac',
    alike: [],
    marks: [
      [0xff, 0xf1],
      [0xff, 0xf9],
    ],
  },
];

/** Tells what a sound is: by its bytes, else by its media type or by its name. Undefined for what nobody knows. */
export function soundKind(bytes: Uint8Array, mime = '', name = ''): { mime: string; ending: string } | undefined {
  const byMark = kinds.find(({ marks, at = 0 }) =>
    marks.some((mark) => mark.every((byte, offset) => bytes[at + offset] === byte)),
  );
  const told = mime.split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const isNamed = (word: string) => (kind: SoundKind) =>
    word !== '' && [kind.mime, kind.ending, ...kind.alike].includes(word);
  return byMark ?? kinds.find(isNamed(told)) ?? kinds.find(isNamed(ending));
}

/** Sound as the speech endpoint gives it without a head: 16-bit samples, mono, little-endian. */
export const PCM = 'audio/pcm;rate=24000';
