import { type Client, type GuildBasedChannel, PermissionFlagsBits } from 'discord.js';
import type { GuildCache, KnownChannel } from './gateway.ts';

/** Reads discord.js' caches. */
export function guildCacheOf(client: Client): GuildCache {
  const guild = (id: string) => client.guilds.cache.get(id);
  const channel = (id: string) => client.channels.cache.get(id);

  return {
    botRole(id) {
      const self = client.user?.id;
      return self === undefined ? undefined : guild(id)?.roles.botRoleFor(self)?.id;
    },
    role(id) {
      return client.guilds.cache.find(({ roles }) => roles.cache.has(id))?.roles.cache.get(id)?.name;
    },
    channel(id): KnownChannel | undefined {
      const found = channel(id);
      if (!found) return undefined;
      const isThread = found.isThread();
      return {
        isThread,
        ...('name' in found && found.name ? { name: found.name } : {}),
        ...(found.isDMBased() ? {} : { guild: found.guildId }),
        ...(isThread && found.parentId ? { parent: found.parentId } : {}),
      };
    },
    language(id) {
      const found = guild(id);
      return found?.features.includes('COMMUNITY') ? found.preferredLocale : undefined;
    },
    permissions(id, roles, user) {
      const found = channel(id);
      return found && !found.isDMBased() ? permissionsOf(found, roles, user) : undefined;
    },
  };
}

/**
 * Works out a member's permissions in a channel; a thread has its channel's.
 * Rules: https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
function permissionsOf(place: GuildBasedChannel, roles: readonly string[], user: string): bigint | undefined {
  const channel = place.isThread() ? place.parent : place;
  if (!channel) return undefined;
  const { guild } = channel;
  const everyone = guild.id;
  const all = [everyone, ...roles].flatMap((id) => guild.roles.cache.get(id)?.permissions.bitfield ?? []);
  const base = all.reduce((sum, each) => sum | each, 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return base;
  return [[everyone], roles, [user]].reduce((bits, ids) => {
    const found = ids.flatMap((id) => channel.permissionOverwrites.cache.get(id) ?? []);
    const denied = found.reduce((sum, { deny }) => sum | deny.bitfield, 0n);
    const allowed = found.reduce((sum, { allow }) => sum | allow.bitfield, 0n);
    return (bits & ~denied) | allowed;
  }, base);
}
