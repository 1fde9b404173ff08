import { type BlobsOptions, type OpenBlobs, openBlobs } from '../blobs/blobs.ts';
import { filesIn } from '../blobs/files.ts';
import type { BlobBytes } from '../blobs/parts.ts';
import { bytesInRedis } from './blob-bytes.ts';
import { blobRows } from './blob-rows.ts';
import type { Redis } from './client.ts';
import { createLock, type Lock } from './lock.ts';

/** Most bytes that are kept in Redis itself, whose memory they take. */
const MOST_IN_REDIS = 256_000_000;

export interface RedisBlobsOptions extends BlobsOptions {
  /**
   * Folder of this installation alone, which all its processes share: what nobody here has is taken away. Where there is none, the
   * bytes are in Redis, of all together 256 MB.
   */
  folder?: string;
}

/** Opens blobs whose rows are in Redis. Processes that share it change what is kept one after the other. */
export function openRedisBlobs(redis: Redis, { folder, most, ...surroundings }: RedisBlobsOptions): OpenBlobs {
  const lock = createLock(redis, 'blobs');
  const rows = blobRows(redis, lock);
  if (folder !== undefined) {
    const stores = { rows, bytes: underLock(filesIn(folder), lock), advice: 'Raise BLOBS_MAX_MB.' };
    return openBlobs(stores, { ...surroundings, most });
  }
  const bound = most === 0 ? MOST_IN_REDIS : Math.min(most, MOST_IN_REDIS);
  const advice =
    bound === most
      ? 'Raise BLOBS_MAX_MB.'
      : 'Keep them in a folder that all processes share: Redis has room for 256 MB of them.';
  const bytes = underLock(bytesInRedis(redis, surroundings.clock), lock);
  return openBlobs({ rows, bytes, advice }, { ...surroundings, most: bound });
}

/** Bytes that are changed only while the lock is held: a process that stood still takes away nothing that another has put since. */
function underLock(bytes: BlobBytes, lock: Lock): BlobBytes {
  return {
    ...bytes,
    async write(...what) {
      lock.check();
      await bytes.write(...what);
    },
    async remove(name) {
      lock.check();
      await bytes.remove(name);
    },
  };
}
