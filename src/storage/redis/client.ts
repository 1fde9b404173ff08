import type { Log } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { type Argument, type Asking, commandsOn, type IsAnswer, type Reply } from './commands.ts';
import { redisFault } from './fault.ts';
import { keysOf } from './keys.ts';
import { type Line, openLine } from './line.ts';
import type { Script } from './script.ts';

/** Longest time for the first answer, ms. */
const OPENING_MS = 10_000;

/**
 * One Redis and one installation on it. Each method rejects with Fault('storage') within its time, whatever becomes of the line.
 * What was rejected may have happened. What a cut line lost is sent once more. So commands and scripts have to be harmless when
 * repeated: SET and ZADD are, INCR and LPUSH are not.
 */
export interface Redis {
  /** Key of this installation: `parley:{bot}:` and the parts. */
  key(...parts: readonly string[]): string;
  /** Sends a command. Those of one tick share a write. */
  send(command: readonly Argument[], asking?: Asking): Promise<Reply>;
  /** Runs a script, by its hash where Redis knows it. `keys` are whole ones, as `key` makes them. */
  run(script: Script, keys: readonly string[], values: readonly Argument[], asking?: Asking): Promise<Reply>;
  /**
   * Opens another line, for subscriptions or for commands that block up to `blocksMs`. It is @redis/client's own. It comes back by
   * itself and subscribes again. Its commands have no limit, none is sent twice, and it keeps up to 10,000 of them while it is
   * away. `close` ends it, if its owner did not.
   */
  another(name: string, blocksMs?: number): Promise<Line>;
  /** Waits a moment for answers that are under way, then ends all lines; what is asked afterwards rejects. */
  close(): Promise<void>;
}

export interface RedisOptions {
  /** `redis://` or `rediss://` (https://www.iana.org/assignments/uri-schemes/prov/redis). */
  url: string;
  /** Name of the installation. */
  bot: string;
  log: Log;
}

/**
 * Opens Redis, and resolves once it answers.
 * @throws Fault('config') where the URL or the name is none; Fault('storage') where it does not answer within ten seconds, or
 * refuses the account
 */
export async function openRedis({ url, bot, log }: RedisOptions): Promise<Redis> {
  const key = keysOf(bot);
  const place = placeOf(url);
  const { ErrorReply } = await import('@redis/client');
  const isAnswer: IsAnswer = (error) => error instanceof ErrorReply;
  const line = await openLine({ url, name: `${bot}:commands`, log, refuses: true });
  const { send, close } = commandsOn(line, place, isAnswer);
  const others = new Set<Line>();
  let isClosed = false;

  const redis: Redis = {
    key,
    send,
    async run({ name, lua, sha }, keys, values, asking) {
      const rest = [keys.length, ...keys, ...values];
      try {
        return await send(['EVALSHA', sha, ...rest], asking).catch((error: unknown) => {
          if (!(error instanceof Fault) || error.facts.code !== 'NOSCRIPT') throw error;
          return send(['EVAL', lua, ...rest], asking);
        });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        throw new Fault(error.kind, `${error.message} (script ${name})`, error.facts, error.cause);
      }
    },
    async another(name, blocksMs = 0) {
      if (isClosed) throw new Fault('storage', `redis ${place}: closed`, { code: 'closed' });
      const other = await openLine({ url, name: `${bot}:${name}`, log, blocksMs });
      others.add(other);
      return other;
    },
    async close() {
      isClosed = true;
      await close();
      for (const other of others) if (other.isOpen) other.destroy();
    },
  };

  try {
    await Promise.race([send(['PING'], { withinMs: OPENING_MS }), refusal(line, isAnswer)]);
  } catch (error) {
    await redis.close();
    throw redisFault(place, error);
  }
  return redis;
}

/** Rejects once Redis refuses the account or the database: to try again would not help. */
function refusal(line: Line, isAnswer: IsAnswer): Promise<never> {
  return new Promise((_, reject) => {
    const see = (error: unknown) => isAnswer(error) && reject(error);
    line.on('error', see);
    line.once('ready', () => line.off('error', see));
  });
}

/** Host, port and database of a URL, without the account. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) throw new Fault('config', 'the address of Redis is no URL');
  const { protocol, host, pathname } = new URL(url);
  if (!['redis:', 'rediss:'].includes(protocol)) throw new Fault('config', 'the address of Redis is no redis:// URL');
  return `${host}${pathname === '/' ? '' : pathname}`;
}
