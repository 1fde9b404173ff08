import { isFault } from '../../util/errors.ts';
import type { Redis } from './client.ts';
import { listOf } from './owned.ts';

/** Settings and state of a Redis, as it tells them. */
export interface RedisSettings {
  /** Fields of INFO (https://redis.io/docs/latest/commands/info). */
  info: Readonly<Record<string, string>>;
  /** Answer of CONFIG GET; absent where the account may not ask for it, or the host has taken the command away. */
  config?: Readonly<Record<string, string>>;
}

/** Settings that decide whether what was acknowledged is kept. */
const ASKED = ['appendonly', 'appendfsync', 'maxmemory', 'maxmemory-policy'];

/** Asks a Redis for its settings. Rejects with Fault('storage') where it does not answer. */
export async function askSettings(redis: Redis): Promise<RedisSettings> {
  const told = String(await redis.send(['INFO']));
  const info = Object.fromEntries(
    told.split('\r\n').flatMap((line) => {
      const [, name, value] = /^(\w+):(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );
  const config: Record<string, string> = {};
  try {
    for (const name of ASKED) {
      const [, value] = listOf(await redis.send(['CONFIG', 'GET', name]));
      if (typeof value === 'string') config[name] = value;
    }
  } catch (error) {
    // ERR: a command that the host renamed is none.
    if (isFault(error, 'storage') && ['NOPERM', 'ERR'].includes(String(error.facts.code))) return { info };
    throw error;
  }
  return { info, config };
}
