import { crc32, inflateRawSync } from 'node:zlib';
import { expect } from 'vitest';

/** Files of an archive by their names, read by its list at the end as programs do, each checked. */
export function unzipped(archive: Uint8Array): Map<string, Buffer> {
  const all = Buffer.from(archive);
  const end = all.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = new Map<string, Buffer>();
  for (let at = all.readUInt32LE(end + 16), left = all.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(all.toString('latin1', at, at + 4)).toBe('PK\x01\x02');
    const [sum, packed, length, name] = [16, 20, 24]
      .map((place) => all.readUInt32LE(at + place))
      .concat(all.readUInt16LE(at + 28));
    const path = all.toString('latin1', at + 46, at + 46 + (name ?? 0));
    const head = all.readUInt32LE(at + 42);
    expect(all.toString('latin1', head, head + 4)).toBe('PK\x03\x04');
    const from = head + 30 + all.readUInt16LE(head + 26) + all.readUInt16LE(head + 28);
    const bytes = inflateRawSync(all.subarray(from, from + (packed ?? 0)));
    expect([bytes.length, crc32(bytes)]).toEqual([length, sum]);
    files.set(path, bytes);
    at += 46 + (name ?? 0);
  }
  return files;
}
