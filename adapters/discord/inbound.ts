import { ChannelType, MessageFlags, MessageReferenceType, MessageType, PermissionFlagsBits } from 'discord.js';
import type { Actor, Attachment, Command, CommandSpec, Place, Prompt, Quote } from '../../src/ports.ts';
import type { CommandEvent, MessageEvent, Person, Quoted } from './events.ts';
import { conversationIn, interactionKey, named, needsToken, surfaceName, timeOf, tokenMs } from './ids.ts';
import { plainText, type TextNames } from './mentions.ts';

/** Events as the core understands them: plain JSON, nothing of the SDK in it. */

/** What is known about servers and channels beside the event. */
export interface Directory extends TextNames {
  /** The bot's user id. */
  self: string;
  /** The role Discord made for the bot in a server; people mention it by mistake. */
  botRole(guild: string): string | undefined;
  /** The channel a thread hangs on; undefined where the channel is no thread. */
  parent(channel: string): Promise<string | undefined>;
  /** The language a Community server has chosen. */
  language(guild: string): string | undefined;
  /** A message that is replied to and did not come along. */
  message(channel: string, id: string): Promise<Quoted | undefined>;
}

/**
 * A message; undefined when it is not meant for the bot. One that comes live was sent now, by our own clock (`now`, epoch
 * ms), whatever that says; one that is read back, when its id was made.
 */
export async function promptOf(event: MessageEvent, directory: Directory, now?: number): Promise<Prompt | undefined> {
  if (event.author.bot || event.webhook_id !== undefined || !isSpeech(event.type)) return undefined;
  const quoted = await quotedBy(event, directory);
  if (!isAddressed(event, quoted, directory)) return undefined;
  const channel = named(event.channel_id);
  const group = event.guild_id !== undefined;
  const quote = quoted && quoteOf(quoted, directory);
  return {
    v: 1,
    kind: 'prompt',
    key: named(event.id),
    surface: surfaceName,
    conversation: conversationIn(event.channel_id),
    place: { kind: group ? 'group' : 'private', scopes: await scopes(event.channel_id, event.guild_id, directory) },
    actor: actorOf(event.author, event.member?.nick, event.guild_id && directory.language(event.guild_id)),
    sentAt: now ?? timeOf(event.id),
    target: {
      surface: surfaceName,
      chat: channel,
      group,
      privately: false,
      prompt: event.id,
      address: { channel: event.channel_id },
    },
    text: plainText(event.content, event.mentions, ownMentions(event, directory), directory),
    addressed: true,
    attachments: attachmentsOf(event),
    ...(quote ? { quote } : {}),
  };
}

function isSpeech(type: number): boolean {
  return type === MessageType.Default || type === MessageType.Reply;
}

function isAddressed(event: MessageEvent, quoted: Quoted | undefined, { self, botRole }: Directory): boolean {
  if (event.guild_id === undefined) return true;
  const role = botRole(event.guild_id);
  return (
    event.mentions.some(({ id }) => id === self) ||
    (role !== undefined && event.mention_roles.includes(role)) ||
    quoted?.author.id === self
  );
}

/** The message replied to. Forwards and pins refer to messages too; those are no replies. */
async function quotedBy(event: MessageEvent, directory: Directory): Promise<Quoted | undefined> {
  const { message_reference: reference, referenced_message: quoted } = event;
  if (reference?.message_id === undefined || reference.type !== MessageReferenceType.Default) return undefined;
  if (quoted !== undefined) return quoted ?? undefined;
  return directory.message(reference.channel_id ?? event.channel_id, reference.message_id);
}

function quoteOf(quoted: Quoted, directory: Directory): Quote {
  const text = plainText(quoted.content, quoted.mentions, new Set(), directory);
  const own = quoted.author.id === directory.self;
  return { id: quoted.id, text, ...(own ? {} : { author: nameOf(quoted.author) }) };
}

function ownMentions(event: MessageEvent, { self, botRole }: Directory): Set<string> {
  const role = event.guild_id === undefined ? undefined : botRole(event.guild_id);
  return new Set(role === undefined ? [self] : [self, role]);
}

function attachmentsOf(event: MessageEvent): Attachment[] {
  const voice = (event.flags & MessageFlags.IsVoiceMessage) !== 0;
  const files = event.attachments.map((file): Attachment => ({ kind: voice ? 'voice' : kindOf(file.content_type) }));
  const stickers = event.sticker_items.map((): Attachment => ({ kind: 'sticker' }));
  const all = [...files, ...stickers];
  // A poll, a forward: something that is neither text nor file.
  return all.length === 0 && event.content === '' ? [{ kind: 'other' }] : all;
}

