import type { Reply } from '../server.ts';
import {
  attachmentsOf,
  contentOf,
  flagsOf,
  isRecord,
  type Json,
  type MessageBody,
  nonceOf,
  pingsOf,
  requireSomething,
} from './body.ts';
import { buttonsOf } from './components.ts';
import { messageEvent, messageShape } from './message-shapes.ts';
import { invalid, refusals } from './refusals.ts';
import { channelShape } from './shapes.ts';
import { checkVoice } from './voice.ts';
import { flags, publicMessages, type SimChannel, type SimMessage, type World } from './world.ts';

/** The endpoints under /channels. */

const guildMessages = 1 << 9;
const directMessages = 1 << 12;

/** Puts a message into the world and tells the gateway. */
export function addMessage(world: World, message: SimMessage): SimMessage {
  world.messages.set(message.id, message);
  if ((message.flags & flags.ephemeral) === 0) message.channel.lastMessage = message.id;
  tell(world, 'MESSAGE_CREATE', message);
  return message;
}

/** Tells the gateway about a message, unless only its reader sees it. */
export function tell(world: World, event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: SimMessage): void {
  world.changed();
  if ((message.flags & flags.ephemeral) !== 0) return;
  dispatch(world, event, message.channel, undefined, (reads) => messageEvent(world, message, reads));
}

/** Tells the bot what happens in a channel it sees. `intent`: of messages when undefined. */
export function dispatch(
  world: World,
  event: string,
  channel: SimChannel,
  intent: number | undefined,
  shape: (readsContent: boolean) => object,
): void {
  if (!channel.view || channel.guild?.member === false) return;
  world.dispatch(event, intent ?? (channel.guild ? guildMessages : directMessages), shape);
}

/** A message with nothing in it yet. */
export function blank(world: World, channel: SimChannel, author = world.bot): SimMessage {
  return {
    id: world.snowflake(),
    channel,
    author,
    content: '',
    at: Date.now(),
    editedAt: undefined,
    edits: 0,
    attachments: [],
    sticker: undefined,
    reference: undefined,
    forwarded: undefined,
    nonce: undefined,
    flags: 0,
    type: 0,
    mentions: [],
    mentionRoles: [],
    webhook: undefined,
    interaction: undefined,
    buttons: [],
    pinned: false,
    embeds: [],
    layout: [],
    poll: undefined,
  };
}

/** Looks a channel up as the bot sees it. */
export function visibleChannel(world: World, id: string): SimChannel {
  const channel = world.channels.get(id);
  if (!channel) throw refusals.unknownChannel();
  const stranger = channel.guild?.member === false || channel.type === 3;
  if (!channel.view || stranger) throw refusals.missingAccess();
  return channel;
}

/** Who is in a time-out keeps two permissions, to see and to read (Discord's documentation, Permissions). */
export function refuseTimedOut({ guild }: SimChannel): void {
  if ((guild?.timedOut ?? 0) > Date.now()) throw refusals.missingPermissions();
}

export function writableChannel(world: World, id: string): SimChannel {
  const channel = visibleChannel(world, id);
  if (channel.blocked) throw refusals.blocked();
  refuseTimedOut(channel);
  if (channel.type === 15) throw refusals.noThreadsHere();
  if (!channel.send) throw refusals.missingPermissions();
  if (channel.locked) throw refusals.archived();
  return channel;
}

export function messageIn(world: World, channel: SimChannel, id: string): SimMessage {
  const message = publicMessages(world, channel.id).find((each) => each.id === id);
  if (!message) throw refusals.unknownMessage();
  return message;
}

export function ok(body: object, status = 200): Reply {
  return { status, body };
}

export function getChannel(world: World, id: string): Reply {
  return ok(channelShape(visibleChannel(world, id)));
}

export function typing(world: World, id: string): Reply {
  writableChannel(world, id);
  return { status: 204 };
}

export function getMessage(world: World, channelId: string, id: string): Reply {
  const channel = visibleChannel(world, channelId);
  if (!channel.history) throw refusals.missingPermissions();
  return ok(messageShape(world, messageIn(world, channel, id)));
}

/** `after`, `before`, `limit` (1 to 100, else refused); newest first, as Discord lists. */
export function listMessages(world: World, channelId: string, query: URLSearchParams): Reply {
  const channel = visibleChannel(world, channelId);
  const limit = Number(query.get('limit') ?? '50');
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalid(['limit'], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 100.');
  }
  const after = query.get('after');
  const before = query.get('before');
  const all = channel.history ? publicMessages(world, channel.id) : [];
  const found = all.filter(
    ({ id }) => (after === null || BigInt(id) > BigInt(after)) && (before === null || BigInt(id) < BigInt(before)),
  );
  const page = after === null ? found.slice(-limit) : found.slice(0, limit);
  return ok(page.reverse().map((message) => messageShape(world, message)));
}

