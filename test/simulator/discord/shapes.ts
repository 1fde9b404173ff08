import {
  botRoles,
  denied,
  isThread,
  moderatorRole,
  permissions,
  type SimChannel,
  type SimGuild,
  type SimUser,
  usual,
  type World,
} from './world.ts';

/** The JSON Discord's API v10 shows for each record. */

export function userShape(user: SimUser): object {
  return {
    id: user.id,
    username: user.username,
    global_name: user.global_name,
    discriminator: user.bot ? '0001' : '0',
    avatar: null,
    bot: user.bot,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  };
}

export function memberShape(
  joined = '2024-01-01T00:00:00.000000+00:00',
  roles: string[] = [],
  { nick }: Pick<SimUser, 'nick'> = {},
  timedOut?: number,
): object {
  return {
    roles,
    joined_at: joined,
    nick: nick ?? null,
    avatar: null,
    banner: null,
    premium_since: null,
    communication_disabled_until: timedOut === undefined ? null : new Date(timedOut).toISOString(),
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

export function botMemberShape(guild: SimGuild): object {
  return memberShape(undefined, botRoles(guild), {}, guild.timedOut);
}

export function channelShape(channel: SimChannel): object {
  const base = { id: channel.id, type: channel.type, flags: 0, last_message_id: channel.lastMessage ?? null };
  if (!channel.guild) return { ...base, recipients: channel.recipients.map(userShape) };
  const inGuild = { ...base, guild_id: channel.guild.id, name: channel.name, rate_limit_per_user: 0 };
  if (!isThread(channel)) {
    const overwrites = overwritesOf(channel, channel.guild);
    const forum = channel.type === 15 ? { available_tags: [], default_forum_layout: 0, default_sort_order: null } : {};
    const place = { position: 0, parent_id: null, topic: null, nsfw: false };
    return { ...inGuild, ...place, ...forum, permission_overwrites: overwrites };
  }
  return {
    ...inGuild,
    parent_id: channel.parent,
    owner_id: channel.owner ?? '100000000000000000',
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    thread_metadata: {
      archived: channel.archived,
      locked: channel.locked,
      auto_archive_duration: 1440,
      archive_timestamp: '2024-01-01T00:00:00.000000+00:00',
    },
  };
}

function overwritesOf(channel: SimChannel, { id, botRole }: SimGuild): object[] {
  const view = String(permissions.view);
  const forBot = {
    id: botRole,
    type: 0,
    allow: channel.readers && channel.view ? view : '0',
    deny: String(denied(channel)),
  };
  if (!channel.readers) return [forBot];
  const readers = channel.readers.map((reader) => ({ id: reader, type: 1, allow: view, deny: '0' }));
  return [{ id, type: 0, allow: '0', deny: view }, forBot, ...readers];
}

export function roleShape(id: string, name: string, tags?: object, more = 0n): object {
  const colors = { primary_color: 0, secondary_color: null, tertiary_color: null };
  return {
    id,
    name,
    color: 0,
    colors,
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: tags ? 1 : 0,
    permissions: String(usual | more),
    managed: tags !== undefined,
    mentionable: false,
    flags: 0,
    ...(tags ? { tags } : {}),
  };
}

/** The GUILD_CREATE a bot gets after READY. */
export function guildShape(world: World, guild: SimGuild): object {
  const channels = [...world.channels.values()].filter((channel) => channel.guild?.id === guild.id && channel.view);
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: '100000000000000001',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [
      roleShape(guild.id, '@everyone'),
      roleShape(guild.botRole, world.bot.username, { bot_id: world.bot.id }),
      roleShape(moderatorRole(guild), 'Moderators', undefined, permissions.manageMessages),
      ...(guild.roles ?? []).map(({ id, name }) => roleShape(id, name)),
    ],
    emojis: [],
    stickers: [],
    features: guild.community ? ['COMMUNITY'] : [],
    mfa_level: 0,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.preferredLocale,
    nsfw_level: 0,
    nsfw: false,
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [{ ...botMemberShape(guild), user: userShape(world.bot) }],
    channels: channels.filter((channel) => !isThread(channel)).map(channelShape),
    threads: channels.filter(isThread).map(channelShape),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
