import {
  Client,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
  version,
} from 'discord.js';
import * as v from 'valibot';
import type { Log } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import { type CallSettings, restOptions } from '../calls.ts';
import { faultOf, tokenAdvice } from '../faults.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { readyEvent } from './events.ts';
import type { GatewayEvents, GuildCache, Session } from './gateway.ts';
import { guildCacheOf } from './guild-cache.ts';
import { createOwnMembers } from './own-members.ts';
import { trackShards } from './shards.ts';

/** One connection made with discord.js' Client. It lives until it breaks; the next one is a new client. */
export interface GatewayClient {
  /** Resolves when events flow. Rejects with a Fault. */
  login(): Promise<void>;
  readonly guilds: GuildCache;
  /** Ends the connection for good, within about a second. No event comes afterwards. */
  close(): Promise<void>;
}

export interface ClientParts {
  settings: CallSettings;
  /** Asks for the privileged Message Content intent. */
  content: boolean;
  events: Omit<GatewayEvents, 'open' | 'ready'>;
  ready(self: string, session: Session): void;
  /** The connection will not come back by itself. */
  broken(fault: Fault): void;
  status: ConnectionStatus;
  log: Log;
}

export function createGatewayClient(parts: ClientParts): GatewayClient {
  const { settings, events, log } = parts;
  const shards = trackShards({
    event: (error) => log.warn({ error: faultOf(error) }, 'An event from Discord could not be read and is ignored'),
    broken: (error) => parts.broken(new Fault('unreachable', 'the Discord gateway connection broke', {}, error)),
    missing: (members) =>
      log.warn(
        { version, members, advice: 'Install the version of discord.js that the lock file names.' },
        'This version of discord.js cannot be guarded: an unreadable event may end the process',
      ),
  });
  const client = new Client({
    intents: intents(parts.content),
    allowedMentions: { parse: [], repliedUser: false },
    rest: restOptions(settings),
    ws: { buildStrategy: shards.build },
    makeCache: caches,
  });
  let closed = false;
  const listen = (event: GatewayDispatchEvents, listener: (data: unknown) => void) =>
    client.ws.on(event, (data: unknown) => {
      if (!closed) listener(data);
    });

  listen(GatewayDispatchEvents.MessageCreate, events.message);
  listen(GatewayDispatchEvents.MessageUpdate, events.edited);
  listen(GatewayDispatchEvents.MessageDelete, events.deleted);
  listen(GatewayDispatchEvents.MessageDeleteBulk, events.deleted);
  listen(GatewayDispatchEvents.InteractionCreate, events.interaction);
  listen(GatewayDispatchEvents.GuildCreate, events.guild);
  const ownMembers = createOwnMembers();
  const self = () => client.user?.id ?? '';
  listen(GatewayDispatchEvents.GuildCreate, (data) => ownMembers.guild(data, self()));
  listen(GatewayDispatchEvents.GuildMemberUpdate, (data) => ownMembers.member(data, self()));
  for (const event of permissionEvents) listen(event, () => events.permissionsChanged());
  listen(GatewayDispatchEvents.Ready, (data) => {
    const ready = v.safeParse(readyEvent, data);
    if (!ready.success) return;
    const { user, application, guilds } = ready.output;
    parts.ready(user.id, { application: application.id, guilds: guilds.map(({ id }) => id) });
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    // Whatever the library says from here on is about a connection that is over.
    closed = true;
    parts.broken(closedFault(code));
  });
  watchStatus(client, parts.status, log, () => closed);

  return {
    guilds: guildCacheOf(client, ownMembers),
    async login() {
      try {
        await client.login(settings.token);
      } catch (error) {
        throw loginFault(error);
      }
    },
    async close() {
      closed = true;
      await shards.end(() => client.destroy());
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

function intents(content: boolean): GatewayIntentBits[] {
  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
  return [Guilds, GuildMessages, DirectMessages, ...(content ? [MessageContent] : [])];
}

/** Keeps servers, channels and roles only: events are read as they come in, and nothing of them is looked up later. */
const caches = Options.cacheWithLimits({
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
});

/** Tells when the connection is lost and found. Without listeners discord.js' errors would end the process. */
function watchStatus(client: Client, status: ConnectionStatus, log: Log, closed: () => boolean): void {
  const lost = (fields: object) => {
    if (!closed()) status.lost(fields);
  };
  client.on(Events.ShardReconnecting, () => lost({}));
  client.on(Events.ShardError, (error) => lost({ error: faultOf(error) }));
  client.on(Events.ShardResume, status.connected);
  client.on(Events.ShardReady, status.connected);
  client.on(Events.Error, (error) => log.warn({ error: faultOf(error) }, 'The Discord library reported an error'));
  client.on(Events.ClientReady, ({ user, guilds }) => {
    log.info({ user: user.tag, servers: guilds.cache.size }, 'Connected to Discord');
  });
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

function loginFault(error: unknown): Fault {
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid') {
    return new Fault('unauthorized', 'Discord refused the token', { advice: tokenAdvice });
  }
  return faultOf(error);
}
