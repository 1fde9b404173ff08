import { Client, Events, GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js';
import * as v from 'valibot';
import type { Clock, Log } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { type CallSettings, restOptions } from '../calls.ts';
import { faultOf, tokenMend } from '../faults.ts';
import { type ConnectionStatus, createConnectionStatus } from './connection-status.ts';
import { readyEvent } from './events.ts';
import { proxyWebSockets } from './proxy.ts';
import { trackShards } from './shards.ts';

/** The gateway connection, kept up: first try, backoff, fewer intents where one is not allowed, and an end. */

export interface ConnectionSettings extends CallSettings {
  /** Ask for the privileged Message Content intent. */
  messageContent: boolean;
}

/** What happens on the connection. Called with unchecked data; must not throw. */
export interface ConnectionEvents {
  /** Before the first connection; what it rejects with ends the adapter. */
  open(): Promise<void>;
  message(data: unknown, client: Client): void;
  edited(data: unknown, client: Client): void;
  deleted(data: unknown, client: Client): void;
  interaction(data: unknown, client: Client): void;
  /** A server comes in. */
  guild(data: unknown): void;
  /** After each new session, not after a resumed one; the servers' ids. */
  ready(self: { user: string; application: string; guilds: string[] }, client: Client): void;
}

export interface Connection {
  /** Resolves when events flow; rejects with a Fault that never mends itself, or the signal's reason. */
  start(signal: AbortSignal): Promise<void>;
  /** Resolves after the signal, rejects with the Fault that ended it. */
  readonly ended: Promise<void>;
  /** Whether Discord tells what people write in servers without meaning the bot. */
  readsContent(): boolean;
}

const slowest = 60_000;
/** Discord lets a bot identify once in 5 s. */
const identifyMs = 5000;

export function createConnection(
  settings: ConnectionSettings,
  events: ConnectionEvents,
  { clock, log }: { clock: Clock; log: Log },
): Connection {
  const end = Promise.withResolvers<void>();
  end.promise.catch(() => undefined);
  const status = createConnectionStatus(log);
  let content = settings.messageContent;

  /** One client's life; resolves when another one is to follow. */
  async function live(up: () => void, signal: AbortSignal): Promise<void> {
    const fatal = Promise.withResolvers<never>();
    fatal.promise.catch(() => undefined);
    const shards = trackShards({
      event: (error) => log.warn({ error: faultOf(error) }, 'An event from Discord could not be read and is ignored'),
      broken: (error) => fatal.reject(new Fault('unreachable', 'the Discord gateway connection broke', {}, error)),
    });
    const client = createClient(settings, content, shards);
    const stop = () => fatal.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    let over = false;
    const unlessOver = (listener: (data: unknown, client: Client) => void) => (data: unknown) => {
      if (!over) listener(data, client);
    };
    client.ws.on(GatewayDispatchEvents.MessageCreate, unlessOver(events.message));
    client.ws.on(GatewayDispatchEvents.MessageUpdate, unlessOver(events.edited));
    client.ws.on(GatewayDispatchEvents.MessageDelete, unlessOver(events.deleted));
    client.ws.on(GatewayDispatchEvents.MessageDeleteBulk, unlessOver(events.deleted));
    client.ws.on(GatewayDispatchEvents.InteractionCreate, unlessOver(events.interaction));
    client.ws.on(
      GatewayDispatchEvents.Ready,
      unlessOver((data) => announce(data, client, events)),
    );
    client.ws.on(GatewayDispatchEvents.GuildCreate, unlessOver(events.guild));
    client.on(Events.ShardDisconnect, ({ code }) => fatal.reject(closed(code)));
    watchStatus(client, status, log);
    try {
      signal.throwIfAborted();
      await Promise.race([client.login(settings.token), fatal.promise]);
      up();
      await fatal.promise;
    } catch (error) {
      // The close code says more than the error the login ends with, and comes first.
      throw await Promise.race([fatal.promise, Promise.reject(error)]).catch((first: unknown) => first);
    } finally {
      over = true;
      signal.removeEventListener('abort', stop);
      await shards.end(client);
    }
  }

  async function run(started: () => void, signal: AbortSignal): Promise<void> {
    let failures = 0;
    const up = () => {
      failures = 0;
      started();
    };
    await events.open();
    while (!signal.aborted) {
      try {
        await live(up, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (closeCode(error) === GatewayCloseCodes.DisallowedIntents && content) {
          content = false;
          const mend =
            'Enable the Message Content intent in the Developer Portal, Bot page, or set DISCORD_MESSAGE_CONTENT=false.';
          log.error({ mend }, 'Discord does not allow the Message Content intent; going on without it');
          await clock.sleep(identifyMs, signal);
          continue;
        }
        const fault = loginFault(error);
        if (!isFault(fault, 'unreachable', 'server', 'rate_limited')) throw fault;
        failures += 1;
        status.lost({ error: fault });
        await clock.sleep(Math.min(slowest, 500 * 2 ** failures), signal);
      }
    }
  }

  return {
    ended: end.promise,
    readsContent: () => content,
    start(signal) {
      const direct = proxyWebSockets();
      return new Promise((resolve, reject) => {
        const life = run(resolve, signal).finally(direct);
        life.then(
          () => {
            reject(signal.reason);
            end.resolve();
          },
          (error: unknown) => {
            reject(error);
            if (signal.aborted) end.resolve();
            else end.reject(error);
          },
        );
      });
    },
  };
}

function createClient(settings: ConnectionSettings, content: boolean, shards: ReturnType<typeof trackShards>): Client {
  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
  return new Client({
    intents: [Guilds, GuildMessages, DirectMessages, ...(content ? [MessageContent] : [])],
    allowedMentions: { parse: [], repliedUser: false },
    rest: restOptions(settings),
    ws: { buildStrategy: shards.build },
    // Events are read as they come in, so no partials; of what the client keeps, servers, channels and roles are used.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      DMMessageManager: 0,
      GuildMessageManager: 0,
      UserManager: 1,
      GuildMemberManager: 1,
      ThreadMemberManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildInviteManager: 0,
      GuildBanManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      AutoModerationRuleManager: 0,
    }),
  });
}

