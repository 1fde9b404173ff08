import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, REST, version } from 'discord.js';
import * as v from 'valibot';
import type { Log } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import { type CallSettings, restOptions } from '../calls.ts';
import { faultOf, tokenAdvice } from '../faults.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { readyEvent } from './events.ts';
import type { GatewayEvents, Handled, Session } from './gateway.ts';
import type { GuildFacts } from './guild-facts.ts';
import type { GuildLearning } from './guild-learning.ts';
import { WebSocketManager, WebSocketShardEvents } from './library.ts';
import type { Sessions } from './sessions.ts';
import { trackShards } from './shards.ts';

/** One connection made with discord.js' gateway library. It lives until it breaks; the next one is a new client. */
export interface GatewayClient {
  /** Resolves when events flow. Rejects with a Fault. */
  login(): Promise<void>;
  /** Tells whether the login has tried to resume a session. */
  hasTriedToResume(): boolean;
  /** Ends the connection for good, within about a second. No event comes afterwards; the session goes on without it. */
  close(): Promise<void>;
}

export interface ClientParts {
  settings: CallSettings;
  /** Asks for the privileged Message Content intent. */
  content: boolean;
  events: Omit<GatewayEvents, 'open' | 'ready' | 'resumed'>;
  facts: Pick<GuildFacts, 'take' | 'keep'>;
  learning: Pick<GuildLearning, 'take'>;
  sessions: Sessions;
  ready(self: string, session: Session): Handled;
  /** Events of a session come that another process began. */
  resumed(): void;
  /** The connection will not come back by itself. */
  broken(fault: Fault): void;
  status: ConnectionStatus;
  log: Log;
}

/** The only one: all servers come over one connection. */
const shardCount = 1;

/** Close code that keeps the session; 1000 and 1001 would end it. */
const keepingCode = 4200;

