import { MessageReferenceType } from 'discord.js';
import type {
  Actor,
  AdapterContext,
  Attachment,
  InboundEvent,
  Message,
  MessageDelete,
  MessageEdit,
  Opening,
} from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import type { DeletionEvent, EditEvent, MessageEvent, Person, Quoted } from './gateway/events.ts';
import { deleteKey, editKey, named, surfaceName, timeOf } from './ids.ts';
import { forwardedIn, type Wording, wordingOf } from './messages/forwards.ts';
import { actorOf, isWithheld, type QuoteNames, quoteOf } from './messages/people.ts';
import { isHeard, proxyIn } from './messages/proxies.ts';
import { scopesOf } from './scopes.ts';

/** Translation of messages into the core's events: plain JSON, nothing of the SDK. */

/** Facts about a thread. */
export interface Thread {
  id: string;
  /** The channel it hangs on. */
  parent: string;
  isPrivate: boolean;
  name?: string;
  /** Id of who opened it. */
  owner?: string;
}

/** Facts about servers and channels beyond the event. */
export interface Directory {
  /** The bot's user id. */
  self: string;
  /** The roles that the bot holds in a server: who mentions one of them means it, too. */
  ownRoles(guild: string): readonly string[];
  /** Names that may be told at a place. */
  namesAt(place: Pick<MessageEvent, 'channel_id' | 'guild_id'>): QuoteNames;
  /** Tells whether Discord has told of a channel by itself. */
  isTold(channel: string): boolean;
  /** Undefined where the channel is no thread. Asks Discord where nothing is known of it. */
  thread(channel: string): Promise<Thread | undefined>;
  /** Title and first message of a thread. Asks Discord. */
  opening(thread: Thread, names: QuoteNames): Promise<Opening>;
  /** Tells whether the bot has opened a thread on a message: the question is answered there, though the message is not. */
  isOpenedOn(message: string): boolean;
  /** Name of a channel, where it is known. */
  title(channel: string): string | undefined;
  /** Tells whether a server's id may be a channel's as well. */
  isChannelToo(guild: string): boolean;
  /** The language a Community server has chosen. */
  language(guild: string): string | undefined;
  /** The language of a person's own client, where it was ever told. */
  locale(user: string): string | undefined;
  /** Tells whether somebody may speak to the bot at a place: for others nothing is asked. */
  admits: AdapterContext['admits'];
  /** Applications whose webhooks speak for people; ids as in Actor. */
  proxies: ReadonlySet<string>;
  /** People of a server, by their ids: the first few whom Discord names in time. */
  people(guild: string, ids: readonly string[]): Promise<Person[]>;
  /** A message that is replied to and did not come along. */
  message(channel: string, id: string): Promise<Quoted | undefined>;
}

/**
 * Event for a message, to whomever; undefined when nobody else said it. A live message was sent now, by our own clock
 * (`now`, epoch ms). A message read back was sent when its id was made. What is not meant for the bot makes no event in a
 * channel of which Discord has told nothing: it would have to be asked.
 */
export async function promptOf(
  event: MessageEvent,
  directory: Directory,
  now?: number,
): Promise<InboundEvent<Message> | undefined> {
  if (!isHeard(event, directory)) return undefined;
  const quoted = await quotedBy(event, directory);
  if (!isAddressed(event, quoted, directory) && !directory.isTold(event.channel_id)) return undefined;
  return messageEventOf(event, quoted, directory, { sentAt: now });
}

/** Tells whether a message comes from somebody who may speak to the bot, in their private chat. */
export function isAdmittedAlone(event: MessageEvent, directory: Directory): boolean {
  if (event.guild_id !== undefined || !isHeard(event, directory)) return false;
  return directory.admits({ actor: actorIn(event, directory), at: where(event, directory, undefined).at });
}

/** Event for a message, to whomever it is addressed. `sentAt`: epoch ms. `home`: the channel it was written in. */
async function messageEventOf(
  event: MessageEvent,
  quoted: Quoted | undefined,
  directory: Directory,
  { sentAt = timeOf(event.id), home = event.channel_id }: { sentAt?: number | undefined; home?: string } = {},
): Promise<InboundEvent<Message>> {
  const names = directory.namesAt(event);
  const quote = quoted && quoteOf(quoted, names);
  const wording = wordingOf(event, ownMentions(event, directory), names, { channel: home, message: event.id });
  const { text, details, source } = wording;
  const thread = await threadOf(event, directory);
  const addressed = isAddressed(event, quoted, directory) || (names.readsAll && isSaidToBot(event, thread, directory));
  const actor = actorIn(event, directory);
  const place = where(event, directory, thread, event.id);
  const isOpened = thread && thread.owner !== directory.self && addressed && directory.admits({ actor, at: place.at });
  return {
    ...place,
    key: named(event.id),
    actor,
    sentAt,
    body: {
      type: 'message',
      text,
      addressed,
      attachments: attachmentsOf(event, wording, names),
      ...(details === undefined ? {} : { details }),
      ...(quote ? { quote } : {}),
      ...(source ? { source } : {}),
      // What the bot opened a thread with is its own conversation.
      ...(isOpened ? { opening: await directory.opening(thread, names) } : {}),
      at: timeOf(event.id),
      length: event.content.length,
    },
  };
}

/**
 * An edit of a message; undefined where nobody else's words can have changed. Whether the message was for the bot, the
 * core knows. Without the Message Content intent Discord shows an empty text once the bot is no longer mentioned: that is
 * no edit. `now`: epoch ms.
 */
