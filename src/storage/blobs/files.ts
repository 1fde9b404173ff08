import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../util/errors.ts';
import { storageFault } from '../sqlite/fault.ts';
import type { BlobBytes } from './parts.ts';

/** Folder of a database's blobs: beside it, and named as it is. */
export function blobFolder(database: string): string {
  return `${database}.blobs`;
}

/** Files in a folder that is this account's alone. The folder is made for the first of them. */
export function filesIn(folder: string): BlobBytes {
  const at = (name: string) => join(folder, name);
  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storageFault(folder, error);
    }
  }
  return {
    write: (name, bytes) => told(writeWhole(folder, name, bytes)),
    read: (name) => told(orNothing(readFile(at(name)))),
    remove: (name) => told(rm(at(name), { force: true })),
    list: async () => (await told(orNothing(readdir(folder)))) ?? [],
  };
}

/** Files of a database that is in memory. */
export function filesInMemory(): BlobBytes {
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

/** Writes a file whole, also in the place of one that is there, or nothing. */
async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const unfinished = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeDurably(unfinished, bytes);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(folder);
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
