import { type Client, SimpleShardingStrategy } from 'discord.js';

/**
 * Keeps what @discordjs/ws 1.2 leaves loose from ending the process.
 *
 * Its shards call their own async methods without looking at the outcome, so that an event of a strange form, or two
 * closes at once, become unhandled rejections. And `client.destroy()` does not end a connection that is still being
 * made: it hangs, connects again half a second later, and a refused connection then throws an error nobody listens to.
 */

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

export interface Shards {
  /** Goes to the client as `ws.buildStrategy`. */
  build(manager: Manager): SimpleShardingStrategy;
  /** Ends the client for good, within about a second. */
  end(client: Client): Promise<void>;
}

export interface ShardTroubles {
  /** An event could not be taken in; the connection goes on. */
  event(error: unknown): void;
  /** A shard will not go on by itself. */
  broken(error: unknown): void;
}

/** How long a polite close may take, ms. */
const patience = 1000;

export function trackShards(troubles: ShardTroubles): Shards {
  const shards: object[] = [];

  class TrackedStrategy extends SimpleShardingStrategy {
    override async spawn(ids: number[]): Promise<void> {
      await super.spawn(ids);
      const spawned: unknown = Reflect.get(this, 'shards');
      if (!(spawned instanceof Map)) return;
      for (const shard of spawned.values()) {
        shards.push(shard);
        guard(shard, 'onMessage', troubles.event);
        for (const method of ['onClose', 'heartbeat', 'internalConnect']) guard(shard, method, troubles.broken);
      }
    }
  }

  return {
    build: (manager) => new TrackedStrategy(manager),
    async end(client) {
      for (const shard of shards) replace(shard, 'internalConnect', async () => undefined);
      const sockets = shards.map((shard): unknown => Reflect.get(shard, 'connection')).filter(isSocket);
      for (const socket of sockets) socket.on('error', () => undefined);
      await Promise.race([client.destroy().catch(() => undefined), pause(patience)]);
      for (const socket of sockets) socket.terminate();
    },
  };
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
