import { named } from './ids.ts';

/** Ids of a place. */
export interface PlaceIds {
  channel: string;
  /** The channel a thread hangs on. */
  parent: string | undefined;
  guild: string | undefined;
}

/**
 * Lists the ids that an allow-list may name for a place, nearest first. `discord:server:<id>` is the whole server.
 * A plain id is a channel's; it stands for the server as well where no channel can have it.
 */
export function scopesOf(
  { channel, parent, guild }: PlaceIds,
  { isChannelToo }: { isChannelToo(guild: string): boolean },
): string[] {
  const channels = [channel, parent].flatMap((id) => (id === undefined ? [] : named(id)));
  if (guild === undefined) return channels;
  return [...channels, named(`server:${guild}`), ...(isChannelToo(guild) ? [] : [named(guild)])];
}