function kindOf(contentType: string | null | undefined): Attachment['kind'] {
  const family = contentType?.split('/')[0];
  if (family === 'image') return 'picture';
  return family === 'audio' || family === 'video' ? family : 'file';
}

function nameOf(person: Person, nick?: string | null): string {
  return nick ?? person.global_name ?? person.username;
}

function actorOf(person: Person, nick: string | null | undefined, locale: string | undefined): Actor {
  return { id: named(person.id), name: nameOf(person, nick), ...(locale === undefined ? {} : { locale }) };
}

/** Nearest first: the channel, a thread's channel, the server. */
async function scopes(channel: string, guild: string | undefined, directory: Directory): Promise<string[]> {
  if (guild === undefined) return [named(channel)];
  const parent = await directory.parent(channel);
  return [channel, parent, guild].flatMap((id) => (id === undefined ? [] : named(id)));
}

/**
 * A slash command; undefined when Discord does not say who used it. It comes the moment it is used, so its times run by
 * our own clock (`now`, epoch ms), whatever that says.
 */
export function commandOf(event: CommandEvent, specs: readonly CommandSpec[], now: number): Command | undefined {
  const user = event.member?.user ?? event.user;
  if (!user) return undefined;
  const options = optionsOf(event);
  const spec = specs.find(({ name }) => name === event.data.name);
  const privately = spec?.visibility === 'asker' || options['private'] === true;
  const address = {
    channel: event.channel_id,
    interaction: event.id,
    token: event.token,
    application: event.application_id,
    member: mayWrite(event),
    at: now,
  };
  const place = placeOf(event);
  // What is asked in private, or where the bot is a guest, is a conversation of its own. A command that only answers in
  // private (/settings, /stop) is about the channel's.
  const alone = options['private'] === true || place.kind === 'personal';
  const own = conversationIn(event.channel_id, place.kind === 'private' ? undefined : user.id);
  return {
    v: 1,
    kind: 'command',
    key: interactionKey(event.id),
    surface: surfaceName,
    conversation: alone ? own : conversationIn(event.channel_id),
    ownConversation: own,
    place,
    actor: actorOf(user, event.member?.nick, event.locale),
    sentAt: now,
    target: {
      surface: surfaceName,
      chat: named(event.channel_id),
      group: place.kind !== 'private',
      privately,
      ...(needsToken({ ...address, ephemeral: privately })
        ? { expiresAt: now + tokenMs, pace: interactionKey(event.id) }
        : {}),
      address,
    },
    name: event.data.name,
    options,
  };
}

function optionsOf(event: CommandEvent): Command['options'] {
  return Object.fromEntries(
    event.data.options.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What an interaction's `context` is in a person's private chat with the bot. */
const botsOwnChat = 1;

/** A person's private chat with the bot. */
export function isOwnChat({ context, guild_id: guild }: CommandEvent): boolean {
  return (context ?? (guild === undefined ? botsOwnChat : undefined)) === botsOwnChat;
}

function placeOf(event: CommandEvent): Place {
  const kind = isOwnChat(event) ? 'private' : isInstalled(event) ? 'group' : 'personal';
  const ids = [event.channel_id, isThread(event) ? event.channel?.parent_id : undefined, event.guild_id];
  return { kind, scopes: ids.flatMap((id) => (id ? named(id) : [])) };
}

/** The bot was added to this server, not just brought along by the user. */
function isInstalled(event: CommandEvent): boolean {
  const { guild_id: guild, authorizing_integration_owners: owners } = event;
  // Where Discord does not say who brought the app, a server's command is the server's.
  return guild !== undefined && (Object.keys(owners).length === 0 || owners['0'] === guild);
}

/** Whether messages can be written here without the token, and so after it has run out. */
function mayWrite(event: CommandEvent): boolean {
  if (isOwnChat(event)) return true;
  if (!isInstalled(event)) return false;
  if (event.app_permissions === undefined) return true;
  const permissions = BigInt(event.app_permissions);
  const send = isThread(event) ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  const needed = PermissionFlagsBits.ViewChannel | send;
  return (permissions & needed) === needed || (permissions & PermissionFlagsBits.Administrator) !== 0n;
}

const threads: readonly (number | undefined)[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

function isThread(event: CommandEvent): boolean {
  return threads.includes(event.channel?.type);
}
