import type { SimAttachment, SimSticker } from './files.ts';

/** What the stand-in of Discord knows: people, places, messages, interactions, commands. Plain records, no behaviour of the API. */

export interface SimUser {
  id: string;
  username: string;
  global_name: string | null;
  /** What they are called in every server. */
  nick?: string;
  bot: boolean;
  /** The language of the user's client. */
  locale: string;
  /** May not read what was said before they came. */
  newcomer?: boolean;
}

export interface SimGuild {
  id: string;
  name: string;
  /** Whether the bot was added to it. */
  member: boolean;
  /** The bot's managed role. */
  botRole: string;
  /** End of the bot's time-out, epoch ms. */
  timedOut?: number;
  /** Further roles, and whether the bot holds them. */
  roles?: { id: string; name: string; held: boolean }[];
  /** The server's language; Discord lets only Community servers choose. */
  preferredLocale: string;
  community: boolean;
  /** Ids of the people who may manage messages. */
  moderators: Set<string>;
  /** Ids of the people who are not in it any more; everybody else is. */
  left?: string[];
}

/** Discord's channel types: 0 guild text, 1 DM, 3 group DM, 11 public thread, 12 private thread, 15 forum. */
type ChannelType = 0 | 1 | 3 | 11 | 12 | 15;

export function isThread({ type }: Pick<SimChannel, 'type'>): boolean {
  return type === 11 || type === 12;
}

/** Role of the people who may manage messages. */
export function moderatorRole({ id }: Pick<SimGuild, 'id'>): string {
  return String(BigInt(id) + 7_000_000n);
}

/** Roles that the bot holds in a server. */
export function botRoles({ botRole, roles = [] }: SimGuild): string[] {
  return [botRole, ...roles.filter(({ held }) => held).map(({ id }) => id)];
}

/** Whether a person sees a channel of a server, or a thread. */
export function sees(world: Pick<World, 'channels'>, channel: SimChannel, user: SimUser): boolean {
  if (channel.guild?.left?.includes(user.id)) return false;
  const home = channel.parent === undefined ? undefined : world.channels.get(channel.parent);
  const within = home === undefined || sees(world, home, user);
  return within && (channel.readers?.includes(user.id) ?? true);
}

export interface SimChannel {
  id: string;
  type: ChannelType;
  name: string;
  guild?: SimGuild;
  /** The channel a thread hangs on. */
  parent?: string;
  /** Id of who opened a thread. */
  owner?: string;
  /** The people of a DM, without the bot. */
  recipients: SimUser[];
  /** Ids of the people who see it, where not everybody in the server does: of a private channel or thread. */
  readers?: string[];
  /** The bot may see it. */
  view: boolean;
  /** The bot may send to it. */
  send: boolean;
  /** What a refused send to a DM answers, once the user has blocked it. */
  blocked: boolean;
  /** The bot may send files. */
  attach: boolean;
  /** The bot may send voice messages; it may when absent. */
  voices?: boolean;
  /** The bot may read what was written before, and so reply. */
  history: boolean;
  /** The bot may open threads. */
  threads: boolean;
  /** Epoch ms of the renamings lately. */
  renamed?: number[];
  /** Threads only. */
  archived: boolean;
  locked: boolean;
  /** The newest message, also when it was deleted since. */
  lastMessage?: string;
}

export interface SimButton {
  id: string;
  label: string;
  style: number;
}

/** A form that is open on somebody's screen. */
export interface SimForm {
  id: string;
  title: string;
  fields: SimField[];
}

export interface SimField {
  id: string;
  label: string;
  /** The line below the label. */
  description?: string;
  style: number;
  required: boolean;
  least: number;
  most: number;
  value?: string;
  placeholder?: string;
}

/** A box under a message, as Discord describes it. */
export interface SimEmbed {
  type?: string;
  title?: string;
  description?: string;
  url?: string;
  author?: { name: string };
  fields?: { name: string; value: string }[];
  footer?: { text: string };
}

