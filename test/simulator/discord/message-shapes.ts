import { addressesOf } from './cdn.ts';
import type { SimAttachment } from './files.ts';
import { memberShape, userShape } from './shapes.ts';
import {
  flags,
  mayRead,
  type SimEmbed,
  type SimInteraction,
  type SimMessage,
  type SimPoll,
  type World,
} from './world.ts';

/** The JSON Discord's API v10 shows of messages. */

/** An attachment with its addresses, new ones each time. */
export function attachmentShape(world: World, channel: string, attachment: SimAttachment): object {
  const { data: _, ...shape } = attachment;
  return { ...shape, ...addressesOf(world, channel, attachment) };
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
    edited_timestamp: editedAt(message),
    tts: false,
    mention_everyone: false,
    mentions: message.mentions.flatMap((id) => world.users.get(id) ?? []).map(userShape),
    mention_roles: message.mentionRoles,
    attachments: readable ? message.attachments.map((each) => attachmentShape(world, message.channel.id, each)) : [],
    embeds: readable ? message.embeds.map(embedShape) : [],
    pinned: message.pinned,
    flags: message.flags,
    components: readable ? [...message.layout, ...rowShapes(message)] : [],
    ...(message.poll && readable ? { poll: pollShape(message.poll, message.at) } : {}),
    ...(message.sticker && readable
      ? {
          sticker_items: [
            { id: '749054660769218631', name: message.sticker.name, format_type: message.sticker.format },
          ],
        }
      : {}),
    ...(message.nonce === undefined || nested ? {} : { nonce: message.nonce }),
    ...(message.webhook ? { webhook_id: message.webhook, application_id: message.application ?? message.webhook } : {}),
    ...(message.interaction ? interactionMetadata(message.interaction) : {}),
    ...(message.reference === undefined ? {} : referenceShape(world, message, referenced, everything, nested)),
    ...(message.forwarded ? forwardShape(world, message.forwarded, readable) : {}),
  };
}

function embedShape({ fields, ...embed }: SimEmbed): object {
  return {
    type: 'rich',
    ...embed,
    ...(fields ? { fields: fields.map((field) => ({ inline: false, ...field })) } : {}),
  };
}

function pollShape({ question, answers, multiple = false, votes }: SimPoll, at: number): object {
  const counts = (votes ?? []).map((count, index) => ({ id: index + 1, count, me_voted: false }));
  return {
    question: { text: question },
    answers: answers.map((text, index) => ({ answer_id: index + 1, poll_media: { text } })),
    expiry: new Date(at + 86_400_000).toISOString().replace('Z', '000+00:00'),
    allow_multiselect: multiple,
    layout_type: 1,
    results: { is_finalized: false, answer_counts: counts },
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
  if (channel.id !== message.channel.id) return { message_reference: reference };
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

/** When a message was edited last, as Discord writes a time; null where it was not. */
export function editedAt({ editedAt: at }: Pick<SimMessage, 'editedAt'>): string | null {
  return at ? new Date(at).toISOString().replace('Z', '000+00:00') : null;
}
