import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../util/errors.ts';

/**
 * Copies blobs by name to a new folder. What is deleted meanwhile is missing from the copy, as from any copy made a moment later.
 * Rejects as the file system does.
 */
export async function copyBlobs(names: readonly string[], from: string, to: string): Promise<void> {
  if (names.length === 0) return;
  await mkdir(to, { mode: 0o700 });
  for (const name of names) {
    try {
      await copyFile(join(from, name), join(to, name));
      await chmod(join(to, name), 0o600);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}