export interface SimPoll {
  question: string;
  answers: string[];
  multiple?: boolean;
  /** Votes for each answer, in their order. */
  votes?: number[];
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
  sticker: SimSticker | undefined;
  /** Message this one replies to. */
  reference: string | undefined;
  /** Message this one forwards, as it was then. */
  forwarded: SimMessage | undefined;
  nonce: string | undefined;
  flags: number;
  /** 0 plain, 19 reply, 20 answer to a slash command, 23 to a command on a message. */
  type: number;
  /** Ids of the users and roles it pings. */
  mentions: string[];
  mentionRoles: string[];
  /** What wrote it, where that is no user, and the application that this belongs to; its own when absent. */
  webhook: string | undefined;
  application?: string;
  interaction: SimInteraction | undefined;
  /** Rows of buttons. */
  buttons: SimButton[][];
  pinned: boolean;
  /** Names of the emoji that the bot has put under it. */
  reactions?: string[];
  /** Emoji that people have put under it; another list after each change. */
  others?: { user: string; emoji: string }[];
  /** Previews of its links; of a bot or a webhook also its own. */
  embeds: SimEmbed[];
  /** Layouts with texts, which only bots and webhooks write. */
  layout: object[];
  poll: SimPoll | undefined;
}

export interface SimInteraction {
  id: string;
  token: string;
  /** 2 a command, 3 a button, 4 autocompletion, 5 a form. */
  type: 2 | 3 | 4 | 5;
  /** Of the command; empty for buttons. */
  name: string;
  /** The message a command was used on. */
  about: SimMessage | undefined;
  /** The message that holds the button that was pressed, or that opened the form. */
  source: SimMessage | undefined;
  /** What opened the form that was sent. */
  opener: SimInteraction | undefined;
  /** The form it was answered with. */
  form: SimForm | undefined;
  /** What autocompletion offered, and the type of the option it was for. */
  choices: { name: string; value: string | number }[] | undefined;
  completes: number;
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
export const flags = { suppressEmbeds: 4, ephemeral: 64, loading: 128, silent: 4096, voice: 8192, layout: 32_768 };

/** Discord's permissions the stand-in knows. */
export const permissions = {
  view: 1n << 10n,
  send: 1n << 11n,
  voices: 1n << 46n,
  manageMessages: 1n << 13n,
  react: 1n << 6n,
  attach: 1n << 15n,
  createThreads: 1n << 35n,
  history: 1n << 16n,
  sendInThreads: 1n << 38n,
};

/** What everybody may do by default; managing messages is not part of it. */
export const usual = 2_248_473_465_835_073n;

/** What the bot may not do in a channel. */
export function denied({ view, send, attach, history, threads, voices = true }: SimChannel): bigint {
  return (
    (voices ? 0n : permissions.voices) |
    (view ? 0n : permissions.view) |
    (send ? 0n : permissions.send | permissions.sendInThreads) |
    (attach ? 0n : permissions.attach) |
    (history ? 0n : permissions.history) |
    (threads ? 0n : permissions.createThreads)
  );
}

const discordEpoch = 1_420_070_400_000;

export interface World {
  bot: SimUser;
  application: string;
  users: Map<string, SimUser>;
  guilds: Map<string, SimGuild>;
  channels: Map<string, SimChannel>;
  messages: Map<string, SimMessage>;
  /** Messages that are gone: a nonce is remembered longer than its message. */
  dropped: SimMessage[];
  interactions: Map<string, SimInteraction>;
  /** Files that people gave to commands, by their ids. */
  given: Map<string, SimAttachment>;
  commands: Map<string, Record<string, unknown>>;
  /** Commands created since the start; Discord allows 200 a day. */
  creates: number;
  /** Whether the Message Content intent is switched on in the developer portal. */
  messageContent: boolean;
  /** Address that commands and presses go to instead of the gateway, as the developer portal has it. */
  interactionsUrl?: string;
  /** Scaled by tests. */
  timing: { respondMs: number; tokenMs: number; nonceMs?: number; linkMs?: number };
  /** Address that files are served under. */
  origin(): string;
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
