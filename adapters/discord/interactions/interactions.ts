import { ApplicationCommandOptionType, ChannelType, MessageFlags, PermissionFlagsBits } from 'discord.js';
import type {
  Actor,
  ButtonPress,
  CommandSpec,
  InboundEvent,
  Place,
  Quote,
  SlashCommand,
} from '../../../src/ports/index.ts';
import { isThread } from '../channels.ts';
import type { Person } from '../gateway/events.ts';
import { interactionKey, named, needsToken, surfaceName, tokenMs } from '../ids.ts';
import type { Directory } from '../inbound.ts';
import { attachmentOf } from '../messages/attachments.ts';
import { actorOf } from '../messages/people.ts';
import { scopesOf } from '../scopes.ts';
import type {
  CommandEvent,
  CompletionEvent,
  FormEvent,
  Holder,
  InteractionEvent,
  MessageCommandEvent,
  PressEvent,
} from './events.ts';

/**
 * Interactions as the core understands them. They come the moment they are made, so their times run by our own clock,
 * whatever that says. Each is undefined when Discord does not say who acted.
 */

/** Moment at which an interaction came, and what is known of its server. */
export interface Reader extends Pick<Directory, 'isChannelToo'> {
  /** Epoch ms. */
  now: number;
}

/** A slash command, or what is written of one so far. */
export function slashCommandOf(
  event: CommandEvent | CompletionEvent,
  specs: readonly CommandSpec[],
  reader: Reader,
): InboundEvent<SlashCommand> | undefined {
  const options = optionsOf(event.data.options);
  const spec = specs.find(({ name }) => name === event.data.name);
  const own = options['private'] === true;
  // What is asked in private is a conversation of its own. A command that only answers in private (/settings, /stop) is
  // about the channel's.
  const isPrivate = own || (spec !== undefined && spec.audience !== 'everyone');
  const base = arrived(event, { audience: isPrivate ? 'asker' : 'everyone', own }, reader);
  const files = 'resolved' in event.data ? filesIn(event.data) : {};
  const along = Object.keys(files).length > 0 ? { files } : {};
  return base && { ...base, body: { type: 'command', name: event.data.name, options, ...along } };
}

/** Files that were given to options. No message shows them: they can be had soon, or never. */
function filesIn({ options, resolved }: CommandEvent['data']): NonNullable<SlashCommand['files']> {
  const given = options.filter(isFile).flatMap(({ name, value }) => {
    const file = resolved.attachments?.[String(value)];
    return file ? [[name, attachmentOf(file, 'passing')] as const] : [];
  });
  return Object.fromEntries(given);
}

function isFile({ type }: { type?: number | undefined }): boolean {
  return type === ApplicationCommandOptionType.Attachment;
}

/** Message that a command from its menu is about. */
export interface About {
  options: SlashCommand['options'];
  /** The message; absent where it cannot be read (any more). */
  quote: Quote | undefined;
  /** Messages written after it, oldest first; absent if they cannot be read. */
  material: Quote[] | undefined;
}

/** A command from a message's own menu, perhaps by way of a form. It is the asker's own business. */
export function messageCommandOf(
  event: MessageCommandEvent | FormEvent,
  name: string,
  { options, quote, material }: About,
  reader: Reader,
): InboundEvent<SlashCommand> | undefined {
  const base = arrived(event, { audience: 'asker', own: true }, reader);
  return (
    base && {
      ...base,
      body: { type: 'command', name, options, quote: quote ?? 'gone', ...(material ? { material } : {}) },
    }
  );
}

/** A button that was pressed; with `input` when a form came in between. */
export function pressOf(
  event: (PressEvent | FormEvent) & { message: Holder },
  input: ButtonPress['input'] | undefined,
  reader: Reader,
): InboundEvent<ButtonPress> | undefined {
  const { message } = event;
  const ephemeral = (message.flags & MessageFlags.Ephemeral) !== 0;
  const source = { update: true, message: message.id, ...(ephemeral ? { ephemeral } : {}) };
  const base = arrived(event, { audience: ephemeral ? 'asker' : 'everyone', own: ephemeral, source }, reader);
  return (
    base && {
      ...base,
      body: {
        type: 'press',
        data: event.data.custom_id,
        message: message.id,
        ...(input === undefined ? {} : { input }),
      },
    }
  );
}

interface Manner {
  /** Audience of the answer. */
  audience: 'everyone' | 'asker';
  /** The command belongs to the asker's own conversation. */
  own: boolean;
  /** Place of the button. */
  source?: Readonly<Record<string, string | boolean>>;
}

type Base = Omit<InboundEvent, 'body'>;

