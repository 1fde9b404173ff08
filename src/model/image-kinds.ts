import type { OutgoingFile, PictureFormat } from '../ports/index.ts';
import { modelFault } from './errors.ts';

const kinds = [
  { kind: 'png', mark: [0x89, 0x50, 0x4e, 0x47], at: 0 },
  { kind: 'jpeg', mark: [0xff, 0xd8, 0xff], at: 0 },
  { kind: 'webp', mark: [0x57, 0x45, 0x42, 0x50], at: 8 },
] as const;

/** Tells the format of a picture by its first bytes; undefined for any other. */
export function pictureKind(bytes: Uint8Array): PictureFormat | undefined {
  return kinds.find(({ mark, at }) => mark.every((byte, offset) => bytes[at + offset] === byte))?.kind;
}

/** Makes a file whose type is told by its first bytes, whatever the service says. Throws `model_server` for what is no picture. */
export function pictureOf(bytes: Uint8Array, index: number): OutgoingFile {
  const kind = pictureKind(bytes);
  if (!kind) throw modelFault('model_server', 'The answer holds bytes that are no picture');
  return { bytes, mime: `image/${kind}`, name: `picture-${index + 1}.${kind === 'jpeg' ? 'jpg' : kind}` };
}