function announce(data: unknown, client: Client, events: ConnectionEvents): void {
  const ready = v.safeParse(readyEvent, data);
  if (!ready.success) return;
  const { user, application, guilds } = ready.output;
  events.ready({ user: user.id, application: application.id, guilds: guilds.map(({ id }) => id) }, client);
}

/** Without listeners discord.js's errors would end the process. */
function watchStatus(client: Client, status: ConnectionStatus, log: Log): void {
  client.on(Events.ShardReconnecting, () => status.lost({}));
  client.on(Events.ShardError, (error) => status.lost({ error: faultOf(error) }));
  client.on(Events.ShardResume, status.connected);
  client.on(Events.ShardReady, status.connected);
  client.on(Events.Error, (error) => log.warn({ error: faultOf(error) }, 'The Discord library reported an error'));
  client.on(Events.ClientReady, ({ user, guilds }) => {
    log.info({ user: user.tag, servers: guilds.cache.size }, 'Connected to Discord');
  });
}

/** The gateway closed and said not to come back. */
function closed(code: number): Fault {
  const facts = { code, mend: closeMends[code] ?? 'Look the close code up in the Discord documentation.' };
  const kind = code === GatewayCloseCodes.AuthenticationFailed ? 'unauthorized' : 'rejected';
  return new Fault(kind, `the Discord gateway closed the connection for good: ${code}`, facts);
}

const closeMends: Record<number, string> = {
  [GatewayCloseCodes.AuthenticationFailed]: tokenMend,
  [GatewayCloseCodes.DisallowedIntents]: 'Enable the intents on the Bot page of the Developer Portal.',
  [GatewayCloseCodes.ShardingRequired]: 'The bot is in too many servers for one connection; sharding is not supported.',
};

function closeCode(error: unknown): unknown {
  return error instanceof Fault ? error.facts.code : undefined;
}

function loginFault(error: unknown): Fault {
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid') {
    return new Fault('unauthorized', 'Discord refused the token', { mend: tokenMend });
  }
  return faultOf(error);
}
