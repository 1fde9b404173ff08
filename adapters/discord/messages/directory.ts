import { type Client, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Calls } from '../calls.ts';
import { quoted } from '../gateway/events.ts';
import type { Directory } from '../inbound.ts';
import type { UserLocales } from './user-locales.ts';

/** What the client keeps about servers and channels, asked by id; nothing of the SDK leaves here. */

/** How long a message may be held up by a question to Discord, ms. */
const timeoutMs = 2000;

const channelAnswer = v.object({ parent_id: v.nullish(v.string()), thread_metadata: v.optional(v.unknown()) });

export interface DirectoryParts {
  calls: Calls;
  userLocales: Pick<UserLocales, 'get'>;
  /** Ends what is being asked. */
  signal: AbortSignal;
}

/** `self` is the bot's user id. */
export function directoryOf(client: Client, self: string, { calls, userLocales, signal }: DirectoryParts): Directory {
  async function ask(route: `/${string}`): Promise<unknown> {
    return calls.call({ method: 'Get', route, timeoutMs }, signal).catch(() => undefined);
  }

  return {
    self,
    botRole: (guild) => client.guilds.cache.get(guild)?.roles.botRoleFor(self)?.id,
    role(id) {
      return client.guilds.cache.find(({ roles }) => roles.cache.has(id))?.roles.cache.get(id)?.name;
    },
    channel(id) {
      const channel = client.channels.cache.get(id);
      return channel && 'name' in channel ? (channel.name ?? undefined) : undefined;
    },
    async parent(id) {
      const channel = client.channels.cache.get(id);
      if (channel) return channel.isThread() ? (channel.parentId ?? undefined) : undefined;
      const answer = v.safeParse(channelAnswer, await ask(Routes.channel(id)));
      if (!answer.success || answer.output.thread_metadata === undefined) return undefined;
      return answer.output.parent_id ?? undefined;
    },
    language(id) {
      const guild = client.guilds.cache.get(id);
      return guild?.features.includes('COMMUNITY') ? guild.preferredLocale : undefined;
    },
    locale: (user) => userLocales.get(user),
    async message(channel, id) {
      const answer = v.safeParse(quoted, await ask(Routes.channelMessage(channel, id)));
      return answer.success ? answer.output : undefined;
    },
  };
}
