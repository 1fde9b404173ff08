/** What the stand-in of Discord knows: people, places, messages, interactions, commands. Plain records, no behaviour of the API. */

export interface SimUser {
  id: string;
  username: string;
  global_name: string | null;
  bot: boolean;
  /** The language of the user's client. */
  locale: string;
}

export interface SimGuild {
  id: string;
  name: string;
  /** Whether the bot was added to it. */
  member: boolean;
  /** The bot's managed role. */
  botRole: string;
  /** The server's language; Discord lets only Community servers choose. */
  preferredLocale: string;
  community: boolean;
}

/** Discord's channel types: 0 guild text, 1 DM, 3 group DM, 11 public thread. */
type ChannelType = 0 | 1 | 3 | 11;

export interface SimChannel {
  id: string;
  type: ChannelType;
  name: string;
  guild?: SimGuild;
  /** The channel a thread hangs on. */
  parent?: string;
  /** The people of a DM, without the bot. */
  recipients: SimUser[];
  /** The bot may see it. */
  view: boolean;
  /** The bot may send to it. */
  send: boolean;
  /** What a refused send to a DM answers, once the user has blocked it. */
  blocked: boolean;
  /** The newest message, also when it was deleted since. */
  lastMessage?: string;
}

export interface SimAttachment {
  id: string;
  filename: string;
  content_type: string;
  size: number;
  /** Bytes, where the bot uploaded them. */
  data?: Buffer;
  /** Voice messages. */
  duration_secs?: number;
}

export interface SimMessage {
  id: string;
  channel: SimChannel;
  author: SimUser;
  content: string;
  at: number;
  editedAt: number | undefined;
  edits: number;
  attachments: SimAttachment[];
  sticker: string | undefined;
  /** Message this one replies to. */
  reference: string | undefined;
  nonce: string | undefined;
  flags: number;
  /** 0 plain, 19 reply, 20 answer to a slash command. */
  type: number;
  /** Ids of the users and roles it pings. */
  mentions: string[];
  mentionRoles: string[];
  webhook: string | undefined;
  interaction: SimInteraction | undefined;
}

export interface SimInteraction {
  id: string;
  token: string;
  name: string;
  user: SimUser;
  channel: SimChannel;
  at: number;
  /** Brought along by the user, the bot is not a member here. */
  userOnly: boolean;
  state: 'pending' | 'thinking' | 'answered' | 'failed';
  ephemeral: boolean;
  original: SimMessage | undefined;
  followups: number;
}

/** Flags of a message the stand-in knows. */
export const flags = { suppressEmbeds: 4, ephemeral: 64, loading: 128, voice: 8192 };

const discordEpoch = 1_420_070_400_000;

export interface World {
  bot: SimUser;
  application: string;
  users: Map<string, SimUser>;
  guilds: Map<string, SimGuild>;
  channels: Map<string, SimChannel>;
  messages: Map<string, SimMessage>;
  interactions: Map<string, SimInteraction>;
  commands: Map<string, Record<string, unknown>>;
  /** Commands created since the start; Discord allows 200 a day. */
  creates: number;
  /** Whether the Message Content intent is switched on in the developer portal. */
  messageContent: boolean;
  /** Scaled by tests. */
  timing: { respondMs: number; tokenMs: number; nonceMs?: number };
  snowflake(): string;
  /** Sends a dispatch to the bot's gateway sessions; `shape` makes its data, by whether the session may read content. */
  dispatch(event: string, intent: number, shape: (readsContent: boolean) => object): void;
  /** Something visible has changed. */
  changed(): void;
}

/** Ids as Discord makes them: time in the upper bits, so that they sort by age. */
export function snowflakes(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now() - discordEpoch) << 22n;
    last = now > last ? now : last + 1n;
    return String(last);
  };
}

/** Whether the bot may be told what a message says: its own, DMs, messages that mention it, or everything with the intent. */
export function mayRead(world: World, message: SimMessage, everything: boolean): boolean {
  return (
    everything ||
    message.author.id === world.bot.id ||
    message.channel.guild === undefined ||
    message.mentions.includes(world.bot.id)
  );
}

/** Messages of a channel that everybody there sees, oldest first. */
export function publicMessages(world: World, channel: string): SimMessage[] {
  return [...world.messages.values()].filter(
    (message) => message.channel.id === channel && (message.flags & flags.ephemeral) === 0,
  );
}
