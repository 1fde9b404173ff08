import type { BlobBytes } from '../blobs/parts.ts';

/** Row in a form that every store can take. Outside text is in the form of `storedText`. */
export type DumpRow = Readonly<Record<string, string | number | null>>;

/** Rows of one kind, as they are moved to another store. Every method rejects with Fault('storage'). */
export interface DumpRoom {
  /** Name of the room, the same in every store. */
  name: string;
  /** Reads all rows, some at a time. */
  read(): AsyncIterable<readonly DumpRow[]>;
  /** Writes rows as they are, in the place of those that are there. Harmless when repeated. */
  write(rows: readonly DumpRow[]): Promise<void>;
}

/** All that a store keeps. Nobody else works on it meanwhile. */
export interface Dump {
  /** Rooms in the order in which they are filled: what others refer to comes first. */
  rooms: readonly DumpRoom[];
  /** Note of the migration into this store, none of its rows; undefined where there was none. */
  marker(): Promise<string | undefined>;
  mark(note: string): Promise<void>;
}

/** Name of bytes that have an owner, and the end of their time, epoch ms. */
export interface KeptBytes {
  name: string;
  until: number;
}

/** Room of the bytes of blobs, as Base64. What is kept by a row only, and is not there, is no row. */
export function bytesRoom(kept: () => AsyncIterable<KeptBytes>, bytes: BlobBytes): DumpRoom {
  return {
    name: 'bytes',
    async *read() {
      for await (const { name, until } of kept()) {
        const found = await bytes.read(name);
        if (found) yield [{ name, until, bytes: Buffer.from(found).toString('base64') }];
      }
    },
    async write(rows) {
      for (const { name, until, bytes: text } of rows)
        await bytes.write(String(name), Buffer.from(String(text), 'base64'), Number(until));
    },
  };
}
