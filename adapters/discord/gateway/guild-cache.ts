import {
  type AnyThreadChannel,
  type Channel,
  ChannelType,
  type Client,
  type GuildBasedChannel,
  PermissionFlagsBits,
} from 'discord.js';
import { isForum } from '../channels.ts';
import { isOldServer } from '../ids.ts';
import { permissionsBy } from '../permissions.ts';
import type { GuildCache, KnownChannel } from './gateway.ts';
import type { OwnMembers } from './own-members.ts';

/** Reads discord.js' caches. */
export function guildCacheOf(client: Client, own: Pick<OwnMembers, 'roles' | 'timedOutUntil'>): GuildCache {
  const guild = (id: string) => client.guilds.cache.get(id);
  const channel = (id: string) => client.channels.cache.get(id);

  function ownRoles(id: string): readonly string[] {
    const self = client.user?.id;
    const made = self === undefined ? undefined : guild(id)?.roles.botRoleFor(self)?.id;
    return made === undefined ? own.roles(id) : [...own.roles(id), made];
  }

  return {
    ownRoles,
    role: (home, id) => guild(home)?.roles.cache.get(id)?.name,
    channel(id): KnownChannel | undefined {
      const found = channel(id);
      if (!found) return undefined;
      const isThread = found.isThread();
      return {
        isThread,
        isPrivate: isPrivateThread(found),
        ...('name' in found && found.name ? { name: found.name } : {}),
        ...(found.isDMBased() ? {} : { guild: found.guildId }),
        ...(isThread && found.parentId ? { parent: found.parentId } : {}),
        ...(isThread && found.ownerId ? { owner: found.ownerId } : {}),
        ...(found.type === ChannelType.GuildText ? { takesThreads: true } : {}),
        ...(isForum(found.type) ? { isForum: true } : {}),
      };
    },
    isSeenFrom(id, from) {
      const [there, here] = [channel(id), channel(from)];
      if (!there || there.isDMBased()) return false;
      if (there.id === from || (here?.isThread() && here.parentId === there.id)) return true;
      return !isPrivateThread(there) && isAlike(channelOf(there), here && channelOf(here));
    },
    timedOutUntil(id) {
      const found = channel(id);
      return found && !found.isDMBased() ? own.timedOutUntil(found.guildId) : 0;
    },
    isChannelToo(id) {
      return isOldServer(id) && (guild(id) === undefined || channel(id) !== undefined);
    },
    language(id) {
      const found = guild(id);
      return found?.features.includes('COMMUNITY') ? found.preferredLocale : undefined;
    },
    permissions(id, roles, user) {
      const found = channel(id);
      return found && !found.isDMBased() ? permissionsOf(found, roles, user) : undefined;
    },
    ownPermissions(id) {
      const found = channel(id);
      if (!found || found.isDMBased() || !client.user) return undefined;
      return permissionsOf(found, ownRoles(found.guildId), client.user.id);
    },
  };
}

function isPrivateThread({ type }: Channel): boolean {
  return type === ChannelType.PrivateThread;
}

/** The channel whose permissions hold. */
function channelOf(place: Channel): Exclude<GuildBasedChannel, AnyThreadChannel> | undefined {
  if (place.isDMBased()) return undefined;
  return place.isThread() ? (place.parent ?? undefined) : place;
}

/** Tells whether everybody in the server sees `there`, or whoever sees `here` does because the same rules hold for both. */
function isAlike(there: ReturnType<typeof channelOf>, here: ReturnType<typeof channelOf>): boolean {
  if (!there) return false;
  const seenBy = (each: typeof there) => {
    const rules = each.permissionOverwrites.cache.map(({ id, allow, deny }) => {
      const view = allow.has(ViewChannel) ? 'yes' : deny.has(ViewChannel) ? 'no' : '';
      return view && `${id} ${view}`;
    });
    return rules.filter(Boolean).sort().join();
  };
  const everyone = there.guild.roles.everyone.permissions.has(ViewChannel);
  const rules = seenBy(there);
  return (everyone && !/ no(,|$)/.test(rules)) || (there.guildId === here?.guildId && rules === seenBy(here));
}

const { ViewChannel } = PermissionFlagsBits;

/** Works out a member's permissions in a channel; undefined where it is not known. */
function permissionsOf(place: GuildBasedChannel, roles: readonly string[], user: string): bigint | undefined {
  const channel = place.isThread() ? place.parent : place;
  if (!channel) return undefined;
  const { guild, permissionOverwrites: overwrites } = channel;
  const facts = {
    guild: guild.id,
    owner: guild.ownerId,
    role: (id: string) => guild.roles.cache.get(id)?.permissions.bitfield,
    overwrite(id: string) {
      const found = overwrites.cache.get(id);
      return found && { id, allow: found.allow.bitfield, deny: found.deny.bitfield };
    },
  };
  return permissionsBy(facts, roles, user);
}
