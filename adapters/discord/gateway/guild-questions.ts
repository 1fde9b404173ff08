import { ChannelType, PermissionFlagsBits } from 'discord.js';
import { isForum, isThread } from '../channels.ts';
import { isOldServer } from '../ids.ts';
import { permissionsBy } from '../permissions.ts';
import type { GuildCache, KnownChannel } from './gateway.ts';
import { type Guild, type GuildState, newGuild, type Place } from './guild-state.ts';

const { Administrator, ViewChannel } = PermissionFlagsBits;

/** Answers to questions about servers and channels. */
export function questionsTo(
  { guilds, places }: Pick<GuildState, 'guilds' | 'places'>,
  self: () => string | undefined,
): GuildCache {
  /** The channel whose permissions hold. */
  function channelOf(place: Place | undefined): Place | undefined {
    return place && isThread(place.type) ? places.get(place.parent ?? '') : place;
  }

  function rolesIn({ roles, own }: Guild): readonly string[] {
    const made = [...roles].find(([, { bot }]) => bot !== undefined && bot === self());
    return made ? [...own, made[0]] : own;
  }

  function permissions(id: string, roles: readonly string[], user: string): bigint | undefined {
    const channel = channelOf(places.get(id));
    return channel && permissionsBy(factsOf(channel), roles, user);
  }

  return {
    ownRoles: (id) => rolesIn(guilds.get(id) ?? newGuild(id)),
    role: (home, id) => guilds.get(home)?.roles.get(id)?.name,
    channel(id) {
      const found = places.get(id);
      return found && knownOf(found);
    },
    isSeenFrom(id, from) {
      const [there, here] = [places.get(id), places.get(from)];
      if (!there) return false;
      if (there.id === from || here?.parent === there.id) return true;
      return there.type !== ChannelType.PrivateThread && isAlike(channelOf(there), channelOf(here));
    },
    timedOutUntil: (id) => places.get(id)?.guild.timedOutUntil ?? 0,
    isChannelToo: (id) => isOldServer(id) && (!guilds.has(id) || places.has(id)),
    language: (id) => guilds.get(id)?.language,
    permissions,
    ownPermissions(id) {
      const [place, user] = [places.get(id), self()];
      return place && user !== undefined ? permissions(id, rolesIn(place.guild), user) : undefined;
    },
  };
}

function knownOf({ type, guild, name, parent, owner }: Place): KnownChannel {
  return {
    isThread: isThread(type),
    isPrivate: type === ChannelType.PrivateThread,
    guild: guild.id,
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === ChannelType.GuildText ? { takesThreads: true } : {}),
    ...(isForum(type) ? { isForum: true } : {}),
  };
}

function factsOf({ guild, overwrites }: Place) {
  return {
    guild: guild.id,
    owner: guild.owner,
    role: (id: string) => guild.roles.get(id)?.permissions,
    overwrite: (id: string) => overwrites.find((each) => each.id === id),
  };
}

/** Tells whether everybody in the server sees `there`, or whoever sees `here` does because the same rules hold for both. */
function isAlike(there: Place | undefined, here: Place | undefined): boolean {
  if (!there) return false;
  const seenBy = (each: Place) => {
    const rules = each.overwrites.map(({ id, allow, deny }) => {
      const view = holds(allow) ? 'yes' : holds(deny) ? 'no' : '';
      return view && `${id} ${view}`;
    });
    return rules.filter(Boolean).sort().join();
  };
  const everyone = holds(there.guild.roles.get(there.guild.id)?.permissions ?? 0n);
  const rules = seenBy(there);
  return (everyone && !/ no(,|$)/.test(rules)) || (here?.guild.id === there.guild.id && rules === seenBy(here));
}

function holds(permissions: bigint): boolean {
  return (permissions & (ViewChannel | Administrator)) !== 0n;
}
