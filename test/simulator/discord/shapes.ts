import {
  denied,
  flags,
  isThread,
  mayRead,
  moderatorRole,
  permissions,
  type SimChannel,
  type SimGuild,
  type SimInteraction,
  type SimMessage,
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
): object {
  return {
    roles,
    joined_at: joined,
    nick: nick ?? null,
    avatar: null,
    banner: null,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

export function channelShape(channel: SimChannel): object {
  const base = { id: channel.id, type: channel.type, flags: 0, last_message_id: channel.lastMessage ?? null };
  if (!channel.guild) return { ...base, recipients: channel.recipients.map(userShape) };
  const inGuild = { ...base, guild_id: channel.guild.id, name: channel.name, rate_limit_per_user: 0 };
  if (!isThread(channel)) {
    const overwrites = overwritesOf(channel, channel.guild);
    return { ...inGuild, position: 0, parent_id: null, topic: null, nsfw: false, permission_overwrites: overwrites };
  }
  return {
    ...inGuild,
    parent_id: channel.parent,
    owner_id: '100000000000000000',
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

function roleShape(id: string, name: string, tags?: object, more = 0n): object {
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
    members: [{ ...memberShape(undefined, [guild.botRole]), user: userShape(world.bot) }],
    channels: channels.filter((channel) => !isThread(channel)).map(channelShape),
    threads: channels.filter(isThread).map(channelShape),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function attachmentShapes(message: SimMessage): object[] {
  return message.attachments.map(({ data: _, ...attachment }) => {
    const url = `https://cdn.discordapp.com/attachments/${message.channel.id}/${attachment.id}/${attachment.filename}?ex=1&is=1&hm=1`;
    return { ...attachment, url, proxy_url: url };
  });
}

/** A message as REST shows it; its text is left out where the bot may not read it. */
export function messageShape(
  world: World,
  message: SimMessage,
  everything = world.messageContent,
  nested = false,
): object {
  const readable = mayRead(world, message, everything);
  const referenced = message.reference === undefined ? undefined : world.messages.get(message.reference);
  return {
    id: message.id,
    type: message.type,
    channel_id: message.channel.id,
    author: userShape(message.author),
    content: readable ? message.content : '',
    timestamp: new Date(message.at).toISOString().replace('Z', '000+00:00'),
    edited_timestamp: message.editedAt ? new Date(message.editedAt).toISOString().replace('Z', '000+00:00') : null,
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.flatMap((id) => world.users.get(id) ?? []).map(userShape),
    mention_roles: message.mentionRoles,
    attachments: readable ? attachmentShapes(message) : [],
    embeds: readable ? message.embeds : [],
    pinned: message.pinned,
    flags: message.flags,
    components: rowShapes(message),
    ...(message.sticker && readable
      ? { sticker_items: [{ id: '749054660769218631', name: message.sticker, format_type: 1 }] }
      : {}),
    ...(message.nonce === undefined || nested ? {} : { nonce: message.nonce }),
    ...(message.webhook ? { webhook_id: message.webhook, application_id: message.webhook } : {}),
    ...(message.interaction ? interactionMetadata(message.interaction) : {}),
    ...(message.reference === undefined ? {} : referenceShape(world, message, referenced, everything, nested)),
    ...(message.forwarded ? forwardShape(world, message.forwarded, readable) : {}),
  };
}

/** What a forward carries: where the message is, and how it was, without its author. */
function forwardShape(world: World, forwarded: SimMessage, readable: boolean): object {
  const { id, channel } = forwarded;
  const guild = channel.guild ? { guild_id: channel.guild.id } : {};
  const shape: Record<string, unknown> = { ...messageShape(world, forwarded, true, true) };
  const names =
    'type content mentions mention_roles attachments embeds timestamp edited_timestamp flags components sticker_items';
  const shown = names.split(' ').filter((name) => name in shape);
  return {
    message_reference: { type: 1, channel_id: channel.id, message_id: id, ...guild },
    ...(readable
      ? { message_snapshots: [{ message: Object.fromEntries(shown.map((name) => [name, shape[name]])) }] }
      : {}),
  };
}

/** Components are numbered in the order of the message, rows included. */
function rowShapes({ buttons }: SimMessage): object[] {
  let id = 0;
  const next = () => {
    id += 1;
    return id;
  };
  return buttons.map((row) => ({
    type: 1,
    id: next(),
    components: row.map(({ id: data, label, style }) => ({ type: 2, id: next(), custom_id: data, style, label })),
  }));
}

function interactionMetadata(interaction: SimInteraction): object {
  const { id, name } = interaction;
  const user = userShape(interaction.user);
  return {
    ...(interaction.type === 2 ? { interaction: { id, type: 2, name, user } } : {}),
    interaction_metadata: metadataShape(interaction),
  };
}

function metadataShape({ id, type, user, name, about, source, opener }: SimInteraction): object {
  const base = { id, type, user: userShape(user), authorizing_integration_owners: {} };
  if (type === 3) return { ...base, interacted_message_id: source?.id };
  if (type === 5) return { ...base, triggering_interaction_metadata: opener && metadataShape(opener) };
  return { ...base, name, ...(about ? { target_message_id: about.id } : {}) };
}

function referenceShape(
  world: World,
  message: SimMessage,
  referenced: SimMessage | undefined,
  everything: boolean,
  nested: boolean,
): object {
  const channel = referenced?.channel ?? message.channel;
  const guild = channel.guild ? { guild_id: channel.guild.id } : {};
  const reference = { type: 0, channel_id: channel.id, message_id: message.reference, ...guild };
  // Of another channel's message only its ids are told.
  if (channel !== message.channel) return { message_reference: reference };
  // Discord shows the message replied to one level deep, and null when it was deleted.
  if (nested) return { message_reference: reference };
  const shown = referenced ? messageShape(world, referenced, everything, true) : null;
  return { message_reference: reference, referenced_message: shown };
}

/** A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it. */
export function messageEvent(world: World, message: SimMessage, everything: boolean): object {
  const guild = message.channel.guild;
  const shape = messageShape(world, message, everything);
  if (!guild) return { ...shape, channel_type: message.channel.type };
  const member = message.webhook ? {} : { member: memberShape(undefined, [], message.author) };
  return { ...shape, guild_id: guild.id, channel_type: message.channel.type, ...member };
}

/** What the callback tells when asked with `with_response`. */
export function callbackShape(world: World, interaction: SimInteraction, type: number): object {
  const original = interaction.original;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(original ? { response_message_id: original.id } : {}),
      response_message_loading: original ? (original.flags & flags.loading) !== 0 : false,
      response_message_ephemeral: interaction.ephemeral,
    },
    resource: { type, ...(original ? { message: messageShape(world, original) } : {}) },
  };
}