export async function createMessage(world: World, channelId: string, body: MessageBody): Promise<Reply> {
  const channel = writableChannel(world, channelId);
  const { json } = body;
  const content = contentOf(json);
  const nonce = nonceOf(json);
  const attachments = await attachmentsOf(world, body, []);
  const buttons = buttonsOf(json) ?? [];
  requireSomething(content, attachments);
  // A voice message takes a permission of its own, and no other.
  const voice = (flagsOf(json) & flags.voice) !== 0;
  if (attachments.length > 0 && !voice && !channel.attach) throw refusals.missingPermissions();
  if (nonce !== undefined && json['enforce_nonce'] === true) {
    const known = [
      ...publicMessages(world, channelId),
      ...world.dropped.filter(({ channel: { id } }) => id === channelId),
    ];
    const twin = known.find(
      ({ nonce: other, author, at }) =>
        other === nonce && author === world.bot && Date.now() - at <= (world.timing.nonceMs ?? 300_000),
    );
    if (twin) return ok(messageShape(world, twin));
  }
  const shown = { content: content ?? '', nonce, attachments, buttons, flags: flagsOf(json) };
  checkVoice(shown.flags, json, content, attachments, channel);
  const message = { ...blank(world, channel), ...shown };
  channel.archived = false;
  message.flags &= ~flags.ephemeral;
  applyReference(world, message, json);
  applyPings(world, message, json);
  return ok(messageShape(world, addMessage(world, message)));
}

function applyReference(world: World, message: SimMessage, json: Json): void {
  const reference = json['message_reference'];
  if (reference === undefined || reference === null) return;
  const id = isRecord(reference) ? reference['message_id'] : undefined;
  if (!isRecord(reference) || typeof id !== 'string') {
    throw invalid(['message_reference', 'message_id'], 'BASE_TYPE_REQUIRED', 'This field is required');
  }
  if (!message.channel.history) throw refusals.noHistory();
  const found = publicMessages(world, message.channel.id).find((each) => each.id === id);
  if (found) {
    message.reference = id;
    message.type = 19;
  } else if (reference['fail_if_not_exists'] !== false) {
    throw invalid(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  }
}

/** Who the message pings: those its text names, and the author it replies to. */
export function applyPings(world: World, message: SimMessage, json: Json): void {
  const { users, roles } = pingsOf(json, message.content);
  message.mentionRoles = roles;
  message.mentions = users.filter((id) => world.users.has(id));
  const allowed = json['allowed_mentions'];
  const pings = isRecord(allowed) ? allowed['replied_user'] === true : true;
  const author = message.reference === undefined ? undefined : world.messages.get(message.reference)?.author.id;
  if (author !== undefined && pings && !message.mentions.includes(author)) message.mentions.push(author);
}

/** Changes a message in place: only what the body names. */
export async function applyEdit(world: World, message: SimMessage, body: MessageBody): Promise<SimMessage> {
  if (message.flags & flags.voice) throw refusals.voiceEdited();
  const content = contentOf(body.json);
  const attachments = await attachmentsOf(world, body, message.attachments);
  const buttons = buttonsOf(body.json);
  requireSomething(content ?? message.content, attachments);
  message.content = content ?? message.content;
  message.buttons = buttons ?? message.buttons;
  message.attachments = attachments;
  if (body.json['flags'] !== undefined) {
    message.flags = (message.flags & ~flags.suppressEmbeds) | (flagsOf(body.json) & flags.suppressEmbeds);
  }
  if (message.flags & flags.loading) message.flags &= ~flags.loading;
  else {
    touch(message);
  }
  applyPings(world, message, body.json);
  tell(world, 'MESSAGE_UPDATE', message);
  return message;
}

/** It was edited, now; no two edits are at the same time. */
export function touch(message: SimMessage): void {
  message.editedAt = Math.max(Date.now(), (message.editedAt ?? 0) + 1);
  message.edits += 1;
}

export async function editMessage(world: World, channelId: string, id: string, body: MessageBody): Promise<Reply> {
  const message = messageIn(world, visibleChannel(world, channelId), id);
  if (message.author.id !== world.bot.id) throw refusals.notAuthor();
  if (message.channel.archived) throw refusals.archived();
  return ok(messageShape(world, await applyEdit(world, message, body)));
}

export function deleteMessage(world: World, channelId: string, id: string): Reply {
  const message = messageIn(world, visibleChannel(world, channelId), id);
  if (message.author.id !== world.bot.id) throw refusals.missingPermissions();
  dropMessage(world, message);
  return { status: 204 };
}

/** Takes messages of one channel away: one by one, or (moderators' bots do that) all at once. */
export function dropMessage(world: World, ...messages: SimMessage[]): void {
  for (const { id } of messages) world.messages.delete(id);
  world.dropped.push(...messages);
  world.changed();
  const shown = messages.filter((message) => (message.flags & flags.ephemeral) === 0);
  const [first] = shown;
  if (!first) return;
  const { channel } = first;
  const guild = channel.guild ? { guild_id: channel.guild.id } : {};
  const where = { channel_id: channel.id, ...guild };
  if (shown.length === 1) dispatch(world, 'MESSAGE_DELETE', channel, undefined, () => ({ id: first.id, ...where }));
  else dispatch(world, 'MESSAGE_DELETE_BULK', channel, undefined, () => ({ ids: shown.map(({ id }) => id), ...where }));
}
