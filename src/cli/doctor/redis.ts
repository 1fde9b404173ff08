import type { Finding } from '../../ports/index.ts';
import type { RedisSettings } from '../../storage/redis/settings.ts';

/** Oldest Redis with all that the scripts use. */
const OLDEST = [6, 2] as const;

/** Findings of what a Redis tells of itself: whether it keeps what it acknowledged. The first is about its version. */
export function redisFindings(told: RedisSettings): Finding[] {
  const findings = [version(told), role(told), persistence(told), disk(told), eviction(told)];
  return findings.filter((finding) => finding !== undefined);
}

function version({ info }: RedisSettings): Finding {
  const valkey = info['valkey_version'];
  if (valkey !== undefined) return { state: 'ok', message: `Valkey ${valkey}` };
  const found = info['redis_version'] ?? '?';
  const [major = 0, minor = 0] = found.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]))
    return { state: 'ok', message: `Redis ${found}` };
  const mend = 'Bring it to Redis 6.2 or newer, or to Valkey.';
  return { state: 'error', message: `Redis ${found} is too old`, mend };
}

function role({ info }: RedisSettings): Finding | undefined {
  if (info['role'] !== 'slave') return undefined;
  return { state: 'error', message: 'This Redis is a replica, which takes no writes', mend: 'Name the primary.' };
}

/** Anything less than a write to the disk before each answer loses what was acknowledged. */
function persistence({ info, config }: RedisSettings): Finding {
  const mend = 'Set "appendonly yes" and "appendfsync always" in redis.conf.';
  if (info['aof_enabled'] === '0')
    return { state: 'error', message: 'Redis has no append-only file: messages are lost when it ends', mend };
  const fsync = config?.['appendfsync'];
  if (fsync === undefined) {
    const message = 'This Redis does not tell its settings: CONFIG is forbidden';
    return { state: 'warning', message, mend: 'Look up at its host that "appendfsync" is "always".' };
  }
  if (fsync === 'always') return { state: 'ok', message: 'Redis has on its disk whatever it acknowledged' };
  const message = `With "appendfsync ${fsync}" Redis loses the last seconds when its machine ends`;
  return { state: 'warning', message, mend: 'Set "appendfsync always" in redis.conf.' };
}

function disk({ info }: RedisSettings): Finding | undefined {
  if ((info['aof_last_write_status'] ?? 'ok') === 'ok') return undefined;
  return {
    state: 'error',
    message: 'Redis could not write to its disk',
    mend: 'Free some space on the disk of Redis.',
  };
}

/** Whatever is evicted is a message, or a history, that is gone without a word. */
function eviction({ info, config }: RedisSettings): Finding | undefined {
  const policy = config?.['maxmemory-policy'] ?? info['maxmemory_policy'];
  if (policy === undefined) return undefined;
  if (policy === 'noeviction') return { state: 'ok', message: 'Redis drops nothing when its memory is full' };
  const bytes = Number(config?.['maxmemory'] ?? info['maxmemory'] ?? 0);
  return {
    state: bytes > 0 ? 'error' : 'warning',
    message: `With "maxmemory-policy ${policy}" Redis drops messages when its memory is full`,
    mend: 'Set "maxmemory-policy noeviction" in redis.conf.',
  };
}
