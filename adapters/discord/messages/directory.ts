import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Calls } from '../calls.ts';
import { channelAnswer } from '../channels.ts';
import { quoted } from '../gateway/events.ts';
import type { Gateway, KnownChannel } from '../gateway/gateway.ts';
import type { Directory } from '../inbound.ts';
import type { MemberNames } from './member-names.ts';
import type { Openings } from './openings.ts';
import type { UserLocales } from './user-locales.ts';

/** Facts about servers, channels and people that an event leaves out, looked up by id. */

/** Time for which a question to Discord may hold up a message, ms. */
const timeoutMs = 2000;

export interface DirectoryParts {
  gateway: Pick<Gateway, 'guilds' | 'readsContent'>;
  calls: Calls;
  userLocales: Pick<UserLocales, 'get'>;
  admits: Directory['admits'];
  proxies: Directory['proxies'];
  memberNames: MemberNames;
  openings: Openings;
  /** Ends what is being asked. */
  signal: AbortSignal;
}

/** `self` is the bot's user id. */
export function directoryOf(self: string, parts: DirectoryParts): Directory {
  const { gateway, calls, userLocales, admits, proxies, memberNames, openings, signal } = parts;
  const { guilds } = gateway;

  async function ask(route: `/${string}`): Promise<unknown> {
    return calls.call({ method: 'Get', route, timeoutMs }, signal).catch(() => undefined);
  }

  async function askedFor(id: string): Promise<KnownChannel | undefined> {
    const answer = v.safeParse(channelAnswer, await ask(Routes.channel(id)));
    return answer.success ? answer.output : undefined;
  }

  /** Name of a channel of the same server that everybody sees who sees `here`. */
  function seenName(id: string, guild: string | undefined, here: string): string | undefined {
    const channel = guilds.channel(id);
    return channel?.guild === guild && guilds.isSeenFrom(id, here) ? channel?.name : undefined;
  }

  return {
    self,
    admits,
    proxies,
    ownRoles: guilds.ownRoles,
    namesAt: ({ guild_id: guild, channel_id: here }) => ({
      self,
      place(id) {
        // Who forwards into their private chat has seen the place.
        return guild === undefined ? guilds.channel(id)?.name : seenName(id, guild, here);
      },
      readsAll: guild === undefined || gateway.readsContent(),
      role: (id) => (guild === undefined ? undefined : guilds.role(guild, id)),
      channel: (id) => seenName(id, guild, here),
    }),
    isChannelToo: guilds.isChannelToo,
    isTold: (id) => guilds.channel(id) !== undefined,
    async thread(id) {
      const { parent, ...thread } = guilds.channel(id) ?? (await askedFor(id)) ?? {};
      return parent === undefined ? undefined : { isPrivate: false, ...thread, id, parent };
    },
    opening({ id, name, parent }, names) {
      const home = guilds.channel(parent)?.isForum ? id : parent;
      return openings.of({ id, home, ...(name === undefined ? {} : { name }) }, names, signal);
    },
    isOpenedOn: (message) => guilds.channel(message)?.owner === self,
    title: (id) => guilds.channel(id)?.name,
    language: guilds.language,
    locale: userLocales.get,
    people: (guild, ids) => memberNames.find(guild, ids, signal),
    async message(channel, id) {
      const answer = v.safeParse(quoted, await ask(Routes.channelMessage(channel, id)));
      return answer.success ? answer.output : undefined;
    },
  };
}
