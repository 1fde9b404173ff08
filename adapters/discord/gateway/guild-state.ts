import { LruCache } from '../../../src/util/lru.ts';
import { isThread } from '../channels.ts';
import type { Overwrite } from '../permissions.ts';
import type { ChannelFact } from './guild-events.ts';

/** Servers and their places in memory, as few of their facts as are needed. */

export interface Role {
  name: string;
  permissions: bigint;
  /** The bot that Discord made the role for. */
  bot: string | undefined;
}

export interface Guild {
  id: string;
  owner: string;
  /** The language a Community server has chosen. */
  language: string | undefined;
  roles: Map<string, Role>;
  /** The bot's own roles, without the one that was made for it. */
  own: readonly string[];
  /** End of the bot's time-out, epoch ms; perhaps past, 0 where there was none. */
  timedOutUntil: number;
  /** Ids of its channels and threads. */
  places: Set<string>;
}

/** A channel or a thread. */
export interface Place {
  id: string;
  type: number;
  guild: Guild;
  name: string | undefined;
  /** The channel a thread hangs on. */
  parent: string | undefined;
  /** Id of who opened a thread. */
  owner: string | undefined;
  overwrites: readonly Overwrite[];
}

export interface GuildState {
  readonly guilds: ReadonlyMap<string, Guild>;
  readonly places: ReadonlyMap<string, Place>;
  /** Begins a server anew, without places. */
  begin(id: string): Guild;
  end(id: string): void;
  put(guild: Guild, channel: ChannelFact): void;
  drop(place: string): void;
  /** Forgets the threads of some channels, or of all. */
  dropThreads(guild: Guild, parents?: readonly string[]): void;
}

/** Archived threads that are remembered; Discord tells of one again when it is opened. */
const archivedMost = 2000;

export function newGuild(id: string): Guild {
  const none = { owner: '', language: undefined, own: [], timedOutUntil: 0 };
  return { id, ...none, roles: new Map(), places: new Set() };
}

export function createGuildState(): GuildState {
  const guilds = new Map<string, Guild>();
  const places = new Map<string, Place>();
  const archived = new LruCache<true>(archivedMost);

  function drop(id: string): void {
    places.get(id)?.guild.places.delete(id);
    places.delete(id);
    archived.delete(id);
  }

  function end(id: string): void {
    for (const place of guilds.get(id)?.places ?? []) drop(place);
    guilds.delete(id);
  }

  return {
    guilds,
    places,
    end,
    drop,
    begin(id) {
      end(id);
      const guild = newGuild(id);
      guilds.set(id, guild);
      return guild;
    },
    put(guild, channel) {
      places.set(channel.id, placeOf(guild, channel));
      guild.places.add(channel.id);
      archived.delete(channel.id);
      const gone = channel.thread_metadata?.archived ? archived.set(channel.id, true) : undefined;
      if (gone !== undefined) drop(gone);
    },
    dropThreads(guild, parents) {
      for (const id of [...guild.places]) {
        const parent = places.get(id)?.parent;
        if (parent !== undefined && (parents?.includes(parent) ?? true)) drop(id);
      }
    },
  };
}

function placeOf(guild: Guild, channel: ChannelFact): Place {
  const { id, type } = channel;
  return {
    id,
    type,
    guild,
    name: channel.name || undefined,
    // A channel's is its category.
    parent: (isThread(type) && channel.parent_id) || undefined,
    owner: (isThread(type) && channel.owner_id) || undefined,
    overwrites: channel.permission_overwrites,
  };
}
