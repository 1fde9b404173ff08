import { SimpleShardingStrategy } from 'discord.js';

/**
 * Guards against loose ends of @discordjs/ws 1.2 that would end the process.
 *
 * Its shards call their own async methods without looking at the outcome. An event of a strange form, or two closes at
 * once, become unhandled rejections. And `destroy()` does not end a connection that is still being made. It hangs,
 * connects again half a second later, and a refused connection then throws an error nobody listens to.
 */

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

export interface Shards {
  /** Goes to the library's manager as `buildStrategy`. */
  build(manager: Manager): SimpleShardingStrategy;
  /** Connects. The library's manager would not where no beginning of a session is left, though a resumed one is none. */
  connect(): Promise<void>;
  /** Ends the connections for good, within about a second. `destroy` closes them politely. */
  end(destroy: () => Promise<void>): Promise<void>;
}

export interface ShardTroubles {
  /** An event could not be taken in; the connection goes on. */
  event(error: unknown): void;
  /** A shard will not go on by itself. */
  broken(error: unknown): void;
  /** Tells that this version of the library lacks members that are guarded here by name. */
  missing(members: string[]): void;
}

/** Methods of a shard whose failures nobody looks at, and who is told of them. */
const guarded = { onMessage: 'event', onClose: 'broken', heartbeat: 'broken', internalConnect: 'broken' } as const;
/** The socket of a shard, null until there is one. */
const socketMember = 'connection';
/** The shards of a strategy, a Map. */
const shardsMember = 'shards';

/** Time that a polite close may take, ms. */
const closeMs = 1000;

export function trackShards(troubles: ShardTroubles): Shards {
  const shards: object[] = [];
  let strategy: SimpleShardingStrategy | undefined;

  class TrackedStrategy extends SimpleShardingStrategy {
    override async spawn(ids: number[]): Promise<void> {
      await super.spawn(ids);
      const spawned: unknown = Reflect.get(this, shardsMember);
      const all = spawned instanceof Map ? [...spawned.values()].filter((shard) => typeof shard === 'object') : [];
      const missing = all.length > 0 ? all.flatMap(missingMembers) : [shardsMember];
      if (missing.length > 0) troubles.missing([...new Set(missing)]);
      for (const shard of all) {
        shards.push(shard);
        for (const [method, trouble] of Object.entries(guarded)) guard(shard, method, troubles[trouble]);
      }
    }
  }

  return {
    build(manager) {
      strategy = new TrackedStrategy(manager);
      return strategy;
    },
    connect: async () => strategy?.connect(),
    async end(destroy) {
      for (const shard of shards) replace(shard, 'internalConnect', async () => undefined);
      const sockets = shards.map((shard): unknown => Reflect.get(shard, socketMember)).filter(isSocket);
      for (const socket of sockets) socket.on('error', () => undefined);
      await Promise.race([destroy().catch(() => undefined), pause(closeMs)]);
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** Names of what is used here and a shard does not have. */
export function missingMembers(shard: object): string[] {
  const methods = Object.keys(guarded).filter((name) => typeof Reflect.get(shard, name) !== 'function');
  return socketMember in shard ? methods : [...methods, socketMember];
}

/** Reports what a method rejects with instead of leaving it to the process. */
function guard(shard: object, method: string, report: (error: unknown) => void): void {
  const plain: unknown = Reflect.get(shard, method);
  if (typeof plain !== 'function') return;
  replace(shard, method, async (...args: unknown[]) => {
    try {
      return await Reflect.apply(plain, shard, args);
    } catch (error) {
      report(error);
    }
  });
}

function replace(shard: object, method: string, value: (...args: unknown[]) => Promise<unknown>): void {
  Object.defineProperty(shard, method, { value, configurable: true, writable: true });
}

interface Socket {
  on(event: 'error', listener: () => void): void;
  terminate(): void;
}

function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'terminate' in value && 'on' in value;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
