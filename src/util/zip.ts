import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

/** File of an archive. */
export interface ZipEntry {
  /** Path with slashes, in ASCII. */
  name: string;
  bytes: Uint8Array;
}

const deflate = promisify(deflateRaw);

/** Version of the format that is needed to unpack, the method, and a time that tells nothing: 1980-01-01. */
const NEEDED = 20;
const DEFLATED = 8;
const DAY = 0x21;
const FILE = 0x04034b50;
const LISTED = 0x02014b50;
const END = 0x06054b50;

/** Packs files into a zip archive of less than 4 GB. Compression runs beside the event loop. */
export async function zip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const files: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name);
    const packed = await deflate(bytes);
    const facts = numbers([
      ...[short(DEFLATED), short(0), short(DAY)],
      ...[long(crc32(bytes)), long(packed.length), long(bytes.length), short(path.length), short(0)],
    ]);
    const head = numbers([long(FILE), short(NEEDED), short(0)]);
    files.push(head, facts, path, packed);
    const rest = numbers([short(0), short(0), short(0), long(0), long(at)]);
    list.push(numbers([long(LISTED), short(NEEDED), short(NEEDED), short(0)]), facts, rest, path);
    at += head.length + facts.length + path.length + packed.length;
  }
  const listed = list.reduce((sum, { length }) => sum + length, 0);
  const count = [short(entries.length), short(entries.length)];
  const end = numbers([long(END), short(0), short(0), ...count, long(listed), long(at), short(0)]);
  return Buffer.concat([...files, ...list, end]);
}

type Field = readonly [value: number, bytes: 2 | 4];
const short = (value: number): Field => [value, 2];
const long = (value: number): Field => [value, 4];

/** Writes whole numbers behind each other, the lowest byte first. */
function numbers(fields: readonly Field[]): Buffer {
  const all = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = all.writeUIntLE(value, at, bytes);
  return all;
}
