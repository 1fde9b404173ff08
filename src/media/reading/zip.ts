import { once } from 'node:events';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { Refusal } from '../work/jobs.ts';

/** Archive whose sizes have been proved. Names of entries are keys, never paths. */
export interface Zip {
  has(name: string): boolean;
  names(): string[];
  /** Bytes of an entry, at most so many; undefined where there is none. */
  read(name: string, most?: number): Buffer | undefined;
}

interface Entry {
  name: string;
  method: number;
  packed: Buffer;
  size: number;
}

/** Most that an archive may unpack to, bytes: what is declared, and what comes. */
const MOST_UNPACKED = 200 * 1024 * 1024;
const MOST_ENTRIES = 20_000;
const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * Opens an archive by its directory. The declared sizes are summed before anything is unpacked; then every entry is unpacked
 * once, into nothing, up to the size it declares. Afterwards a library that trusts the sizes may have it. Throws a Refusal:
 * `bomb`, `encrypted`, `broken`.
 */
export async function openZip(bytes: Uint8Array): Promise<Zip> {
  const all: Entry[] = [];
  let unpacked = 0;
  for (const entry of entriesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) {
    unpacked += entry.size;
    if (unpacked > MOST_UNPACKED || all.length >= MOST_ENTRIES) throw new Refusal('bomb');
    all.push(entry);
  }
  if (all.length === 0) throw new Refusal('empty');
  for (const entry of all) await prove(entry);
  const entries = new Map(all.map((entry) => [entry.name, entry]));
  return {
    has: (name) => entries.has(name),
    names: () => [...entries.keys()],
    read(name, most = MOST_UNPACKED) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      if (entry.size > most) throw new Refusal('bomb');
      return entry.method === STORED ? entry.packed : inflateRawSync(entry.packed, { maxOutputLength: entry.size + 1 });
    },
  };
}

function* entriesOf(bytes: Buffer): Generator<Entry> {
  const end = endOf(bytes);
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY) throw new Refusal('broken');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    if (bytes.readUInt16LE(at + 8) & ENCRYPTED) throw new Refusal('encrypted');
    const packedLength = bytes.readUInt32LE(at + 20);
    const local = bytes.readUInt32LE(at + 42);
    if (bytes.readUInt32LE(local) !== LOCAL) throw new Refusal('broken');
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    if (start + packedLength > bytes.length) throw new Refusal('broken');
    yield {
      name: bytes.toString('utf8', at + 46, nameEnd),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.subarray(start, start + packedLength),
      size: bytes.readUInt32LE(at + 24),
    };
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

/** Place of the record that ends an archive; a note of up to 64 KiB may stand behind it. */
function endOf(bytes: Buffer): number {
  const earliest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= earliest; at--) if (bytes.readUInt32LE(at) === END) return at;
  throw new Refusal('broken');
}

/** Unpacks an entry without keeping it. */
async function prove({ method, packed, size }: Entry): Promise<void> {
  if (method === STORED) {
    if (packed.length !== size) throw new Refusal('bomb');
    return;
  }
  if (method !== DEFLATED) throw new Refusal('broken');
  const inflate = createInflateRaw();
  let length = 0;
  inflate.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > size) inflate.destroy(new Refusal('bomb'));
  });
  inflate.end(packed);
  await once(inflate, 'end');
}