export function createGatewayClient(parts: ClientParts): GatewayClient {
  const { settings, facts, sessions, status, log } = parts;
  const shards = trackShards({
    event: (error) => log.warn({ error: faultOf(error) }, 'An event from Discord could not be read and is ignored'),
    broken: (error) => parts.broken(new Fault('unreachable', 'the Discord gateway connection broke', {}, error)),
    missing: (members) =>
      log.warn(
        { version, members, advice: 'Install the version of discord.js that the lock file names.' },
        'This version of discord.js cannot be guarded: an unreadable event may end the process',
      ),
  });
  const rest = new REST(restOptions(settings)).setToken(settings.token);
  const asked = intents(parts.content);
  let closed = false;
  let hasTried = false;
  /** Events that come were missed: a session is resumed, and Discord has not said that this is all. */
  let replaying = false;
  const manager = new WebSocketManager({
    token: settings.token,
    intents: asked,
    rest,
    shardCount,
    buildStrategy: shards.build,
    retrieveSessionInfo: () => sessions.retrieve(asked),
    updateSessionInfo(_, info) {
      // Where it closes by itself, the library takes the session for over.
      if (!closed) sessions.update(info);
    },
  });
  const listeners = listenersOf(parts);

  manager.on(WebSocketShardEvents.Dispatch, ({ data: { t, s, d } }) => {
    if (closed) return;
    if (t !== GatewayDispatchEvents.Ready) parts.resumed();
    if (t === GatewayDispatchEvents.Ready || t === GatewayDispatchEvents.Resumed) replaying = false;
    facts.take(t, d);
    parts.learning.take(t, d);
    sessions.took(s, listeners[t]?.(d, replaying));
  });
  manager.on(WebSocketShardEvents.Hello, () => {
    replaying = sessions.retrieve(asked) !== null;
  });
  manager.on(WebSocketShardEvents.Closed, ({ code }) => {
    if (closed) return;
    if (!final.includes(code)) return status.lost({});
    // Whatever the library says from here on is about a connection that is over.
    closed = true;
    parts.broken(closedFault(code));
  });
  // Without a listener an error would end the process.
  manager.on(WebSocketShardEvents.Error, ({ error }) => {
    if (!closed) status.lost({ error: faultOf(error) });
  });
  manager.on(WebSocketShardEvents.Resumed, status.connected);
  manager.on(WebSocketShardEvents.Ready, status.connected);

  return {
    async login() {
      try {
        const { session_start_limit: left } = await manager.fetchGatewayInformation();
        hasTried = sessions.retrieve(asked) !== null;
        if (!hasTried && left.remaining < shardCount) throw usedUp(left.reset_after);
        await manager.updateShardCount(shardCount);
        await shards.connect();
      } catch (error) {
        throw faultOf(error);
      }
    },
    hasTriedToResume: () => hasTried,
    async close() {
      closed = true;
      await shards.end(() => Promise.resolve(manager.destroy({ code: keepingCode })));
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
}

type Listeners = Partial<Record<string, (data: unknown, replayed: boolean) => Handled>>;

/** Listeners to events, by their names. */
function listenersOf({ events, facts, sessions, content, ready, log }: ClientParts): Listeners {
  const changed = () => void events.permissionsChanged();
  return {
    ...Object.fromEntries(permissionEvents.map((event) => [event, changed])),
    [GatewayDispatchEvents.MessageCreate]: events.message,
    [GatewayDispatchEvents.MessageUpdate]: events.edited,
    [GatewayDispatchEvents.MessageDelete]: events.deleted,
    [GatewayDispatchEvents.MessageDeleteBulk]: events.deleted,
    [GatewayDispatchEvents.InteractionCreate]: events.interaction,
    [GatewayDispatchEvents.GuildCreate]: (data) => void events.guild(data),
    [GatewayDispatchEvents.Ready](data) {
      const read = v.safeParse(readyEvent, data);
      if (!read.success) return undefined;
      const { user, application } = read.output;
      const guilds = read.output.guilds.map(({ id }) => id);
      facts.keep(guilds);
      sessions.begin({ user: user.id, application: application.id, intents: intents(content) });
      log.info({ user: user.username, servers: guilds.length }, 'Connected to Discord');
      return ready(user.id, { application: application.id, guilds });
    },
  };
}

/** Events that can change what the bot may do somewhere. Of members, only its own changes are told. */
const permissionEvents = [
  GatewayDispatchEvents.ChannelUpdate,
  GatewayDispatchEvents.GuildMemberUpdate,
  GatewayDispatchEvents.GuildRoleDelete,
  GatewayDispatchEvents.GuildRoleUpdate,
  GatewayDispatchEvents.ThreadUpdate,
] as const;

/** Bit field of what the bot is to be told. */
function intents(content: boolean): number {
  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
  return Guilds | GuildMessages | DirectMessages | (content ? MessageContent : 0);
}

/** Close codes after which no new connection helps. */
const final: readonly number[] = [
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
];

/** No session may begin for now; `resetMs`: until there are new ones. One more, and Discord would reset the token. */
function usedUp(resetMs: number): Fault {
  return new Fault('rate_limited', 'Discord allows no new connection for now', { retryAfterMs: resetMs });
}

/** The gateway closed and said not to come back. */
function closedFault(code: number): Fault {
  const facts = { code, advice: closeAdvice[code] ?? 'Look the close code up in the Discord documentation.' };
  const kind = code === GatewayCloseCodes.AuthenticationFailed ? 'unauthorized' : 'rejected';
  return new Fault(kind, `the Discord gateway closed the connection for good: ${code}`, facts);
}

const closeAdvice: Record<number, string> = {
  [GatewayCloseCodes.AuthenticationFailed]: tokenAdvice,
  [GatewayCloseCodes.DisallowedIntents]: 'Enable the intents on the Bot page of the Developer Portal.',
  [GatewayCloseCodes.ShardingRequired]: 'The bot is in too many servers for one connection; sharding is not supported.',
};

/** Tells whether the gateway closed because the bot may not have an intent. */
export function isDisallowedIntent(error: unknown): boolean {
  return error instanceof Fault && error.facts.code === GatewayCloseCodes.DisallowedIntents;
}
