/** Stands for a value that is there but cannot be read; it has been set aside. */
export const DAMAGED = Symbol('damaged');

/** Documents by key; a failed read or write rejects, and never looks like an empty one. */
export interface Documents {
  /** A value each, undefined where there is none, DAMAGED where it cannot be read. */
  getMany(keys: readonly string[]): Promise<unknown[]>;
  /** All or none. `ttl`: it is forgotten after so long, ms. */
  setMany(entries: readonly { key: string; value: unknown; ttl?: number }[]): Promise<void>;
  /** Takes a value that is not what it should be out of the way and keeps it for the operator. */
  setAside(key: string): Promise<void>;
}

/** A value that was read as what it should be; `damaged` says that there was one of another shape. */
export interface Read<T> {
  value: T | undefined;
  damaged: boolean;
}

/** Reads values of one shape. What has another (a damaged row, a version nobody knows) is set aside, not written over. */
export async function readShaped<T>(
  documents: Documents,
  keys: readonly string[],
  reader: (value: unknown) => T | undefined,
): Promise<Read<T>[]> {
  const values = await documents.getMany(keys);
  return Promise.all(
    keys.map(async (key, index): Promise<Read<T>> => {
      const value = values[index];
      if (value === undefined) return { value: undefined, damaged: false };
      const read = reader(value);
      if (read !== undefined) return { value: read, damaged: false };
      if (value !== DAMAGED) await documents.setAside(key);
      return { value: undefined, damaged: true };
    }),
  );
}
