import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../util/errors.ts';

/** Files by name. Rejects as the file system does. */
export interface BlobFiles {
  /** Writes a whole file, also in the place of one that is there, or nothing. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Content of a file; undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Takes a file away; being gone already is success. */
  remove(name: string): Promise<void>;
  /** Names of all files, those that were not written to their end among them. */
  list(): Promise<string[]>;
}

/** Folder of a database's blobs: beside it, and named as it is. */
export function blobFolder(database: string): string {
  return `${database}.blobs`;
}

/** Files in a folder that is this account's alone. The folder is made for the first of them. */
export function filesIn(folder: string): BlobFiles {
  const at = (name: string) => join(folder, name);
  return {
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = at(`${name}.${randomBytes(4).toString('hex')}`);
      try {
        await writeDurably(unfinished, bytes);
        await rename(unfinished, at(name));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      await syncFolder(folder);
    },
    read: (name) => orNothing(readFile(at(name))),
    remove: (name) => rm(at(name), { force: true }),
    list: async () => (await orNothing(readdir(folder))) ?? [],
  };
}

/** Files of a database that is in memory. */
export function filesInMemory(): BlobFiles {
  const files = new Map<string, Uint8Array>();
  return {
    async write(name, bytes) {
      files.set(name, bytes.slice());
    },
    read: async (name) => files.get(name)?.slice(),
    async remove(name) {
      files.delete(name);
    },
    list: async () => [...files.keys()],
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name lasts over a power cut once its folder is written. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
