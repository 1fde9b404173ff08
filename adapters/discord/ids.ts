import * as v from 'valibot';
import type { MediaAddress, MediaSource, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';

/** Every id this adapter makes or reads, encoded and checked in one place. Discord's ids are 64-bit numbers kept as strings. */

export const surfaceName = 'discord';

export const snowflake = v.pipe(v.string(), v.regex(/^\d{1,20}$/));

/** A user, channel or server as allow-lists and pacing name it. */
export function named(id: string): string {
  return `${surfaceName}:${id}`;
}

/**
 * Address of a message, as the client copies it; a private chat has no server. Undefined for what is no message of a channel. `guild`:
 * absent in a private chat.
 */
export function messageLink(chat: string, message: string, guild: string | undefined): string | undefined {
  const channel = chat.slice(surfaceName.length + 1);
  if (chat !== named(channel) || !v.is(snowflake, channel) || !v.is(snowflake, message)) return undefined;
  return `https://discord.com/channels/${guild ?? '@me'}/${channel}/${message}`;
}

export function interactionKey(id: string): string {
  return `${surfaceName}:i:${id}`;
}

/** `at`: the message's `edited_timestamp`, so that previews and pins that come later repeat the key. */
export function editKey(message: string, at: string): string {
  return `${surfaceName}:edit:${message}:${at}`;
}

/** One for all messages that were deleted together. */
export function deleteKey(messages: readonly string[]): string {
  const [first = ''] = [...messages].sort();
  return `${surfaceName}:delete:${first}`;
}

const epoch = 1_420_070_400_000;

/** Epoch ms at which Discord made an id. */
export function timeOf(id: string): number {
  return Number(BigInt(id) >> 22n) + epoch;
}

/** Tells whether a server is from the time when its first channel had its id (until 2017; with a margin). */
export function isOldServer(guild: string): boolean {
  return timeOf(guild) < Date.UTC(2018, 0, 1);
}

/** The first id Discord could have made at a moment; `ms` is epoch ms. */
export function idAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) - epoch)) << 22n;
}

/** A stored position in Discord's messages; undefined for what is none, or lies ahead of every clock (`now` is epoch ms). */
export function positionIn(value: string | undefined, now: number): bigint | undefined {
  if (value === undefined || !/^\d{1,20}$/.test(value)) return undefined;
  const id = BigInt(value);
  return id <= idAt(now + 86_400_000) ? id : undefined;
}

/** The cursor that says how far a channel has been read. */
export function channelCursor(channel: string): string {
  return `${surfaceName}:channel:${channel}`;
}

/** Lifetime of an interaction's token: Discord's 15 minutes less one for the last call. */
export const tokenMs = 14 * 60_000;

const inChannel = v.object({
  channel: snowflake,
  /** The channel is a thread that is to be opened on a message of this one; the thread has that message's id. */
  opens: v.optional(snowflake),
});

const byInteraction = v.object({
  channel: snowflake,
  interaction: snowflake,
  token: v.string(),
  application: snowflake,
  /** The bot may write to the channel by itself. */
  member: v.boolean(),
  /** Arrival, epoch ms; absent in turns stored by an older version. */
  at: v.optional(v.number(), 0),
  /** Permissions of the bot in the channel, a bit field in decimal; present if Discord told. */
  permissions: v.optional(v.pipe(v.string(), v.regex(/^\d{1,30}$/))),
  /** The bot was brought along by a user and is not there itself. */
  guest: v.optional(v.boolean(), false),
  /** A button was pressed, or a form sent that one had opened: `message` holds the button, perhaps for one reader alone. */
  update: v.optional(v.boolean(), false),
  message: v.optional(snowflake),
  ephemeral: v.optional(v.boolean(), false),
});

/** Way in which an interaction is answered. */
export interface InteractionAddress
  extends Pick<
    v.InferOutput<typeof byInteraction>,
    'channel' | 'interaction' | 'token' | 'application' | 'member' | 'at' | 'permissions' | 'guest'
  > {
  opens?: undefined;
  /** Only the asker sees what is written: the target's `privately`. */
  ephemeral: boolean;
  /** The message that holds the button that was pressed. */
  source?: { id: string; ephemeral: boolean };
}

/** Content of `Target.address` here. */
export type Address = ({ interaction?: undefined } & v.InferOutput<typeof inChannel>) | InteractionAddress;

/** Reads a target made by this adapter, perhaps before a restart. */
export function addressOf(target: Target): Address {
  if ('interaction' in target.address) {
    const read = v.safeParse(byInteraction, target.address);
    if (read.success) return interactionAddress(read.output, target.privately);
  } else {
    const read = v.safeParse(inChannel, target.address);
    if (read.success) return read.output;
  }
  throw new Fault('internal', 'a Discord target with an unreadable address');
}

function interactionAddress(stored: v.InferOutput<typeof byInteraction>, privately: boolean): InteractionAddress {
  const { update, message, ephemeral, ...address } = stored;
  const source = update && message !== undefined ? { source: { id: message, ephemeral } } : {};
  return { ...address, ...source, ephemeral: privately };
}

export function isInteraction(address: Address): address is InteractionAddress {
  return address.interaction !== undefined;
}

/** Only the token can write there: what only the asker sees, and places the bot was not added to. */
export function needsToken(address: Pick<InteractionAddress, 'ephemeral' | 'member'>): boolean {
  return address.ephemeral || !address.member;
}

/** The same of one message: a button's own is seen by everybody though the answer to the press is not. */
export function needsTokenFor(address: InteractionAddress, message: string): boolean {
  const ephemeral = address.source?.id === message ? address.source.ephemeral : address.ephemeral;
  return needsToken({ ephemeral, member: address.member });
}

/** Message that shows files. `passing`: it cannot be fetched, or there is none. */
export type Home = { channel: string; message: string } | 'passing';

/** Source of an attachment. */
export function fileSource(home: Home, attachment: string): MediaSource {
  if (home === 'passing') return { surface: surfaceName, address: { attachment }, passing: true };
  return { surface: surfaceName, address: { ...home, attachment } };
}

export function stickerSource(sticker: string, ending: 'png' | 'gif'): MediaSource {
  return { surface: surfaceName, address: { sticker, ending } };
}

const fileAddress = v.union([
  v.object({
    channel: v.optional(snowflake),
    message: v.optional(snowflake),
    attachment: snowflake,
    /** The still of a video, instead of the video. */
    still: v.optional(v.boolean()),
  }),
  v.object({ sticker: snowflake, ending: v.picklist(['png', 'gif']) }),
]);

/** Reads where a file is, as a source of this adapter says. */
export function decodeFile(address: MediaAddress): v.InferOutput<typeof fileAddress> {
  const read = v.safeParse(fileAddress, address);
  if (!read.success) throw new Fault('internal', 'an address that names no file of this platform');
  return read.output;
}
