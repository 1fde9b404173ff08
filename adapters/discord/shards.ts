import { type Client, SimpleShardingStrategy } from 'discord.js';

/**
 * Ends a discord.js client for good.
 *
 * `client.destroy()` of @discordjs/ws 1.2 does not end a connection that is still being made: it hangs, connects again
 * half a second later, and a refused connection then throws an error nobody listens to. So the shards are kept from
 * connecting again and their sockets are closed here.
 */

/** How long a polite close may take, ms. */
const patience = 1000;

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

export interface Shards {
  /** Goes to the client as `ws.buildStrategy`. */
  build(manager: Manager): SimpleShardingStrategy;
  end(client: Client): Promise<void>;
}

export function trackShards(): Shards {
  const shards: object[] = [];

  class TrackedStrategy extends SimpleShardingStrategy {
    override async spawn(ids: number[]): Promise<void> {
      await super.spawn(ids);
      const spawned: unknown = Reflect.get(this, 'shards');
      if (spawned instanceof Map) shards.push(...spawned.values());
    }
  }

  return {
    build: (manager) => new TrackedStrategy(manager),
    async end(client) {
      for (const shard of shards) Object.defineProperty(shard, 'internalConnect', { value: async () => undefined });
      const sockets = shards.map((shard): unknown => Reflect.get(shard, 'connection')).filter(isSocket);
      for (const socket of sockets) socket.on('error', () => undefined);
      await Promise.race([client.destroy().catch(() => undefined), pause(patience)]);
      for (const socket of sockets) socket.terminate();
    },
  };
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
