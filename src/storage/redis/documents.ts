import type { Documents, Log } from '../../ports/index.ts';
import { DOCUMENTS, documentsIn } from '../documents.ts';
import type { Redis } from './client.ts';
import { RedisStore } from './entry-store.ts';

/** Values that share a way: as many that are long are parsed in 50 ms. */
const TOGETHER = 8;

/**
 * Opens the documents in Redis. None is kept in memory: another process may write each of them, and what is read has to be what
 * stands there.
 */
export function openRedisDocuments(redis: Redis, log: Log): Documents {
  return documentsIn(new RedisStore(redis, DOCUMENTS), log, TOGETHER);
}
