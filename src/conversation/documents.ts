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
  const reads = keys.map((_, index) => readOne(values[index], reader));
  for (const [index, key] of keys.entries()) {
    if (reads[index]?.damaged && values[index] !== DAMAGED) await documents.quarantine(key);
  }
  return reads;
}

function readOne<T>(stored: unknown, reader: (value: unknown) => T | undefined): Read<T> {
  if (stored === undefined) return { value: undefined, damaged: false, stored: undefined };
  const value = reader(stored);
  return value === undefined
    ? { value: undefined, damaged: true, stored: undefined }
    : { value, damaged: false, stored };
}
