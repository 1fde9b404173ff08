import { GatewayDispatchEvents } from 'discord.js';
import * as v from 'valibot';
import type { GuildCache } from './gateway.ts';
import * as events from './guild-events.ts';
import { questionsTo } from './guild-questions.ts';
import { createGuildState, type Guild, type GuildState, type Role } from './guild-state.ts';

/** Servers, channels and the bot's own membership, as far as they are needed, kept up by the gateway's events. */
export interface GuildFacts extends GuildCache {
  /** Takes in an event, unchecked. Those about other things are left. */
  take(event: string, data: unknown): void;
  /** A new session has begun with these servers: of all others nothing is told any more. */
  keep(guilds: readonly string[]): void;
  knows(guild: string): boolean;
}

type Self = () => string | undefined;
type Listeners = Partial<Record<string, (data: unknown) => void>>;

/** `self`: the bot's user id. */
export function createGuildFacts(self: Self): GuildFacts {
  const state = createGuildState();
  const on: Listeners = { ...guildListeners(state, self), ...placeListeners(state), ...roleListeners(state) };
  return {
    take: (event, data) => on[event]?.(data),
    keep(known) {
      const kept = new Set(known);
      for (const id of [...state.guilds.keys()]) if (!kept.has(id)) state.end(id);
    },
    knows: (guild) => state.guilds.has(guild),
    ...questionsTo(state, self),
  };
}

function guildListeners({ guilds, begin, end, put }: GuildState, self: Self): Listeners {
  return {
    [GatewayDispatchEvents.GuildCreate]: reading(events.guildArrival, (arrived) => {
      const guild = begin(arrived.id);
      change(guild, arrived);
      for (const channel of [...arrived.channels, ...arrived.threads]) put(guild, channel);
      for (const member of arrived.members) noteMember(guild, member, self());
    }),
    [GatewayDispatchEvents.GuildUpdate]: reading(events.guildChange, (changed) => {
      const guild = guilds.get(changed.id);
      if (guild) change(guild, changed);
    }),
    [GatewayDispatchEvents.GuildDelete]: reading(events.guildEnd, ({ id, unavailable }) => {
      // One that is away comes in again, and holds meanwhile as it was.
      if (!unavailable) end(id);
    }),
    [GatewayDispatchEvents.GuildMemberUpdate]: reading(events.memberChange, (member) => {
      const guild = guilds.get(member.guild_id);
      if (guild) noteMember(guild, member, self());
    }),
  };
}

function placeListeners({ guilds, put, drop, dropThreads }: GuildState): Listeners {
  const changed = reading(events.channelChange, (channel) => {
    const guild = guilds.get(channel.guild_id);
    if (guild) put(guild, channel);
  });
  const ended = reading(events.channelEnd, ({ id, guild_id }) => {
    const guild = guilds.get(guild_id);
    if (guild) dropThreads(guild, [id]);
    drop(id);
  });
  return {
    [GatewayDispatchEvents.ChannelCreate]: changed,
    [GatewayDispatchEvents.ChannelUpdate]: changed,
    [GatewayDispatchEvents.ThreadCreate]: changed,
    [GatewayDispatchEvents.ThreadUpdate]: changed,
    [GatewayDispatchEvents.ChannelDelete]: ended,
    [GatewayDispatchEvents.ThreadDelete]: ended,
    [GatewayDispatchEvents.ThreadListSync]: reading(events.threadList, ({ guild_id, channel_ids, threads }) => {
      const guild = guilds.get(guild_id);
      if (!guild) return;
      dropThreads(guild, channel_ids);
      for (const thread of threads) put(guild, thread);
    }),
  };
}

function roleListeners({ guilds }: GuildState): Listeners {
  const changed = reading(events.roleChange, ({ guild_id, role }) => {
    guilds.get(guild_id)?.roles.set(role.id, roleOf(role));
  });
  return {
    [GatewayDispatchEvents.GuildRoleCreate]: changed,
    [GatewayDispatchEvents.GuildRoleUpdate]: changed,
    [GatewayDispatchEvents.GuildRoleDelete]: reading(events.roleEnd, ({ guild_id, role_id }) => {
      guilds.get(guild_id)?.roles.delete(role_id);
    }),
  };
}

function reading<T extends v.GenericSchema>(schema: T, use: (read: v.InferOutput<T>) => void): (data: unknown) => void {
  return (data) => {
    const read = v.safeParse(schema, data);
    if (read.success) use(read.output);
  };
}

function change(guild: Guild, changed: v.InferOutput<typeof events.guildChange>): void {
  const { owner_id: owner, roles, features, preferred_locale: locale } = changed;
  if (owner !== undefined) guild.owner = owner;
  if (roles) guild.roles = new Map(roles.map((role) => [role.id, roleOf(role)]));
  if (features) guild.language = features.includes('COMMUNITY') ? locale : undefined;
}

function roleOf({ name, permissions, tags }: events.RoleFact): Role {
  return { name, permissions, bot: tags.bot_id };
}

/** Notes the bot itself; of others nothing is kept. */
function noteMember(guild: Guild, member: events.MemberFact, self: string | undefined): void {
  if (member.user.id !== self) return;
  guild.own = member.roles;
  guild.timedOutUntil = member.communication_disabled_until;
}
