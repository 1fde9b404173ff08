import { DAMAGED, type Documents } from '../ports/index.ts';

export type { Documents } from '../ports/index.ts';

/** A value that was read as what it should be; `damaged` says that there was one of another shape. */
export interface Read<T> {
  value: T | undefined;
  damaged: boolean;
  /** The value as it is stored, to be compared with when it is written upon; undefined where there is none any more. */
  stored: unknown;
}

/** Reads values of one shape. What has another (a damaged row, a version nobody knows) is set aside, not written over. */
export async function readShaped<T>(
  documents: Documents,
  keys: readonly string[],
  reader: (value: unknown) => T | undefined,
): Promise<Read<T>[]> {
  const values = await documents.getMany(keys);
  const reads: Read<T>[] = [];
  for (const [index, key] of keys.entries()) {
    const read = readAs(values[index], reader);
    if (isUnknown(read, values[index])) await documents.quarantine(key);
    reads.push(read);
  }
  return reads;
}

/** Reads one value in the same way. */
export async function readOne<T>(
  documents: Documents,
  key: string,
  reader: (value: unknown) => T | undefined,
): Promise<Read<T>> {
  const [value] = await documents.getMany([key]);
  const read = readAs(value, reader);
  if (isUnknown(read, value)) await documents.quarantine(key);
  return read;
}

/** Tells whether a value is of a shape that is still to be set aside. */
function isUnknown({ damaged }: Read<unknown>, value: unknown): boolean {
  return damaged && value !== DAMAGED;
}

function readAs<T>(stored: unknown, reader: (value: unknown) => T | undefined): Read<T> {
  if (stored === undefined) return { value: undefined, damaged: false, stored: undefined };
  const value = reader(stored);
  return value === undefined
    ? { value: undefined, damaged: true, stored: undefined }
    : { value, damaged: false, stored };
}
