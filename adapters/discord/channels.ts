import { ChannelType } from 'discord.js';
import * as v from 'valibot';
import type { KnownChannel } from './gateway/gateway.ts';
import { snowflake } from './ids.ts';

/** Channels as Discord's events and answers describe them. */

const threads: readonly (number | undefined)[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/** Tells whether a channel of this type is a thread. */
export function isThread(type: number | undefined): boolean {
  return threads.includes(type);
}

/** Tells whether every post in a channel of this type is a thread. */
export function isForum(type: number): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

/** Answer of GET /channels/{id}. */
export const channelAnswer = v.pipe(
  v.object({
    type: v.number(),
    guild_id: v.optional(snowflake),
    parent_id: v.nullish(snowflake),
    name: v.fallback(v.nullish(v.string()), undefined),
    owner_id: v.fallback(v.nullish(snowflake), undefined),
  }),
  v.transform(
    ({ type, guild_id: guild, parent_id: parent, name, owner_id: owner }): KnownChannel => ({
      isThread: isThread(type),
      isPrivate: type === ChannelType.PrivateThread,
      ...(guild ? { guild } : {}),
      ...(name ? { name } : {}),
      ...(isThread(type) && owner ? { owner } : {}),
      // A channel's is its category.
      ...(isThread(type) && parent ? { parent } : {}),
    }),
  ),
);
