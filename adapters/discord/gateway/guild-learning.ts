import { GatewayDispatchEvents, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { createFreshAnswers } from '../../../src/util/fresh-answers.ts';
import { askedPauseMs, retry } from '../../../src/util/retry.ts';
import type { Calls } from '../calls.ts';
import { createLimiter } from '../catch-up/limiter.ts';
import { snowflake } from '../ids.ts';
import type { GuildFacts } from './guild-facts.ts';

/**
 * Asks by REST about servers that the gateway has not told of. To a process that resumes an earlier one's session, none
 * comes in. Each is asked about once, when something happens there.
 */
export interface GuildLearning {
  /** Makes a server known. Resolves once it is, or cannot be; rejects with the signal's reason alone. */
  learn(guild: string, signal: AbortSignal): Promise<void>;
  /** The same of the server of a channel. */
  learnOf(channel: string, signal: AbortSignal): Promise<void>;
  /** An event, which may come while its server is being asked about. */
  take(event: string, data: unknown): void;
  /** The gateway tells of all servers itself. */
  told(): void;
}

export interface GuildLearningParts {
  facts: Pick<GuildFacts, 'take' | 'channel' | 'knows'>;
  calls: Calls;
  clock: Clock;
  /** The bot's user id. */
  self(): string | undefined;
}

/** Servers asked about at once; each takes four calls. */
const atOnce = 4;
const tries = 4;
const backoff = { firstMs: 500, longestMs: 5000 };
/** Time limit of each call, and of all about one server with their repeats, ms. */
const timeoutMs = 2000;
const longestMs = 20_000;
/** Servers that could not be learned, e.g. of others who brought the bot along, and for how long that is believed, ms. */
const refusedMost = 5000;
const refusedMs = 600_000;

const home = v.object({ guild_id: v.optional(snowflake) });
const about = v.object({ guild_id: v.optional(snowflake), id: v.optional(snowflake) });
const answers = v.tuple([
  v.looseObject({ id: snowflake }),
  v.array(v.unknown()),
  v.object({ threads: v.array(v.unknown()) }),
  v.unknown(),
]);

export function createGuildLearning({ facts, calls, clock, self }: GuildLearningParts): GuildLearning {
  const asked = createFreshAnswers<void>({ clock, holdsMs: refusedMs, most: refusedMost, isRefusal });
  const limiter = createLimiter(atOnce);
  /** Events about servers that are being asked about: the answers may be older. */
  const meanwhile = new Map<string, [string, unknown][]>();
  let isTold = false;

  async function ask(guild: string, signal: AbortSignal): Promise<void> {
    const get = (route: `/${string}`) => calls.call({ method: 'Get', route, timeoutMs }, signal);
    const own = self();
    if (own === undefined) throw new Fault('internal', 'the bot does not know itself');
    const leave = await limiter.enter(guild, signal, false);
    const later: [string, unknown][] = [];
    meanwhile.set(guild, later);
    try {
      const routes = [Routes.guild, Routes.guildChannels, Routes.guildActiveThreads].map((route) => route(guild));
      const told = v.safeParse(answers, await Promise.all([...routes, Routes.guildMember(guild, own)].map(get)));
      if (!told.success) throw new Fault('server', 'Discord sent an answer of another form');
      const [settings, channels, { threads }, member] = told.output;
      facts.take(GatewayDispatchEvents.GuildCreate, { ...settings, channels, threads, members: [member] });
      for (const [event, data] of later) facts.take(event, data);
    } finally {
      meanwhile.delete(guild);
      leave();
    }
  }

  /** A question goes on for others who wait for it: no single signal ends it, its own time limit does. */
  function askUntilTold(guild: string): Promise<void> {
    const signal = AbortSignal.timeout(longestMs);
    const pause = (error: unknown, pauseMs: number) =>
      isFault(error, 'unreachable', 'server', 'rate_limited') ? askedPauseMs(error, pauseMs) : undefined;
    return retry(() => ask(guild, signal), { backoff, clock, signal, tries, pause });
  }

  async function learn(guild: string, signal: AbortSignal): Promise<void> {
    if (isTold || facts.knows(guild)) return;
    await asked.get(guild, () => askUntilTold(guild), signal).catch(() => signal.throwIfAborted());
  }

  return {
    learn,
    async learnOf(channel, signal) {
      if (isTold || facts.channel(channel)) return;
      const route = Routes.channel(channel);
      const answer = await calls.call({ method: 'Get', route, timeoutMs }, signal).catch(() => undefined);
      signal.throwIfAborted();
      const read = v.safeParse(home, answer);
      if (read.success && read.output.guild_id !== undefined) await learn(read.output.guild_id, signal);
    },
    take(event, data) {
      if (meanwhile.size === 0) return;
      const read = v.safeParse(about, data);
      if (!read.success) return;
      const { id = '', guild_id: guild = id } = read.output;
      meanwhile.get(guild)?.push([event, data]);
    },
    told() {
      isTold = true;
    },
  };
}

/** Tells whether Discord has answered that it does not tell. */
function isRefusal(error: unknown): boolean {
  return isFault(error, 'gone', 'forbidden', 'rejected');
}
