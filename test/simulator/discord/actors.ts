import { attachmentOf } from './cdn.ts';
import type { SimFile, SimSticker } from './files.ts';
import { addMessage, blank, dispatch, tell, touch } from './messages.ts';
import {
  flags,
  type SimChannel,
  type SimEmbed,
  type SimMessage,
  type SimPoll,
  type SimUser,
  sees,
  type World,
} from './world.ts';

/** What people do with messages: write, edit, pin. */

export interface Said {
  /** The message it replies to; its author is pinged, as the client does. */
  replyTo?: { id: string };
  /** Whether that reply pings; true when absent. */
  ping?: boolean;
  /** A message of another channel that it refers to without being a reply, as a crosspost does. */
  refersTo?: { id: string };
  attachments?: SimFile[];
  /** A still one by its name, or one of another form. */
  sticker?: string | SimSticker;
  /** Boxes and texts in layouts; people's clients write none. */
  embeds?: SimEmbed[];
  layout?: object[];
  poll?: SimPoll;
}

/** A person writes. */
export function say(world: World, channel: SimChannel, user: SimUser, content: string, said: Said = {}): SimMessage {
  if (channel.guild && !sees(world, channel, user)) throw new Error(`${user.username} does not see ${channel.name}`);
  const message = blank(world, channel, user);
  write(message, content);
  message.sticker = typeof said.sticker === 'string' ? { name: said.sticker, format: 1 } : said.sticker;
  if ((said.embeds || said.layout) && !user.bot) throw new Error('people write no embeds and no layouts');
  message.embeds = said.embeds ?? [];
  message.layout = said.layout ?? [];
  // Such a message has neither a text nor embeds besides.
  if (said.layout) message.flags |= flags.layout;
  message.poll = said.poll;
  message.attachments = (said.attachments ?? []).map((file) => attachmentOf(world, file));
  if (said.attachments?.some(({ voice }) => voice)) message.flags |= flags.voice;
  if (said.refersTo) message.reference = said.refersTo.id;
  if (said.replyTo) {
    message.reference = said.replyTo.id;
    message.type = 19;
    const author = world.messages.get(said.replyTo.id)?.author.id;
    if (author && said.ping !== false && !message.mentions.includes(author)) message.mentions.push(author);
  }
  return addMessage(world, message);
}

export function write(message: SimMessage, content: string): void {
  message.content = content;
  message.mentions = [...new Set([...content.matchAll(/<@!?(\d+)>/g)].flatMap((match) => match[1] ?? []))];
  message.mentionRoles = [...new Set([...content.matchAll(/<@&(\d+)>/g)].flatMap((match) => match[1] ?? []))];
}

/** A webhook of an application writes, under whatever name it likes, as proxies do. */
export function proxy(
  world: World,
  channel: SimChannel,
  { application, webhook, name }: { application: string; webhook: string; name: string },
  content: string,
): SimMessage {
  const author = { id: webhook, username: name, global_name: null, bot: true, locale: 'en-US' };
  const message = { ...blank(world, channel, author), webhook, application };
  write(message, content);
  return addMessage(world, message);
}

/** A person forwards a message, perhaps from a place the bot does not see. */
export function forward(world: World, channel: SimChannel, user: SimUser, from: SimMessage): SimMessage {
  const message = blank(world, channel, user);
  // Nobody says that those whom the words name are not told with the forward, too.
  message.mentions = [...from.mentions];
  // What is forwarded on is the first message.
  message.forwarded = { ...(from.forwarded ?? from) };
  return addMessage(world, message);
}

/** A person changes the words of a message of theirs. */
export function edit(world: World, message: SimMessage, content: string): void {
  if (message.author.id === world.bot.id) throw new Error('nobody can edit what the bot says');
  if (!world.messages.has(message.id)) throw new Error('the message is gone');
  write(message, content);
  touch(message);
  tell(world, 'MESSAGE_UPDATE', message);
}

/** A person puts an emoji under a message, or takes it away; told to bots with the intents of reactions. */
export function react(world: World, message: SimMessage, user: SimUser, emoji: string): void {
  const before = message.others ?? [];
  const left = before.filter((each) => each.user !== user.id || each.emoji !== emoji);
  const added = left.length === before.length;
  message.others = added ? [...before, { user: user.id, emoji }] : left;
  world.changed();
  const { channel, id } = message;
  const guild = channel.guild ? { guild_id: channel.guild.id } : {};
  const news = { user_id: user.id, channel_id: channel.id, message_id: id, emoji: { id: null, name: emoji }, ...guild };
  const intent = channel.guild ? 1 << 10 : 1 << 13;
  dispatch(world, added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', channel, intent, () => news);
}

/**
 * The preview of a link is ready: the message is updated, though nobody edited it. `partial`: only what has changed is
 * told, as Discord did for years and may do.
 */
export function preview(world: World, message: SimMessage, partial = false): void {
  message.embeds = [{ type: 'link', url: 'https://example.com/', title: 'Example' }];
  const { channel, id } = message;
  const guild = channel.guild ? { guild_id: channel.guild.id } : {};
  const change = { id, channel_id: channel.id, ...guild, embeds: message.embeds };
  if (partial) dispatch(world, 'MESSAGE_UPDATE', channel, undefined, () => change);
  else tell(world, 'MESSAGE_UPDATE', message);
}

/** Somebody pins a message. */
export function pin(world: World, message: SimMessage): void {
  message.pinned = true;
  tell(world, 'MESSAGE_UPDATE', message);
}
