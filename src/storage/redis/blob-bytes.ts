import type { Clock } from '../../ports/index.ts';
import type { BlobBytes } from '../blobs/parts.ts';
import type { Redis } from './client.ts';
import { script } from './script.ts';

/** Bytes that are written or read at a time: more would hold up everybody else who asks Redis. */
const PIECE = 1_000_000;
/** Time for which they stay after their owners' time is over, ms: who asks goes by another clock. */
const MARGIN_MS = 3_600_000;
/** Longest time to live, ms: Redis counts in 64 bits of its own time. */
const LONGEST_MS = 10 * 366 * 86_400_000;

/**
 * Bytes in Redis: a hash `bytes:<name>` of pieces, whose number is written last, and the set `bytes` of their names. Equal bytes have
 * equal pieces, so whoever writes them again changes nothing for a reader.
 */
export function bytesInRedis(redis: Redis, clock: Clock): BlobBytes {
  const names = redis.key('bytes');
  return {
    async write(name, bytes, until) {
      const ms = Math.max(1, Math.min(Math.round(until - clock.now()) + MARGIN_MS, LONGEST_MS));
      await redis.send(['SADD', names, name]);
      const count = Math.ceil(bytes.length / PIECE);
      for (let at = 0; at < count; at += 1) {
        const piece = Buffer.from(bytes.subarray(at * PIECE, (at + 1) * PIECE));
        await redis.run(KEEP, [redis.key('bytes', name)], [ms, at, piece]);
      }
      await redis.run(KEEP, [redis.key('bytes', name)], [ms, 'count', count]);
    },
    async read(name) {
      const key = redis.key('bytes', name);
      const count = await redis.send(['HGET', key, 'count']);
      if (count === null) return undefined;
      const pieces: Buffer[] = [];
      for (let at = 0; at < Number(count); at += 1) {
        const piece = await redis.send(['HGET', key, at], { bytes: true });
        if (!Buffer.isBuffer(piece)) return undefined;
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    },
    async remove(name) {
      await redis.send(['UNLINK', redis.key('bytes', name)]);
      await redis.send(['SREM', names, name]);
    },
    async list() {
      const found = new Set<string>();
      for (let cursor = '0'; ; ) {
        const reply = await redis.send(['SSCAN', names, cursor, 'COUNT', 1000]);
        const [next, some] = Array.isArray(reply) ? reply : [];
        if (Array.isArray(some)) for (const name of some) found.add(String(name));
        cursor = String(next ?? '0');
        if (cursor === '0') return [...found];
      }
    },
  };
}

/** ARGV: ms to live at least, field, value. What is to live for longer already stays as it is. */
const KEEP = script(
  'bytes.keep',
  `redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1`,
);
