import type { GuildLearning } from './guild-learning.ts';

/**
 * The live connection to Discord: events in as plain data, and what Discord tells of servers and channels. Nothing outside
 * this folder knows which library makes it.
 */
export interface Gateway {
  /**
   * Connects and keeps the connection until the signal fires. Resolves when events flow; rejects with a Fault that never
   * mends itself, or with the signal's reason.
   */
  connect(events: GatewayEvents, signal: AbortSignal): Promise<void>;
  /** Resolves after the signal, rejects with the Fault that ended the connection. */
  readonly ended: Promise<void>;
  /** The bot's user id; undefined before the first session. */
  self(): string | undefined;
  /** Tells whether Discord delivers the content of messages in servers that are not meant for the bot. */
  readsContent(): boolean;
  readonly guilds: GuildCache & Pick<GuildLearning, 'learn' | 'learnOf'>;
  /** After the end: stores how far events were handled, from where the next process goes on. Never rejects. */
  keep(): Promise<void>;
}

/** Resolves once something is handled: stored, or of no use. Rejects, or never settles, where it is to come again after a restart. */
export type Handled = Promise<void> | undefined;

/** Listeners to the connection. They are handed unchecked data and must not throw. */
export interface GatewayEvents {
  /** Runs before the first connection; a rejection ends the connection. */
  open(): Promise<void>;
  /** MESSAGE_CREATE */
  message(data: unknown): Handled;
  /** MESSAGE_UPDATE */
  edited(data: unknown): Handled;
  /** MESSAGE_DELETE, MESSAGE_DELETE_BULK */
  deleted(data: unknown): Handled;
  /** INTERACTION_CREATE. `replayed`: it comes with what was missed, perhaps long after it was made. */
  interaction(data: unknown, replayed: boolean): Handled;
  /** GUILD_CREATE */
  guild(data: unknown): void;
  /** Roles, channels or the bot's own membership changed: it may be allowed more or less than before. */
  permissionsChanged(): void;
  /** A new session has begun. Handled once what was written before it is. */
  ready(session: Session): Handled;
  /** The session of an earlier process goes on, of this application. Discord sends what came meanwhile. */
  resumed(application: string): void;
}

/** A new session; its servers come in one by one afterwards. */
export interface Session {
  application: string;
  /** Ids of the servers that are still to come in. */
  guilds: string[];
}

/** Servers and channels that Discord has told of, or was asked about. Empty before the first session. */
export interface GuildCache {
  /** Ids of the roles that the bot holds in a server, the one that Discord made for it among them. */
  ownRoles(guild: string): readonly string[];
  /** End of the bot's time-out in the server of a channel, epoch ms; perhaps past, 0 where there was none. */
  timedOutUntil(channel: string): number;
  /** Name of a role of a server. */
  role(guild: string, id: string): string | undefined;
  channel(id: string): KnownChannel | undefined;
  /** Tells whether everybody who sees the channel or thread `here` surely sees `channel`, of the same server. */
  isSeenFrom(channel: string, here: string): boolean;
  /** Tells whether a server's id may be a channel's as well: the first channel of an old server has it. */
  isChannelToo(guild: string): boolean;
  /** The language a Community server has chosen. */
  language(guild: string): string | undefined;
  /** A member's permissions in a channel, as a bit field; undefined where the channel is not known. */
  permissions(channel: string, roles: readonly string[], user: string): bigint | undefined;
  /** The same of the bot itself. */
  ownPermissions(channel: string): bigint | undefined;
}

export interface KnownChannel {
  name?: string;
  /** Absent in private chats. */
  guild?: string;
  isThread: boolean;
  /** True for a thread that only those see who were added to it. */
  isPrivate: boolean;
  /** The channel a thread hangs on. */
  parent?: string;
  /** Id of who opened a thread. */
  owner?: string;
  /** True where a message can get a thread. */
  takesThreads?: boolean;
  /** True where every post is a thread: a forum, a media channel. */
  isForum?: boolean;
}
