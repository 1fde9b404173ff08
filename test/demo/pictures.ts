import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pictures people would see, kept as files that stay when the demo ends. */
export interface Pictures {
  /** Saves a picture; one line about it. */
  save(bytes: Buffer): string;
  readonly count: number;
}

/** Takes a file and says where it is now. */
type Store = (name: string, bytes: Buffer) => string;

/** @param store a new folder in the system's temporary one when absent */
export function createPictures(store: Store = createFolder()): Pictures {
  let count = 0;
  return {
    save(bytes) {
      count += 1;
      const path = store(`picture-${count}.${extension(bytes)}`, bytes);
      return `picture, ${size(bytes)}${kilobytes(bytes)}, saved as ${path}`;
    },
    get count() {
      return count;
    },
  };
}

/** A folder that is made for the first file. */
function createFolder(): Store {
  let folder: string | undefined;
  return (name, bytes) => {
    folder ??= mkdtempSync(join(tmpdir(), 'parley-pictures-'));
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}

const isPng = (bytes: Buffer) => bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;

function extension(bytes: Buffer): string {
  if (isPng(bytes)) return 'png';
  return bytes[0] === 0xff ? 'jpg' : 'webp';
}

/** Width and height, which a PNG tells at once. */
function size(bytes: Buffer): string {
  return isPng(bytes) ? `${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)}, ` : '';
}

function kilobytes(bytes: Buffer): string {
  return `${Math.ceil(bytes.length / 1024)} kB`;
}
