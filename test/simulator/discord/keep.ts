import type { SimAttachment } from './files.ts';
import type { SimChannel, SimGuild, SimInteraction, SimMessage, SimUser, World } from './world.ts';

/** The stand-in's world as plain JSON, so that another one can go on from it. */
export interface KeptDiscord {
  bot: SimUser;
  users: SimUser[];
  guilds: (Omit<SimGuild, 'moderators'> & { moderators: string[] })[];
  channels: (Omit<SimChannel, 'guild' | 'recipients'> & { guild?: string; recipients: string[] })[];
  interactions: KeptInteraction[];
  messages: KeptMessage[];
}

type KeptInteraction = Pick<SimInteraction, 'id' | 'token' | 'type' | 'name' | 'at' | 'userOnly' | 'state'> &
  Pick<SimInteraction, 'ephemeral' | 'followups'> & { user: string; channel: string; original?: string };

/** What is empty or false is left out. */
type KeptMessage = Partial<Omit<SimMessage, 'channel' | 'author' | 'interaction' | 'attachments' | 'forwarded'>> &
  Pick<SimMessage, 'id' | 'content' | 'at'> & {
    channel: string;
    author: string;
    interaction?: string;
    attachments?: Omit<SimAttachment, 'data'>[];
  };

/** Reads everything but the registered commands, forwards, the bytes of files and the interactions that left no message. */
export function keepDiscord(world: World): KeptDiscord {
  const messages = [...world.messages.values()];
  const interactions = new Set(messages.flatMap(({ interaction }) => interaction ?? []));
  return {
    bot: world.bot,
    users: [...world.users.values()].filter(({ id }) => id !== world.bot.id),
    guilds: [...world.guilds.values()].map((guild) => ({ ...guild, moderators: [...guild.moderators] })),
    channels: [...world.channels.values()].map(({ guild, recipients, ...channel }) => ({
      ...channel,
      ...(guild ? { guild: guild.id } : {}),
      recipients: recipients.map(({ id }) => id),
    })),
    interactions: [...interactions].map(keepInteraction),
    messages: messages.map(keepMessage),
  };
}

function keepInteraction(interaction: SimInteraction): KeptInteraction {
  const { id, token, type, name, at, userOnly, state, ephemeral, followups, user, channel, original } = interaction;
  const kept = { id, token, type, name, at, userOnly, state, ephemeral, followups };
  return { ...kept, user: user.id, channel: channel.id, ...(original ? { original: original.id } : {}) };
}

function keepMessage({ channel, author, interaction, attachments, forwarded: _, ...fields }: SimMessage): KeptMessage {
  const { id, content, at, ...rest } = fields;
  const filled = Object.entries(rest).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return {
    id,
    channel: channel.id,
    author: author.id,
    at,
    content,
    ...Object.fromEntries(filled),
    ...(interaction ? { interaction: interaction.id } : {}),
    ...(attachments.length > 0 ? { attachments: attachments.map(({ data: __, ...file }) => file) } : {}),
  };
}

/** Fills a world that is empty still. */
export function restoreDiscord(world: World, kept: KeptDiscord): void {
  world.users.clear();
  for (const user of [kept.bot, ...kept.users]) world.users.set(user.id, user);
  world.bot = kept.bot;
  world.application = kept.bot.id;
  for (const guild of kept.guilds) world.guilds.set(guild.id, { ...guild, moderators: new Set(guild.moderators) });
  for (const { guild: home, recipients, ...channel } of kept.channels) {
    const guild = home === undefined ? undefined : world.guilds.get(home);
    const people = recipients.map((id) => found(world.users, id));
    world.channels.set(channel.id, { ...channel, ...(guild ? { guild } : {}), recipients: people });
  }
  for (const interaction of kept.interactions) world.interactions.set(interaction.id, begun(world, interaction));
  for (const message of kept.messages) world.messages.set(message.id, written(world, message));
  for (const { id, original } of kept.interactions) {
    if (original !== undefined) found(world.interactions, id).original = world.messages.get(original);
  }
}

function begun(world: World, kept: KeptInteraction): SimInteraction {
  return {
    ...kept,
    user: found(world.users, kept.user),
    channel: found(world.channels, kept.channel),
    about: undefined,
    source: undefined,
    opener: undefined,
    form: undefined,
    choices: undefined,
    completes: 0,
    original: undefined,
  };
}

function written(world: World, kept: KeptMessage): SimMessage {
  const nothing = { editedAt: undefined, edits: 0, attachments: [], sticker: undefined, reference: undefined };
  const plain = {
    forwarded: undefined,
    nonce: undefined,
    flags: 0,
    type: 0,
    mentions: [],
    mentionRoles: [],
    webhook: undefined,
  };
  return {
    ...nothing,
    ...plain,
    buttons: [],
    pinned: false,
    embeds: [],
    layout: [],
    poll: undefined,
    ...kept,
    channel: found(world.channels, kept.channel),
    author: found(world.users, kept.author),
    interaction: kept.interaction === undefined ? undefined : found(world.interactions, kept.interaction),
  };
}

function found<T>(map: ReadonlyMap<string, T>, id: string): T {
  const value = map.get(id);
  if (value === undefined) throw new Error(`the kept world has no ${id}`);
  return value;
}
