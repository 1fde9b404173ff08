import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Calls } from '../calls.ts';
import { channelAnswer } from '../channels.ts';
import { quoted } from '../gateway/events.ts';
import type { Gateway, KnownChannel } from '../gateway/gateway.ts';
import type { Directory } from '../inbound.ts';
import type { MemberNames } from './member-names.ts';
import type { UserLocales } from './user-locales.ts';

/** Facts about servers, channels and people that an event leaves out, looked up by id. */

/** Time for which a question to Discord may hold up a message, ms. */
const timeoutMs = 2000;

export interface DirectoryParts {
  gateway: Pick<Gateway, 'guilds' | 'readsContent'>;
  calls: Calls;
  userLocales: Pick<UserLocales, 'get'>;
  admits: Directory['admits'];
  memberNames: MemberNames;
  /** Ends what is being asked. */
  signal: AbortSignal;
}

/** `self` is the bot's user id. */
export function directoryOf(self: string, parts: DirectoryParts): Directory {
  const { gateway, calls, userLocales, admits, memberNames, signal } = parts;
  const { guilds } = gateway;

  async function ask(route: `/${string}`): Promise<unknown> {
    return calls.call({ method: 'Get', route, timeoutMs }, signal).catch(() => undefined);
  }

  async function askedFor(id: string): Promise<KnownChannel | undefined> {
    const answer = v.safeParse(channelAnswer, await ask(Routes.channel(id)));
    return answer.success ? answer.output : undefined;
  }

  return {
    self,
    admits,
    ownRoles: guilds.ownRoles,
    namesAt: ({ guild_id: guild, channel_id: here }) => ({
      self,
      readsAll: guild === undefined || gateway.readsContent(),
      role: (id) => (guild === undefined ? undefined : guilds.role(guild, id)),
      channel(id) {
        const channel = guilds.channel(id);
        return channel?.guild === guild && guilds.isSeenFrom(id, here) ? channel?.name : undefined;
      },
    }),
    isChannelToo: guilds.isChannelToo,
    isTold: (id) => guilds.channel(id) !== undefined,
    async thread(id) {
      const { parent, isPrivate = false } = guilds.channel(id) ?? (await askedFor(id)) ?? {};
      return parent === undefined ? undefined : { parent, isPrivate };
    },
    language: guilds.language,
    locale: userLocales.get,
    people: (guild, ids) => memberNames.find(guild, ids, signal),
    async message(channel, id) {
      const answer = v.safeParse(quoted, await ask(Routes.channelMessage(channel, id)));
      return answer.success ? answer.output : undefined;
    },
  };
}