export async function editOf(
  event: EditEvent,
  directory: Directory,
  now: number,
): Promise<InboundEvent<MessageEdit> | undefined> {
  if (!isHeard(event, directory)) return undefined;
  if (event.content === '' && event.attachments.length === 0) return undefined;
  const whole = await messageEventOf(
    answeredAt(event, event.id, directory),
    await quotedBy(event, directory),
    directory,
    // Wherever it is answered, it is fetched from where it was written.
    { home: event.channel_id },
  );
  const { text } = whole.body;
  const at = Date.parse(event.edited_timestamp);
  return {
    ...whole,
    key: editKey(event.id, event.edited_timestamp),
    sentAt: now,
    body: { type: 'edit', of: named(event.id), id: event.id, at, text, whole },
  };
}

/** Names the place where a message was answered, where that is a thread on it. */
function answeredAt<T extends Pick<MessageEvent, 'channel_id'>>(event: T, message: string, directory: Directory): T {
  return directory.isOpenedOn(message) ? { ...event, channel_id: message } : event;
}

/** Whoever deleted a message: Discord does not tell, it may be its author or a moderator. No allow-list can name it. */
const somebody: Actor = { id: named('0'), name: '' };

/**
 * Messages are gone: an event for each place in which they were answered. Who took them away is not told: the actor is a
 * placeholder. `now`: epoch ms.
 */
export function deletionsOf(
  event: DeletionEvent,
  directory: Directory,
  now: number,
): Promise<InboundEvent<MessageDelete>[]> {
  const places = Map.groupBy(event.ids, (id) => answeredAt(event, id, directory).channel_id);
  return Promise.all(
    Array.from(places, async ([channel, ids]) => {
      const at = { ...event, channel_id: channel };
      return {
        ...where(at, directory, await threadOf(at, directory)),
        key: deleteKey(ids),
        actor: somebody,
        sentAt: now,
        body: { type: 'delete', of: ids.map((id) => ({ key: named(id), id })) },
      };
    }),
  );
}

async function threadOf(
  { channel_id: channel, guild_id: guild }: Pick<MessageEvent, 'channel_id' | 'guild_id'>,
  directory: Directory,
): Promise<Thread | undefined> {
  return guild === undefined ? undefined : directory.thread(channel);
}

/** The parts that say where something happened; `prompt` is the message to reply to. */
function where(
  { channel_id: channel, guild_id: guild }: Pick<MessageEvent, 'channel_id' | 'guild_id'>,
  directory: Directory,
  thread: Thread | undefined,
  prompt?: string,
): Pick<InboundEvent, 'v' | 'at' | 'reply'> {
  const group = guild !== undefined;
  const title = group ? (thread?.name ?? directory.title(channel)) : undefined;
  return {
    v: 2,
    at: {
      surface: surfaceName,
      chat: named(channel),
      kind: group ? 'group' : 'private',
      scopes: scopesOf({ channel, parent: thread?.parent, guild }, directory),
      ...(title === undefined ? {} : { title: displayName(title) }),
      ...(thread ? { parent: named(thread.parent) } : {}),
      ...(thread?.isPrivate ? { restricted: true } : {}),
    },
    reply: {
      surface: surfaceName,
      chat: named(channel),
      group,
      privately: false,
      ...(prompt === undefined ? {} : { prompt }),
      address: { channel },
    },
  };
}

function actorIn(event: EditEvent | MessageEvent, directory: Directory): Actor {
  const { author, guild_id: guild } = event;
  return proxyIn(event) ?? actorOf(author, directory.locale(author.id) ?? (guild && directory.language(guild)));
}

function isAddressed(event: MessageEvent, quoted: Quoted | undefined, { self, ownRoles }: Directory): boolean {
  if (event.guild_id === undefined) return true;
  // Nobody calls the bot by what they pass on.
  if (forwardedIn(event)) return false;
  if (event.mentions.some(({ id }) => id === self) || quoted?.author.id === self) return true;
  return event.mention_roles.length > 0 && ownRoles(event.guild_id).some((id) => event.mention_roles.includes(id));
}

/** The message replied to. Forwards and pins refer to messages too; those are no replies. */
async function quotedBy(event: MessageEvent, directory: Directory): Promise<Quoted | undefined> {
  const { message_reference: reference, referenced_message: quoted } = event;
  if (reference?.message_id === undefined || reference.type !== MessageReferenceType.Default) return undefined;
  // Only a message of the same channel is replied to. What refers to another's (a crosspost) shows it to nobody here.
  if (reference.channel_id !== undefined && reference.channel_id !== event.channel_id) return undefined;
  if (quoted !== undefined) return quoted ?? undefined;
  const { at } = where(event, directory, await threadOf(event, directory));
  if (!directory.admits({ actor: actorIn(event, directory), at })) return undefined;
  return directory.message(event.channel_id, reference.message_id);
}

function ownMentions(event: Pick<MessageEvent, 'guild_id' | 'mention_roles'>, directory: Directory): Set<string> {
  const { self, ownRoles } = directory;
  const { guild_id: guild, mention_roles: roles } = event;
  return new Set(guild === undefined || roles.length === 0 ? [self] : [self, ...ownRoles(guild)]);
}

/** In a thread that the bot opened on somebody's question, all is meant for it but what names somebody else. */
function isSaidToBot({ mentions, author }: MessageEvent, thread: Thread | undefined, { self }: Directory): boolean {
  return thread?.owner === self && mentions.every(({ id }) => id === self || id === author.id);
}

function attachmentsOf(
  event: MessageEvent,
  { text, details, attachments, source }: Wording,
  names: QuoteNames,
): Attachment[] {
  const { content } = event;
  // A gift, a call: something that is neither text nor file.
  const wordless = (source ? text : content) === '' && details === undefined;
  return attachments.length === 0 && wordless && !isWithheld(event, names) ? [{ kind: 'other' }] : attachments;
}