function arrived(event: InteractionEvent, { audience, own, source }: Manner, reader: Reader): Base | undefined {
  const user = personIn(event);
  if (!user) return undefined;
  const { now } = reader;
  const place = placeOf(event, reader);
  const key = interactionKey(event.id);
  const guest = place.kind === 'personal';
  const address = {
    channel: event.channel_id,
    interaction: event.id,
    token: event.token,
    application: event.application_id,
    member: mayWrite(event),
    at: now,
    ...(event.app_permissions === undefined ? {} : { permissions: event.app_permissions }),
    ...(guest ? { guest } : {}),
    ...source,
  };
  const privately = audience === 'asker';
  const byToken = needsToken({ ephemeral: privately, member: address.member });
  return {
    v: 2,
    key,
    at: { ...place, member: user.id },
    // Where the bot is a guest, people do not share what they ask.
    ...(own || guest ? { own: true } : {}),
    actor: { ...actorOf(user, event.locale), ...moderatorIn(event, place) },
    sentAt: now,
    reply: {
      surface: surfaceName,
      chat: named(event.channel_id),
      group: place.kind !== 'private',
      privately,
      ...(byToken ? { expiresAt: now + tokenMs, pace: key } : {}),
      address,
    },
  };
}

/** Names who acts, and where. Undefined where Discord does not say who. */
export function placedOf(event: InteractionEvent, reader: Reader): Pick<InboundEvent, 'actor' | 'at'> | undefined {
  return arrived(event, { audience: 'asker', own: true }, reader);
}

/** Tells whether who acts may read what was said in the channel before; in a private chat, always. */
export function readsHistory({ member }: InteractionEvent): boolean {
  if (member?.permissions === undefined) return true;
  const reading = PermissionFlagsBits.ReadMessageHistory | PermissionFlagsBits.Administrator;
  return (BigInt(member.permissions) & reading) !== 0n;
}

function optionsOf(options: CommandEvent['data']['options']): SlashCommand['options'] {
  const said = options.filter((option) => !isFile(option));
  return Object.fromEntries(said.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

/** In a private chat there are no others. Undefined where Discord tells no permissions. */
function moderatorIn({ member }: InteractionEvent, { kind }: Place): Pick<Actor, 'moderator'> {
  if (kind === 'private') return { moderator: true };
  if (member?.permissions === undefined) return {};
  const permissions = BigInt(member.permissions);
  const moderating = PermissionFlagsBits.ManageMessages | PermissionFlagsBits.Administrator;
  return { moderator: (permissions & moderating) !== 0n };
}

/** Person who acted; undefined where Discord does not say. */
export function personIn({ member, user }: InteractionEvent): Person | undefined {
  return member?.user ?? user;
}

/** Value of an interaction's `context` in a person's private chat with the bot. */
const botsOwnChat = 1;

/** A person's private chat with the bot. */
export function isOwnChat({ context, guild_id: guild }: InteractionEvent): boolean {
  return (context ?? (guild === undefined ? botsOwnChat : undefined)) === botsOwnChat;
}

function placeOf(event: InteractionEvent, reader: Reader): Place {
  const kind = isOwnChat(event) ? 'private' : isInstalled(event) ? 'group' : 'personal';
  const parent = parentOf(event);
  return {
    surface: surfaceName,
    chat: named(event.channel_id),
    kind,
    scopes: scopesOf({ channel: event.channel_id, parent, guild: event.guild_id }, reader),
    ...(parent === undefined ? {} : { parent: named(parent) }),
    ...(event.channel?.type === ChannelType.PrivateThread ? { restricted: true } : {}),
  };
}

/** Tells whether the bot can fetch the messages of a place: it is not just brought along, and may read there. */
export function readsMessages(event: InteractionEvent): boolean {
  const reading = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory;
  return isOwnChat(event) || (isInstalled(event) && holds(event, reading));
}

/** The bot was added to this server, not just brought along by the user. */
export function isInstalled(event: Pick<InteractionEvent, 'guild_id' | 'authorizing_integration_owners'>): boolean {
  const { guild_id: guild, authorizing_integration_owners: owners } = event;
  // Where Discord does not say who brought the app, a server's command is the server's.
  return guild !== undefined && (Object.keys(owners).length === 0 || owners['0'] === guild);
}

/** Tells whether messages can be written here without the token, and so after it has run out. */
function mayWrite(event: InteractionEvent): boolean {
  const send = isThread(event.channel?.type)
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  return isOwnChat(event) || (isInstalled(event) && holds(event, PermissionFlagsBits.ViewChannel | send));
}

/** Tells whether the bot has permissions at a place. It is taken to have them where Discord does not tell. */
function holds({ app_permissions: told }: InteractionEvent, needed: bigint): boolean {
  const permissions = told === undefined ? needed : BigInt(told);
  return (permissions & needed) === needed || (permissions & PermissionFlagsBits.Administrator) !== 0n;
}

/** The channel a thread hangs on. */
function parentOf({ channel }: InteractionEvent): string | undefined {
  return isThread(channel?.type) ? (channel?.parent_id ?? undefined) : undefined;
}
